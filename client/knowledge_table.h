#pragma once
// The table of who could know, as lines of a scene.

#include <string>

#include "backchannel/assembly/knowledge.h"
#include "stage.h"

namespace backchannel::client {

// The heading and the rows stand under each other. `last` is a further column at the right, if not empty.
[[nodiscard]] std::string knowledge_heading(std::string_view last = {});
[[nodiscard]] std::string knowledge_line(const Stage& stage, const assembly::KnowledgeRow& row,
                                         std::string_view last = {});
// What was found about the party and why, facts with the same reason together: one line for each reason.
[[nodiscard]] std::vector<std::string> knowledge_reasons(const assembly::KnowledgeRow& row);

}  // namespace backchannel::client
