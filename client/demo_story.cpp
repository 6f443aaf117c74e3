#include "demo_story.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kFormBytesMax = std::size_t{2} << 20;

}  // namespace

base::Result<assembly::Form> Story::read_form(const std::string& file) const {
  BC_TRY(content, assembly::read_file(scenario / file, kFormBytesMax));
  return assembly::parse_form(base::to_text(content), file);
}

base::Result<> Story::clocks(base::HandlingTime at) {
  struct Face {
    std::string_view city, zone;
  };
  constexpr std::array<Face, 3> kFaces = {
      {{"SAIGON", "Asia/Ho_Chi_Minh"}, {"WASHINGTON", "America/New_York"}, {"PARIS", "Europe/Paris"}}};
  constexpr std::size_t kFaceColumns = 24;
  std::array<std::string, 4> rows;
  for (const Face& face : kFaces) {
    BC_TRY(local, message::local_time(at, face.zone));
    const std::array<std::string, 4> drawn = {std::string(face.city), ".------.", "| " + local.hhmm() + " |",
                                              "'------'"};
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const std::size_t left = (kFaceColumns - drawn[i].size()) / 2;
      rows[i] += std::string(left, ' ') + drawn[i] + std::string(kFaceColumns - left - drawn[i].size(), ' ');
    }
  }
  for (std::string& row : rows) {
    row.erase(row.find_last_not_of(' ') + 1);
    stage.show(row, &row == &rows[2]);
  }
  return {};
}

void Story::detail(std::string_view line) const {
  if (verbose) std::printf("%s\n", base::wrap(line, Stage::kColumns, "  | ").c_str());
}

std::string short_hex(base::BytesView id) { return base::to_hex(id).substr(0, 16); }

std::string detail_of(std::string_view detail, std::string_view key) {
  const std::string wanted = std::string(key) + "=";
  std::size_t at = detail.find(wanted);
  while (at != std::string_view::npos && at != 0 && detail[at - 1] != ' ') at = detail.find(wanted, at + 1);
  if (at == std::string_view::npos) return {};
  detail.remove_prefix(at + wanted.size());
  if (detail.starts_with('"')) {
    detail.remove_prefix(1);
    return std::string(detail.substr(0, detail.find('"')));
  }
  return std::string(detail.substr(0, detail.find(' ')));
}

std::string seconds(double s) {
  const auto tenths = static_cast<long>(std::lround(s * 10));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace backchannel::client
