#include "backchannel/assembly/knowledge.h"

#include "backchannel/text/value.h"

namespace backchannel::assembly {

std::string_view to_string(Knows knows) noexcept {
  switch (knows) {
    case Knows::Nothing:
      return "nothing";
    case Knows::Infers:
      return "infers";
    case Knows::Sees:
      return "sees";
    case Knows::Reads:
      return "reads";
  }
  return "nothing";
}

std::string_view to_string(Fact fact) noexcept {
  switch (fact) {
    case Fact::Existence:
      return "exists";
    case Fact::Parties:
      return "from, to";
    case Fact::Markings:
      return "markings";
    case Fact::Text:
      return "text";
    case Fact::Enclosure:
      return "enclosure";
  }
  return {};
}

KnowledgeRow judge(std::string party, const Evidence& evidence) {
  KnowledgeRow row{std::move(party), {}};
  // The strongest finding stands.
  const auto know = [&row](Fact fact, Knows knows, std::string_view reason) {
    KnowledgeCell& cell = row.cells[static_cast<std::size_t>(fact)];
    if (knows > cell.knows) cell = {knows, std::string(reason)};
  };
  if (evidence.opened)
    for (const Fact fact : kFacts) know(fact, Knows::Reads, "its key opens the message");
  if (evidence.quoted) {
    for (const Fact fact : {Fact::Existence, Fact::Parties, Fact::Markings})
      know(fact, Knows::Reads, "the message that quotes it says where the enclosure comes from");
    know(Fact::Enclosure, Knows::Reads, "its key opens the message that quotes it");
  }
  if (evidence.on_paper) {
    know(Fact::Enclosure, Knows::Reads, "it was handed the paper");
    know(Fact::Existence, Knows::Infers, "the paper came from somewhere");
    if (evidence.paper_names_writer) know(Fact::Parties, Knows::Infers, "the paper speaks of its writer");
  }
  if (evidence.carried)
    for (const Fact fact : {Fact::Existence, Fact::Parties, Fact::Markings})
      know(fact, Knows::Sees,
           "its node had the sealed message: heading and label stand outside the envelope");
  if (evidence.noted) know(Fact::Existence, Knows::Sees, "its node's records name the message");
  if (evidence.bytes_passed)
    know(Fact::Existence, Knows::Infers, "a burst of bytes went by: its time and its size");
  for (KnowledgeCell& cell : row.cells)
    if (cell.knows == Knows::Nothing)
      cell.reason = "no key of its own opens it, and no record of its own tells";
  return row;
}

base::Result<std::vector<Practice>> parse_practice(std::string_view toml, std::string_view file_name) {
  constexpr std::size_t kWordMax = 10;
  BC_TRY(root, text::parse_toml(toml, file_name));
  text::Reader reader(root, "practice file");
  static_cast<void>(reader.required_string("message"));
  const std::vector<text::Value> tables = reader.optional_tables("practice");
  BC_TRY_VOID(reader.finish());
  std::vector<Practice> all;
  for (const text::Value& table : tables) {
    text::Reader row(table, "practice");
    Practice practice{row.required_string("party"), row.required_string("word"),
                      row.required_string("phrase"), row.required_string("basis"),
                      row.required_string("source")};
    if (practice.word.size() > kWordMax)
      row.complain(base::Code::Syntax,
                   "the word \"" + practice.word + "\" is longer than a cell of 10 characters",
                   row.where_of("word"));
    if (practice.basis != "doc" && practice.basis != "inferred" && practice.basis != "exercise")
      row.complain(base::Code::Syntax, "the basis is none of doc, inferred, exercise", row.where_of("basis"));
    BC_TRY_VOID(row.finish());
    all.push_back(std::move(practice));
  }
  return all;
}

}  // namespace backchannel::assembly
