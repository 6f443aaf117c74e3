// Every marking and every pair of markings of the shipped doctrine, in every situation, against
// handling.toml.

#include <functional>
#include <map>
#include <set>

#include "backchannel/text/value.h"
#include "parties.h"

namespace backchannel::policy {
namespace {

using Names = std::vector<std::string>;

struct Said {
  std::string name;
  std::string needs;
  std::set<std::string> refuses;
};

// The markings on a message, and somebody who holds all of them.
struct Marked {
  Names markings;
  message::Label label;
  message::Clearance on_the_list;
};

message::Label with_classification(message::Label label, const std::string& name) {
  label.classification = shipped().classification(name)->number;
  return label;
}

Marked marked(const Names& markings) {
  Names held;
  for (const auto& name : markings)
    if (shipped().caveat(name)->kind != CategoryKind::Informative ||
        shipped().caveat(name)->demands.originator_list_of_net)
      held.push_back(name);
  return {markings, label("SECRET", markings), clearance("TOP SECRET", held)};
}

const message::Clearance& off_the_list() {
  static const message::Clearance none = clearance("TOP SECRET");
  return none;
}

Party foreigner(const Marked& what) {
  Party party = person("ROE", what.on_the_list);
  party.foreign = true;
  return party;
}

Verdict compose(const Marked& what, const Party& writer, std::vector<Addressee> addressees,
                const std::string& classification = "SECRET") {
  Composition made;
  made.originator = writer;
  made.addressees = std::move(addressees);
  made.label = with_classification(what.label, classification);
  return may_compose(shipped(), made);
}

// To these persons at station S; "" is the station as a whole.
message::Header header_to(const Names& persons) {
  message::Header header;
  for (const auto& name : persons) {
    message::Recipient leg;
    leg.person = base::PersonName(name);
    leg.station = base::NodeName("S");
    leg.copy_number = static_cast<std::uint32_t>(header.recipients.size() + 1);
    header.recipients.push_back(leg);
  }
  header.copies = static_cast<std::uint32_t>(persons.size());
  return header;
}

Verdict open(const Marked& what, const std::string& to_person, const Party& reader) {
  return may_open(shipped(), what.label, header_to({to_person}), reader, "S");
}

Verdict deliver(const Marked& what, const Names& to_persons, const message::Clearance& of_the_station) {
  return may_deliver(shipped(), what.label, header_to(to_persons), 0, station("S", of_the_station), "S");
}

// The text goes on to CARL, in a message that is marked as the original.
Verdict quote(const Marked& what, const std::optional<message::PassOn>& pass_on) {
  return may_quote(shipped(), what.label, pass_on, what.label, {to(person("CARL", what.on_the_list))});
}

Addressee alternate(Addressee addressee) {
  addressee.alternate = true;
  return addressee;
}

using Situation = std::function<Verdict(const Marked&)>;

const std::map<std::string, Situation>& situations() {
  static const std::map<std::string, Situation> all = [] {
    const auto writer = [](const Marked& what) { return person("ANNA", what.on_the_list); };
    const auto ben = [](const Marked& what) { return person("BEN", what.on_the_list); };
    const auto carl = [](const Marked& what) { return person("CARL", what.on_the_list); };
    std::map<std::string, Situation> made;
    made["compose: one named reader"] = [=](const Marked& w) { return compose(w, writer(w), {to(ben(w))}); };
    made["compose: two named readers"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(ben(w)), to(carl(w))});
    };
    made["compose: a station"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(station("S", w.on_the_list))});
    };
    made["compose: an information addressee"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(ben(w)), to(carl(w), Precedence::Routine, false)});
    };
    made["compose: a reader off the list"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(person("DORA", off_the_list()))});
    };
    made["compose: a writer off the list"] = [=](const Marked& w) {
      return compose(w, person("EMIL", off_the_list()), {to(ben(w))});
    };
    made["compose: a foreign reader"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(foreigner(w))});
    };
    made["compose: unclassified"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(ben(w))}, "UNCLASSIFIED");
    };
    made["carry: a relay off the list"] = [](const Marked& w) {
      return may_carry(shipped(), w.label, station("RELAY", off_the_list()));
    };
    made["carry: a relay on the list"] = [](const Marked& w) {
      return may_carry(shipped(), w.label, station("RELAY", w.on_the_list));
    };
    made["open: the reader"] = [=](const Marked& w) { return open(w, "BEN", ben(w)); };
    made["open: a colleague of the reader"] = [=](const Marked& w) { return open(w, "BEN", carl(w)); };
    made["open: staff of the station addressed"] = [=](const Marked& w) { return open(w, "", carl(w)); };
    made["open: a reader off the list"] = [](const Marked& w) {
      return open(w, "DORA", person("DORA", off_the_list()));
    };
    made["open: a foreign reader"] = [](const Marked& w) { return open(w, "ROE", foreigner(w)); };
    made["compose: a station off the list"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(station("S", off_the_list()))});
    };
    made["compose: a named reader and an alternate"] = [=](const Marked& w) {
      return compose(w, writer(w), {to(ben(w)), alternate(to(carl(w)))});
    };
    made["deliver: to the reader"] = [](const Marked& w) { return deliver(w, {"BEN"}, w.on_the_list); };
    made["deliver: to two named readers"] = [](const Marked& w) {
      return deliver(w, {"BEN", "CARL"}, w.on_the_list);
    };
    made["deliver: at a station off the list"] = [](const Marked& w) {
      return deliver(w, {"BEN"}, off_the_list());
    };
    made["deliver: to the station as a whole"] = [](const Marked& w) {
      return deliver(w, {""}, w.on_the_list);
    };
    made["deliver: to a station as a whole, off the list"] = [](const Marked& w) {
      return deliver(w, {""}, off_the_list());
    };
    made["admit: a further reader without leave"] = [=](const Marked& w) {
      return may_admit(shipped(), w.label, {}, carl(w));
    };
    made["admit: a further reader by leave"] = [=](const Marked& w) {
      return may_admit(shipped(), w.label, {"CARL"}, carl(w));
    };
    made["admit: a further reader off the list, by leave"] = [](const Marked& w) {
      return may_admit(shipped(), w.label, {"DORA"}, person("DORA", off_the_list()));
    };
    made["admit: a foreign further reader, by leave"] = [](const Marked& w) {
      return may_admit(shipped(), w.label, {"ROE"}, foreigner(w));
    };
    made["quote: without leave"] = [](const Marked& w) { return quote(w, std::nullopt); };
    made["quote: by leave"] = [](const Marked& w) {
      message::PassOn leave;
      leave.to = "CARL";
      return quote(w, leave);
    };
    made["hand over: as instructed"] = [](const Marked& w) {
      message::PassOn instruction;
      instruction.to = "CARL";
      instruction.for_whom = "THE DELEGATION";
      return may_hand_over(shipped(), w.label, instruction, "The Delegation");
    };
    made["copy"] = [](const Marked& w) { return may_copy(shipped(), w.label); };
    made["readdress"] = [](const Marked& w) { return may_readdress(shipped(), w.label); };
    return made;
  }();
  return all;
}

std::vector<Said> read_table() {
  const std::string path = BACKCHANNEL_SOURCE_DIR "/tests/policy/handling.toml";
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  const auto tree = text::parse_toml(content.str(), path).value();
  text::Reader reader(tree, "handling table");
  std::vector<Said> table;
  for (const auto& row : reader.optional_tables("marking")) {
    text::Reader fields(row, "marking");
    Said said;
    said.name = fields.required_string("name");
    static_cast<void>(fields.required_string("says"));
    said.needs = fields.optional_string("needs");
    for (const auto& situation : fields.optional_strings("refuses")) said.refuses.insert(situation);
    const auto finished = fields.finish();
    EXPECT_TRUE(finished) << (finished ? "" : base::to_sentence(finished.error()));
    table.push_back(said);
  }
  return table;
}

const std::vector<Said>& table() {
  static const std::vector<Said> read = read_table();
  return read;
}

// The markings that refuse in this situation; empty: it is allowed.
Names refusing(const std::vector<Said>& markings, const std::string& situation) {
  Names out;
  for (const auto& said : markings) {
    const bool needed_is_there =
        said.needs.empty() || std::ranges::find(markings, said.needs, &Said::name) != markings.end();
    const bool incomplete = situation.starts_with("compose") && !needed_is_there;
    if (incomplete || said.refuses.contains(situation)) out.push_back(said.name);
  }
  return out;
}

// What differs between the table and the decisions, one line each. A refusal must name one of the markings
// that the table says refuse.
Names differences(const std::vector<Said>& markings) {
  Names names;
  for (const auto& said : markings) names.push_back(said.name);
  const Marked what = marked(names);
  std::string together;
  for (const auto& name : names) together += (together.empty() ? "" : " + ") + name;
  Names out;
  for (const auto& [situation, decide] : situations()) {
    const Verdict verdict = decide(what);
    const Names because = refusing(markings, situation);
    if (verdict.allowed() != because.empty())
      out.push_back(together + ": " + situation +
                    (verdict.allowed() ? ": allowed" : ": " + words_of(verdict)));
    if (verdict.allowed() || because.empty()) continue;
    const bool named = std::ranges::any_of(
        because, [&](const auto& name) { return words_of(verdict).find(name) != std::string::npos; });
    if (!named) out.push_back(together + ": " + situation + ": the rule is not named: " + words_of(verdict));
  }
  return out;
}

void expect_none(const Names& found) {
  for (const auto& line : found) ADD_FAILURE() << line;
}

TEST(HandlingTable, HasEveryMarkingOfTheDoctrineAndKnowsEverySituation) {
  std::set<std::string> of_the_doctrine, of_the_table, refused;
  for (const auto& row : shipped().caveats) of_the_doctrine.insert(row.name);
  for (const auto& said : table()) {
    EXPECT_TRUE(of_the_table.insert(said.name).second) << said.name << " stands twice";
    refused.insert(said.refuses.begin(), said.refuses.end());
  }
  EXPECT_EQ(of_the_table, of_the_doctrine) << "write in tests/policy/handling.toml what the page says of it";
  for (const auto& situation : refused) EXPECT_TRUE(situations().contains(situation)) << situation;
}

TEST(HandlingTable, HoldsForAMessageWithoutMarkings) { expect_none(differences({})); }

TEST(HandlingTable, HoldsForEveryMarking) {
  for (const auto& said : table()) expect_none(differences({said}));
}

TEST(HandlingTable, HoldsForEveryPairOfMarkings) {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < table().size(); ++i)
    for (std::size_t j = i + 1; j < table().size(); ++j, ++pairs)
      expect_none(differences({table()[i], table()[j]}));
  EXPECT_EQ(pairs, table().size() * (table().size() - 1) / 2);
}

// A page that says less than the doctrine does, or more, is found: each refusal taken out of the table, and
// each put into it.
TEST(HandlingTable, EveryDifferenceOfOneCellIsNoticed) {
  for (const auto& said : table()) {
    for (const auto& [situation, decide] : situations()) {
      auto other = said;
      if (other.refuses.erase(situation) == 0) other.refuses.insert(situation);
      const bool hidden_by_need = !said.needs.empty() && situation.starts_with("compose");
      EXPECT_EQ(differences({other}).empty(), hidden_by_need) << said.name << ": " << situation;
    }
  }
}

}  // namespace
}  // namespace backchannel::policy
