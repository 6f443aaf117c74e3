// The closed set of kinds of step. Which kind a table is, its verb says: the one key that names what is done.

#include "scenario_steps.h"

#include <algorithm>
#include <array>

#include "backchannel/base/format.h"

namespace backchannel::assembly::detail {

namespace {

using base::Code;
using text::Reader;
using text::Value;

constexpr std::int64_t kWithinSecondsMax = 600;

[[nodiscard]] std::string or_nearest(std::string_view word, const std::vector<std::string>& known) {
  const auto near = text::nearest(word, known);
  return near ? "; did you mean \"" + *near + "\"?" : "";
}

[[nodiscard]] std::string list_of(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

// One word of a fixed few; the position.
[[nodiscard]] std::size_t read_word(Reader& reader, std::string_view key, const std::string& word,
                                    const std::vector<std::string>& known) {
  const auto found = std::ranges::find(known, word);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  reader.complain(
      Code::Syntax,
      "\"" + base::visible(word) + "\" is no word for '" + std::string(key) + "'" + or_nearest(word, known),
      reader.where_of(key), "the words are: " + list_of(known));
  return 0;
}

// The name of a refusal, as the error table has it.
[[nodiscard]] std::optional<Code> read_refusal(Reader& reader) {
  constexpr std::string_view kKey = "refused";
  if (reader.optional_value(kKey) == nullptr) return std::nullopt;
  const std::string word = reader.required_string(kKey);
  std::vector<std::string> names;
  for (const base::CodeRow& row : base::error_rows()) {
    if (row.name == word) return row.code;
    names.emplace_back(row.name);
  }
  reader.complain(Code::Syntax,
                  "\"" + base::visible(word) + "\" is no code of a refusal" + or_nearest(word, names),
                  reader.where_of(kKey), "the codes stand in docs/WIRE.md: EyesOnly, Dominance, NoPath, ...");
  return std::nullopt;
}

using What = decltype(Step::what);
using Read = base::Result<What> (*)(Reader&);

[[nodiscard]] base::Result<What> read_line(Reader& reader, std::string_view verb, bool as_is) {
  SayStep step;
  step.text = reader.required_string(verb);
  step.basis = read_basis(reader, "tag");
  step.source = read_source(reader, step.basis);
  step.as_is = as_is;
  return step;
}

[[nodiscard]] base::Result<What> read_say(Reader& reader) { return read_line(reader, "say", false); }
[[nodiscard]] base::Result<What> read_show(Reader& reader) { return read_line(reader, "show", true); }

void need_name(Reader& reader, std::string_view verb, const auto& step) {
  if (!step.name.empty() || step.refused) return;
  reader.complain(Code::Syntax, "what is sent needs a 'name' by which later steps call it",
                  reader.where_of(verb), "write for example name = \"the telegram\"");
}

[[nodiscard]] base::Result<What> read_send(Reader& reader) {
  SendStep step;
  step.form = reader.required_string("send");
  step.as = reader.required_string("as");
  step.name = reader.optional_string("name");
  step.to = reader.optional_strings("to");
  step.classification = reader.optional_string("classification");
  step.precedence = reader.optional_string("precedence");
  if (reader.optional_value("caveats") != nullptr) step.caveats = reader.optional_strings("caveats");
  step.refused = read_refusal(reader);
  need_name(reader, "send", step);
  return step;
}

[[nodiscard]] base::Result<What> read_delivered(Reader& reader) {
  DeliveredStep step;
  step.message = reader.required_string("delivered");
  step.to = reader.required_string("to");
  step.within_s = reader.optional_integer("within_s", step.within_s, 1, kWithinSecondsMax);
  return step;
}

[[nodiscard]] base::Result<What> read_read(Reader& reader) {
  ReadStep step;
  step.message = reader.required_string("read");
  step.as = reader.required_string("as");
  step.refused = read_refusal(reader);
  return step;
}

[[nodiscard]] base::Result<What> read_acknowledge(Reader& reader) {
  AcknowledgeStep step;
  step.message = reader.required_string("acknowledge");
  step.as = reader.required_string("as");
  step.words = reader.required_string("words");
  return step;
}

// What a step that passes a message on has in common with the others.
void read_passing_on(Reader& reader, std::string_view verb, auto& step) {
  step.message = reader.required_string(verb);
  step.as = reader.required_string("as");
  step.name = reader.optional_string("name");
  step.precedence = reader.optional_string("precedence");
  step.to = reader.optional_strings("to");
  step.refused = read_refusal(reader);
  need_name(reader, verb, step);
}

[[nodiscard]] base::Result<What> read_quote(Reader& reader) {
  QuoteStep step;
  step.text = reader.optional_string("text");
  read_passing_on(reader, "quote", step);
  return step;
}

[[nodiscard]] base::Result<What> read_readdress(Reader& reader) {
  ReaddressStep step;
  read_passing_on(reader, "readdress", step);
  if (step.to.empty())
    reader.complain(Code::Syntax, "'to' is missing: the further addressees", reader.where_of("readdress"),
                    "write for example to = \"STATE\"");
  return step;
}

[[nodiscard]] base::Result<What> read_copies(Reader& reader) {
  constexpr std::int64_t kCountMax = 1'000;
  CopiesStep step;
  for (const Value& table : reader.optional_tables("copies")) {
    Reader row(table, "a row of copies");
    CopiesRow out;
    out.message = row.required_string("message");
    out.title = row.required_string("title");
    out.copies = row.required_integer("copies", 1, kCountMax);
    out.readers = row.required_integer("readers", 0, kCountMax);
    out.observed = row.required_string("observed");
    BC_TRY_VOID(row.finish());
    step.rows.push_back(std::move(out));
  }
  if (step.rows.empty())
    reader.complain(Code::Syntax, "'copies' counts no message", reader.where_of("copies"),
                    "write one table for each message: { message = \"...\", ... }");
  return step;
}

[[nodiscard]] base::Result<What> read_knows(Reader& reader) {
  KnowsStep step;
  step.message = reader.required_string("knows");
  step.parties = reader.optional_strings("parties");
  std::vector<std::string> facts, words;
  for (const Fact fact : kFacts) facts.emplace_back(to_string(fact));
  for (const Knows knows : {Knows::Nothing, Knows::Infers, Knows::Sees, Knows::Reads})
    words.emplace_back(to_string(knows));
  for (const Value& table : reader.optional_tables("expect")) {
    Reader row(table, "expect");
    ExpectedCell cell;
    cell.party = row.required_string("party");
    cell.fact = kFacts[read_word(row, "fact", row.required_string("fact"), facts)];
    cell.knows = static_cast<Knows>(read_word(row, "knows", row.required_string("knows"), words));
    if (std::ranges::find(step.parties, cell.party) == step.parties.end())
      row.complain(Code::Syntax,
                   "\"" + base::visible(cell.party) + "\" is not among the parties of this table",
                   row.where_of("party"), "write it into 'parties' too");
    BC_TRY_VOID(row.finish());
    step.expected.push_back(std::move(cell));
  }
  if (step.parties.empty() || step.expected.empty())
    reader.complain(Code::Syntax, "the table needs 'parties', and 'expect' of what must come out",
                    reader.where_of("knows"));
  return step;
}

[[nodiscard]] base::Result<What> read_slower(Reader& reader) {
  constexpr std::int64_t kTimesMax = 100;
  SlowerStep step;
  step.message = reader.required_string("slower");
  step.than = reader.required_string("than");
  step.times = reader.optional_integer("times", step.times, 1, kTimesMax);
  return step;
}

[[nodiscard]] base::Result<What> read_crossed(Reader& reader) {
  CrossedStep step;
  step.message = reader.required_string("crossed");
  step.as = reader.required_string("as");
  if (reader.optional_value("with") == nullptr)
    reader.complain(Code::Syntax, "'with' is missing: the messages that it crossed with",
                    reader.where_of("crossed"), "write with = [] where it must have crossed none");
  step.with = reader.optional_strings("with");
  return step;
}

[[nodiscard]] base::Result<What> read_missing(Reader& reader) {
  MissingStep step;
  step.numbers = reader.required_string("missing");
  step.as = reader.required_string("as");
  return step;
}

[[nodiscard]] base::Result<What> read_move(Reader& reader) {
  return MoveStep{reader.required_string("move")};
}

[[nodiscard]] base::Result<What> read_decide(Reader& reader) {
  constexpr std::size_t kChoicesMax = 4;
  DecideStep step;
  step.question = reader.required_string("decide");
  step.role = reader.required_string("role");
  step.basis = read_basis(reader, "tag");
  step.source = read_source(reader, step.basis);
  std::vector<std::string> keys;
  for (const Value& table : reader.optional_tables("choice")) {
    Reader row(table, "a choice");
    Choice choice;
    choice.key = row.required_string("key");
    choice.text = row.required_string("text");
    BC_TRY(steps, read_steps(row.optional_tables("step"), true));
    choice.steps = std::move(steps);
    const bool letter = choice.key.size() == 1 && choice.key[0] >= 'a' && choice.key[0] <= 'z';
    if (!letter || std::ranges::find(keys, choice.key) != keys.end())
      row.complain(Code::Syntax, "the 'key' of a choice is one small letter that no other choice has",
                   row.where_of("key"));
    BC_TRY_VOID(row.finish());
    keys.push_back(choice.key);
    step.choices.push_back(std::move(choice));
  }
  if (keys.size() < 2 || keys.size() > kChoicesMax)
    reader.complain(Code::Syntax, "a decision needs two to four choices, each begun with [[...choice]]",
                    reader.where_of("decide"));
  step.taken = read_word(reader, "taken", reader.required_string("taken"), keys);
  return step;
}

struct Verb {
  std::string_view word;
  Read read;
};
constexpr std::array<Verb, 15> kVerbs = {{{"say", read_say},
                                          {"show", read_show},
                                          {"send", read_send},
                                          {"delivered", read_delivered},
                                          {"read", read_read},
                                          {"acknowledge", read_acknowledge},
                                          {"quote", read_quote},
                                          {"readdress", read_readdress},
                                          {"copies", read_copies},
                                          {"knows", read_knows},
                                          {"slower", read_slower},
                                          {"crossed", read_crossed},
                                          {"missing", read_missing},
                                          {"move", read_move},
                                          {"decide", read_decide}}};

[[nodiscard]] std::unexpected<base::Error> no_verb(const Value& table) {
  std::vector<std::string> words;
  for (const Verb& verb : kVerbs) words.emplace_back(verb.word);
  std::string detail = "this step does nothing that is known";
  base::Where where = table.where;
  for (const text::Member& member : *table.table())
    if (const auto near = text::nearest(member.first, words)) {
      detail = "'" + base::visible(member.first) + "' is no kind of step; did you mean '" + *near + "'?";
      where = member.second.where;
      break;
    }
  return base::fail(Code::Syntax, detail, where, "a step has one of the keys " + list_of(words));
}

[[nodiscard]] base::Result<Step> read_step(const Value& table, bool in_choice) {
  const Verb* found = nullptr;
  for (const Verb& verb : kVerbs) {
    const Value* value = table.find(verb.word);
    if (value == nullptr) continue;
    if (found != nullptr)
      return base::fail(
          Code::Syntax,
          "a step is either '" + std::string(found->word) + "' or '" + std::string(verb.word) + "', not both",
          value->where, "begin another step for the second");
    found = &verb;
  }
  if (found == nullptr) return no_verb(table);
  if (in_choice && found->word == "decide")
    return base::fail(Code::Syntax, "a choice cannot hold a further decision", table.where,
                      "decide in a later step of the scene");
  Reader reader(table, "a step '" + std::string(found->word) + "'");
  Step step;
  step.where = table.where;
  step.quiet = reader.optional_boolean("quiet", false);
  BC_TRY(what, found->read(reader));
  BC_TRY_VOID(reader.finish());
  step.what = std::move(what);
  return step;
}

}  // namespace

Basis read_basis(Reader& reader, std::string_view key) {
  const std::vector<std::string> words = {"doc", "inferred", "exercise"};
  return static_cast<Basis>(read_word(reader, key, reader.required_string(key), words));
}

std::string read_source(Reader& reader, Basis basis) {
  std::string source = reader.optional_string("source");
  if (source.empty() && basis != Basis::Exercise)
    reader.complain(Code::Syntax, "what is tagged doc or inferred needs a 'source'", reader.where_of("tag"),
                    "name the document, or tag it exercise");
  return source;
}

base::Result<std::vector<Step>> read_steps(const std::vector<Value>& tables, bool in_choice) {
  std::vector<Step> steps;
  for (const Value& table : tables) {
    BC_TRY(step, read_step(table, in_choice));
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace backchannel::assembly::detail
