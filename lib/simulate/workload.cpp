#include "backchannel/simulate/workload.h"

#include <algorithm>
#include <array>

#include "backchannel/base/format.h"
#include "backchannel/text/value.h"

namespace backchannel::simulate {

namespace {

using message::Precedence;

constexpr std::array<std::string_view, kTroubles> kTroubleNames = {
    "loss",      "doubling",     "reordering", "delay", "partition", "one-way cut", "crash",        "outage",
    "full disk", "failing disk", "clock jump", "pause", "slow peer", "hostile",     "persons move",
};

constexpr std::int64_t kMessagesMax = 10'000, kWindowMaxS = 50, kLegsMax = 2, kBytesMax = 1'000'000;
constexpr std::int64_t kShareMax = 1'000, kLifetimeMaxS = 24 * 3600;

[[nodiscard]] Workload everything() {
  Workload all;
  all.troubles.set();
  all.precedences = {{Precedence::Routine, 1},
                     {Precedence::Priority, 1},
                     {Precedence::Immediate, 1},
                     {Precedence::Flash, 1}};
  all.sizes = {{500, 3'500, 7}, {100'000, 100'000, 1}};
  all.lifetimes = {{kLifetimeMaxS, 20}, {240, 1}, {20, 2}};
  return all;
}

// Much that ends before it arrives.
[[nodiscard]] Workload short_lives() {
  Workload hurried = everything();
  hurried.lifetimes = {{kLifetimeMaxS, 2}, {240, 1}, {20, 2}, {5, 1}};
  return hurried;
}

// Little that is long, and much that goes past it.
[[nodiscard]] Workload long_texts() {
  Workload heavy = everything();
  heavy.precedences = {{Precedence::Routine, 4}, {Precedence::Flash, 4}, {Precedence::EmergencyCommand, 1}};
  heavy.sizes = {{200, 1'000, 8}, {150'000, 250'000, 1}};
  return heavy;
}

[[nodiscard]] unsigned share_of(text::Reader& reader) {
  return static_cast<unsigned>(reader.optional_integer("share", 1, 1, kShareMax));
}

[[nodiscard]] base::Result<> read_precedences(text::Reader& file, Workload& out) {
  const auto rows = file.optional_tables("precedence");
  if (!rows.empty()) out.precedences.clear();
  for (const text::Value& row : rows) {
    text::Reader reader(row, "precedence");
    const std::string name = reader.required_string("name");
    const auto precedence = message::precedence_from(name);
    if (!precedence && !name.empty())
      reader.complain(base::Code::Syntax, base::visible(name) + " is not a precedence",
                      reader.where_of("name"));
    const unsigned share = share_of(reader);
    BC_TRY_VOID(reader.finish());
    out.precedences.push_back({*precedence, share});
  }
  return {};
}

[[nodiscard]] base::Result<> read_sizes(text::Reader& file, Workload& out) {
  const auto rows = file.optional_tables("size");
  if (!rows.empty()) out.sizes.clear();
  for (const text::Value& row : rows) {
    text::Reader reader(row, "size");
    const std::int64_t least = reader.required_integer("least", 1, kBytesMax);
    const std::int64_t most = reader.optional_integer("most", least, 1, kBytesMax);
    if (most < least) reader.complain(base::Code::Syntax, "most is below least", reader.where_of("most"));
    const unsigned share = share_of(reader);
    BC_TRY_VOID(reader.finish());
    out.sizes.push_back({least, most, share});
  }
  return {};
}

[[nodiscard]] base::Result<> read_lifetimes(text::Reader& file, Workload& out) {
  const auto rows = file.optional_tables("lifetime");
  if (!rows.empty()) out.lifetimes.clear();
  for (const text::Value& row : rows) {
    text::Reader reader(row, "lifetime");
    const std::int64_t seconds = reader.required_integer("seconds", 1, kLifetimeMaxS);
    const unsigned share = share_of(reader);
    BC_TRY_VOID(reader.finish());
    out.lifetimes.push_back({seconds, share});
  }
  return {};
}

void read_troubles(text::Reader& file, Workload& out) {
  if (file.optional_value("troubles") == nullptr) return;
  out.troubles.reset();
  for (const std::string& word : file.optional_strings("troubles")) {
    const auto found = std::find(kTroubleNames.begin(), kTroubleNames.end(), word);
    if (found != kTroubleNames.end()) {
      out.troubles.set(static_cast<std::size_t>(found - kTroubleNames.begin()));
      continue;
    }
    const auto near = text::nearest(word, {kTroubleNames.begin(), kTroubleNames.end()});
    file.complain(base::Code::Syntax, base::visible(word) + " is not a trouble that a world knows",
                  file.where_of("troubles"), near ? "did you mean \"" + *near + "\"?" : std::string());
  }
}

}  // namespace

std::string_view name_of(Trouble trouble) noexcept {
  return kTroubleNames[static_cast<std::size_t>(trouble)];
}

const Workload& built_in_workload(std::uint64_t seed) {
  static const std::array<Workload, 3> all = {everything(), short_lives(), long_texts()};
  return all[seed % 5 == 3 ? 1 : seed % 5 == 4 ? 2 : 0];
}

base::Result<Workload> load_workload(std::string_view toml, std::string_view file) {
  BC_TRY(tree, text::parse_toml(toml, file));
  text::Reader reader(tree, "workload");
  Workload out = everything();
  out.file = std::string(file);
  out.messages = static_cast<unsigned>(reader.optional_integer("messages", out.messages, 1, kMessagesMax));
  out.window_s = reader.optional_integer("window", out.window_s, 1, kWindowMaxS);
  out.legs = static_cast<unsigned>(reader.optional_integer("legs", out.legs, 1, kLegsMax));
  out.calm_one_in = static_cast<unsigned>(reader.optional_integer("calm_one_in", out.calm_one_in, 0, 1'000));
  read_troubles(reader, out);
  BC_TRY_VOID(read_precedences(reader, out));
  BC_TRY_VOID(read_sizes(reader, out));
  BC_TRY_VOID(read_lifetimes(reader, out));
  BC_TRY_VOID(reader.finish());
  return out;
}

}  // namespace backchannel::simulate
