// The rules that are asked of a message before anything is kept: keys, policy, paths, limits. All refusals
// come at once, each with its place in the form.

#include <set>

#include "backchannel/base/format.h"
#include "backchannel/netplan/path.h"
#include "backchannel/wire/codec.h"
#include "desk_resolver.h"

namespace backchannel::assembly {

using base::Code;

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + base::visible(names[i]);
  return out;
}

namespace {

// The doctrine's own marking that limits a message to the readers named and demands nothing beside it.
std::string how_to_limit(const doctrine::Catalogue& catalogue, const std::string& reader) {
  for (const doctrine::CaveatRow& row : catalogue.caveats)
    if (row.demands.readers == doctrine::Readers::OneOrMoreNamed && row.slip_place == "reader" &&
        row.needs.empty())
      return " Add " + row.name + " if only " + reader + " is meant.";
  return {};
}

}  // namespace

base::Result<Resolved> Resolver::run() {
  out_.header.originator = desk_.person->name;
  out_.header.originator_node = desk_.station->name;
  read_author();
  read_label();
  read_precedence();
  read_channel();
  read_series();
  read_delivery();
  read_addressees();
  read_alternate();
  BC_TRY_VOID(choose_keys());
  read_pass_on();
  fill_message();
  BC_TRY_VOID(ask_policy());
  ask_paths();
  ask_minimize();
  ask_limits();
  out_.summary = summary();
  return std::move(out_);
}

// `key` names the place in the form.
void Resolver::refuse(Code code, std::string_view key, std::string sentence) {
  const base::Where where = form_.where(key);
  if (where.line > 0)
    sentence = base::visible(where.file) + ":" + std::to_string(where.line) + ":" +
               std::to_string(where.column) + ": " + sentence;
  out_.verdict.against.push_back({code, std::move(sentence)});
}

// A person without a marking that seals to persons is an attention line: the leg names the person and is
// sealed to the station, whose staff may open it. The header carries the name, so
// that the station knows on whose desk the paper belongs.
base::Result<> Resolver::choose_keys() {
  bool to_persons = false;
  if (const auto demands = doctrine::demands_of(catalogue(), known_label())) {
    to_persons = demands->seal_to == doctrine::SealTo::Person;
    out_.header.copies = demands->copies;
  }
  for (message::Recipient& recipient : out_.header.recipients) {
    const bool personal = to_persons && !recipient.person.empty();
    const std::string& owner = personal ? recipient.person.value : recipient.station.value;
    auto key = desk_.trust->key_of(owner, netplan::KeyUse::Agree, now_);
    if (!key) {
      refuse(key.error().code, "to",
             "Nothing can be sealed to " + owner + ": " + base::to_sentence(key.error()) + ".");
      continue;
    }
    recipient.key = key->key;
    if (!recipient.person.empty() && !personal)
      out_.verdict.warnings.push_back(
          recipient.person.value +
          " is named for attention: no marking limits the readers, so the staff of " +
          recipient.station.value + " may open it." +
          how_to_limit(desk_.catalogue(), recipient.person.value));
    BC_TRY(party, desk_.trust->party(name_of(recipient), now_));
    out_.addressees.push_back({party, !recipient.person.empty(), recipient.action, recipient.precedence,
                               recipient.alternate_of != 0});
  }
  return {};
}

// The label for questions about demands, when the classification is missing.
message::Label Resolver::known_label() const {
  message::Label label = out_.label;
  if (label.classification == 0) label.classification = 1;
  return label;
}

void Resolver::fill_message() {
  message::Message& message = out_.message;
  message.subject = form_.subject;
  message.text = form_.text;
  message.enclosure = form_.enclosure;
  message.provenance = form_.provenance;
  message.references = form_.references;
  message.garbles = form_.garbles;
  message.source_notes = form_.source_notes;
  message.acknowledge = form_.acknowledge;
  out_.header.service_line = form_.service_line;
  out_.header.minimize_reason = form_.minimize_reason;
}

std::size_t Resolver::words() const {
  std::size_t count = 0;
  for (const std::string* text : {&form_.text, &form_.enclosure}) {
    bool inside = false;
    for (const char c : *text) {
      const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (!blank && !inside) ++count;
      inside = !blank;
    }
  }
  return count;
}

base::Result<> Resolver::ask_policy() {
  BC_TRY(originator, desk_.trust->party(desk_.person->name.value, now_));
  policy::Composition composition{
      originator, out_.addressees, out_.label, words(), form_.text.size() + form_.enclosure.size(),
      form_.text};
  policy::Verdict verdict = policy::may_compose(catalogue(), composition);
  for (policy::Reason& reason : verdict.against) {
    // Said already, and better: with the name that could not be found.
    if (reason.code == Code::NoClassification && unknown_classification_) continue;
    if (reason.code == Code::Usage && out_.addressees.empty() && !(form_.to.empty() && form_.info.empty()))
      continue;
    out_.verdict.against.push_back(std::move(reason));
  }
  for (std::string& warning : verdict.warnings) out_.verdict.warnings.push_back(std::move(warning));
  if (form_.text.empty() && form_.enclosure.empty())
    refuse(Code::Usage, "text", "The form has no text. Write text = \"...\".");
  return {};
}

void Resolver::ask_paths() {
  if (out_.label.classification == 0) return;
  std::set<base::NodeName> asked{desk_.station->name};
  for (const message::Recipient& recipient : out_.header.recipients) {
    if (!asked.insert(recipient.station).second) continue;
    const auto path = netplan::path(desk_.plan(), catalogue(), desk_.station->name, recipient.station,
                                    out_.label, out_.header.channel);
    if (!path.empty()) continue;
    refuse(Code::NoPath, out_.header.channel.empty() ? "to" : "channel",
           "No accredited path leads to " + recipient.station.value + ": " +
               netplan::why_no_path(desk_.plan(), catalogue(), desk_.station->name, recipient.station,
                                    out_.label, out_.header.channel) +
               ".");
  }
}

// Somebody else's release may still bring a releaser's word: that is asked when it is sent.
void Resolver::ask_minimize() {
  std::set<std::string> said;
  for (const message::Recipient& recipient : out_.header.recipients) {
    const policy::Verdict verdict =
        policy::may_pass_minimize(desk_.plan().minimizes, recipient.station.value, recipient.precedence,
                                  desk_.person->name.value, form_.minimize_reason, now_);
    for (const policy::Reason& reason : verdict.against) {
      if (!said.insert(reason.sentence).second) continue;
      if (form_.minimize_reason.empty())
        refuse(reason.code, "precedence", reason.sentence);
      else
        out_.verdict.warnings.push_back(reason.sentence);
    }
  }
}

// What a reader's program would refuse to decode is refused here, where it can still be mended.
void Resolver::ask_limits() {
  if (!out_.verdict.allowed()) return;
  wire::Content content{out_.header, out_.message, {}};
  content.header.size_class = static_cast<std::uint32_t>(wire::encode(content).size());
  if (const auto decoded = wire::decode_content(wire::encode(content)); !decoded)
    refuse(Code::TooLarge, {},
           "A field of the form is over its limit: " + base::to_sentence(decoded.error()) + ".");
}

std::string Resolver::summary() const {
  const auto* row = catalogue().classification(out_.label.classification);
  std::vector<std::string> names;
  for (const message::Recipient& recipient : out_.header.recipients) names.push_back(name_of(recipient));
  std::string out = (row != nullptr ? row->name : std::string("UNMARKED")) + " " +
                    std::string(message::name_of(precedence_)) + " to " +
                    (names.empty() ? "nobody" : listed(names));
  if (!out_.header.number.series.empty()) out += ", " + out_.header.number.series;
  return out + ", " + base::grouped(words()) + (words() == 1 ? " word" : " words");
}

base::Result<Resolved> resolve(DeskState& desk, const Form& form) { return Resolver(desk, form).run(); }

}  // namespace backchannel::assembly
