#include "backchannel/assembly/paper.h"

#include <array>

#include "backchannel/base/format.h"

namespace backchannel::assembly {

namespace {

constexpr std::array kPapers = {Paper::FormatLines, Paper::Slip, Paper::SituationRoom, Paper::Frus,
                                Paper::Mail};

}  // namespace

std::string_view name_of(Paper paper) noexcept {
  switch (paper) {
    case Paper::FormatLines:
      return "acp127";
    case Paper::Slip:
      return "slip";
    case Paper::SituationRoom:
      return "situation-room";
    case Paper::Frus:
      return "frus";
    case Paper::Mail:
      return "eml";
  }
  return {};
}

std::optional<Paper> paper_from(std::string_view name) {
  for (const Paper paper : kPapers)
    if (base::upper(name) == base::upper(name_of(paper))) return paper;
  return std::nullopt;
}

std::vector<std::string> paper_names() {
  std::vector<std::string> names;
  for (const Paper paper : kPapers) names.emplace_back(name_of(paper));
  return names;
}

}  // namespace backchannel::assembly
