#include "knowledge_table.h"

#include <algorithm>
#include <array>

namespace backchannel::client {

namespace {

constexpr std::array<std::size_t, 5> kWidths = {9, 10, 10, 9, 11};  // of the columns of kFacts
constexpr std::size_t kPartyWidth = 16;
constexpr std::size_t kSceneNumberWidth = 4;  // stands before a heading that is a scene's title

[[nodiscard]] std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

[[nodiscard]] std::string ended(std::string line, std::string_view last) {
  if (!last.empty()) return line + "| " + std::string(last);
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string knowledge_heading(std::string_view last) {
  std::string title = padded("COULD KNOW", kPartyWidth - kSceneNumberWidth);
  for (std::size_t i = 0; i < assembly::kFacts.size(); ++i)
    title += padded(std::string(to_string(assembly::kFacts[i])), kWidths[i]);
  return ended(std::move(title), last);
}

std::string knowledge_line(const Stage& stage, const assembly::KnowledgeRow& row, std::string_view last) {
  std::string line = padded(row.party, kPartyWidth);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const assembly::Knows knows = row.cells[i].knows;
    const std::string word(to_string(knows));
    line += knows == assembly::Knows::Reads     ? stage.strong(word)
            : knows == assembly::Knows::Nothing ? stage.faint(word)
                                                : word;
    line += std::string(kWidths[i] - word.size(), ' ');
  }
  return ended(std::move(line), last);
}

std::vector<std::string> knowledge_reasons(const assembly::KnowledgeRow& row) {
  std::vector<std::string> lines;
  std::vector<assembly::Fact> left(assembly::kFacts.begin(), assembly::kFacts.end());
  while (!left.empty()) {
    const assembly::KnowledgeCell first = row.cell(left.front());
    std::string facts;
    std::erase_if(left, [&](assembly::Fact fact) {
      if (row.cell(fact).knows != first.knows || row.cell(fact).reason != first.reason) return false;
      facts += (facts.empty() ? "" : "; ") + std::string(to_string(fact));
      return true;
    });
    lines.push_back(row.party + " " + std::string(to_string(first.knows)) + ": " + facts + ". " +
                    first.reason);
  }
  return lines;
}

}  // namespace backchannel::client
