// A form becomes a message: names become keys, words become a label, and every rule is asked before anything
// is kept. All refusals come at once, each with its place in the form.

#include <algorithm>
#include <set>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "backchannel/netplan/path.h"
#include "backchannel/wire/codec.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using message::Precedence;

// Ends a sentence with the nearest known word, if there is one.
std::string nearest_or_stop(std::string_view word, const std::vector<std::string>& known) {
  const std::string nearest = or_nearest(word, known);
  return nearest.empty() ? "." : nearest;
}

// One form on its way to a message.
class Resolver {
 public:
  Resolver(DeskState& desk, const Form& form) : desk_(desk), form_(form), now_(desk.now()) {}

  base::Result<Resolved> run() {
    out_.header.originator = desk_.person->name;
    out_.header.originator_node = desk_.station->name;
    read_author();
    read_label();
    read_precedence();
    read_channel();
    read_series();
    read_addressees();
    BC_TRY_VOID(choose_keys());
    read_pass_on();
    fill_message();
    BC_TRY_VOID(ask_policy());
    ask_paths();
    ask_limits();
    out_.summary = summary();
    return std::move(out_);
  }

 private:
  [[nodiscard]] const doctrine::Catalogue& catalogue() const { return desk_.catalogue(); }

  // `key` names the place in the form.
  void refuse(Code code, std::string_view key, std::string sentence) {
    const base::Where where = form_.where(key);
    if (where.line > 0)
      sentence = base::visible(where.file) + ":" + std::to_string(where.line) + ":" +
                 std::to_string(where.column) + ": " + sentence;
    out_.verdict.against.push_back({code, std::move(sentence)});
  }

  void read_author() {
    if (form_.from.empty() || person_named(desk_.plan(), form_.from) == desk_.person) return;
    refuse(Code::Permission, "from",
           "The form is from " + base::visible(form_.from) + ", and this desk is " +
               desk_.person->name.value + "'s. Nobody signs for another: leave out 'from', or let " +
               base::visible(form_.from) + " send it.");
  }

  void read_label() {
    out_.label.classification = 0;
    if (const auto* row = catalogue().classification(base::trim(form_.classification))) {
      out_.label.classification = row->number;
    } else if (!base::trim(form_.classification).empty()) {
      unknown_classification_ = true;
      std::vector<std::string> names;
      for (const auto& each : catalogue().classifications) names.push_back(each.name);
      refuse(Code::MarkingUnknown, "classification",
             "The doctrine knows no classification \"" + base::visible(form_.classification) + "\"" +
                 nearest_or_stop(form_.classification, names) + " It knows " + listed(names) + ".");
    }
    for (std::size_t i = 0; i < form_.caveats.size(); ++i)
      read_caveat(form_.caveats[i], "caveats." + std::to_string(i));
  }

  void read_caveat(const std::string& words, const std::string& place) {
    const auto recognised = catalogue().recognise(words);
    if (!recognised) {
      std::vector<std::string> names;
      for (const auto& row : catalogue().caveats) {
        names.push_back(row.name);
        names.insert(names.end(), row.aliases.begin(), row.aliases.end());
      }
      refuse(Code::MarkingUnknown, place,
             "The doctrine knows no marking \"" + base::visible(words) + "\"" +
                 nearest_or_stop(words, names) +
                 " A marking that nobody knows is enforced by nobody: correct it, or write a row for it in "
                 "doctrine/.");
      return;
    }
    const doctrine::CaveatRow& row = *recognised->row;
    switch (row.kind) {
      case message::CategoryKind::Restrictive:
        out_.label.restrictive.insert(row.number);
        break;
      case message::CategoryKind::Permissive:
        out_.label.permissive.insert(row.number);
        break;
      case message::CategoryKind::Informative:
        out_.label.informative.insert(row.number);
        break;
    }
    if (base::upper(base::trim(words)) != row.name) out_.message.markings_as_written.push_back(words);
    if (!recognised->reader.empty()) named_by_markings_.emplace_back(recognised->reader, place);
  }

  void read_precedence() {
    if (form_.precedence.empty()) {
      out_.verdict.warnings.push_back("No precedence is given; it goes as ROUTINE.");
      return;
    }
    if (const auto precedence = message::precedence_from(form_.precedence)) {
      precedence_ = *precedence;
      return;
    }
    std::vector<std::string> names;
    for (const Precedence each : message::kPrecedences) names.emplace_back(message::name_of(each));
    refuse(Code::MarkingUnknown, "precedence",
           "There is no precedence \"" + base::visible(form_.precedence) + "\"" +
               nearest_or_stop(form_.precedence, names) +
               " There are FLASH, IMMEDIATE, PRIORITY and ROUTINE.");
  }

  void read_channel() {
    if (form_.channel.empty()) return;
    if (const auto* row = catalogue().channel(form_.channel)) {
      out_.header.channel = row->name;
      return;
    }
    std::vector<std::string> names;
    for (const auto& row : catalogue().channels) {
      names.push_back(row.name);
      names.insert(names.end(), row.aliases.begin(), row.aliases.end());
    }
    refuse(Code::MarkingUnknown, "channel",
           "The doctrine knows no channel \"" + base::visible(form_.channel) + "\"" +
               nearest_or_stop(form_.channel, names) + " Leave it out to let any accredited way do.");
  }

  void read_series() {
    if (form_.series.empty()) return;
    const auto* row = catalogue().find_series(form_.series);
    if (row == nullptr) {
      std::vector<std::string> names;
      for (const auto& each : catalogue().series) names.push_back(each.name);
      refuse(Code::UnknownName, "series",
             "The doctrine knows no series \"" + base::visible(form_.series) + "\"" +
                 nearest_or_stop(form_.series, names) + " Leave it out to send without a number.");
      return;
    }
    const netplan::Person* writer = person_named(desk_.plan(), row->from);
    if (writer != nullptr && writer != desk_.person)
      refuse(Code::Permission, "series",
             row->name + " is the series in which " + writer->name.value + " writes, and " +
                 desk_.person->name.value +
                 " would use up its numbers. Leave out 'series', or choose one of your own.");
    out_.header.number.series = row->name;
    out_.header.number.trip = desk_.plan().trip;
  }

  void read_addressees() {
    for (std::size_t i = 0; i < form_.to.size(); ++i)
      read_addressee(form_.to[i], true, "to." + std::to_string(i));
    for (std::size_t i = 0; i < form_.info.size(); ++i)
      read_addressee(form_.info[i], false, "info." + std::to_string(i));
    for (const auto& [reader, place] : named_by_markings_) {
      const auto addressed = [&, name = reader](const message::Recipient& recipient) {
        const netplan::Person* person = person_named(desk_.plan(), name);
        return person != nullptr && recipient.person == person->name;
      };
      if (std::ranges::none_of(out_.header.recipients, addressed))
        refuse(Code::EyesOnly, place,
               "The marking names " + base::visible(reader) +
                   " as its reader, and the message is not addressed to " + base::visible(reader) +
                   ". Address it so, or leave the name out of the marking.");
    }
  }

  void read_addressee(const std::string& name, bool action, const std::string& place) {
    const netplan::Person* person = person_named(desk_.plan(), name);
    const netplan::Node* node = person == nullptr ? node_named(desk_.plan(), name) : nullptr;
    if (person == nullptr && node == nullptr) {
      refuse(Code::UnknownName, place,
             "\"" + base::visible(name) + "\" is no person or station of this net" +
                 nearest_or_stop(name, addressee_names(desk_.plan())) +
                 " See them with: backchannel net show.");
      return;
    }
    if (node != nullptr && node->role == netplan::NodeRole::Relay) {
      refuse(Code::UnknownName, place,
             node->name.value +
                 " is a relay: it carries messages and cannot read any. Name a person or a station.");
      return;
    }
    message::Recipient recipient;
    if (person != nullptr) recipient.person = person->name;
    recipient.station = person != nullptr ? person->station : node->name;
    recipient.action = action;
    recipient.precedence = precedence_;
    recipient.copy_number = static_cast<std::uint32_t>(out_.header.recipients.size() + 1);
    out_.header.recipients.push_back(std::move(recipient));
  }

  // A person without a marking that seals to persons is an attention line: the leg names the person and is
  // sealed to the station, whose staff may open it (DESIGN 4.7, HANDLING 3). The header carries the name, so
  // that the station knows on whose desk the paper belongs.
  base::Result<> choose_keys() {
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
            recipient.station.value + " may open it. Add EYES ONLY if only " + recipient.person.value +
            " is meant.");
      BC_TRY(party, desk_.trust->party(name_of(recipient), now_));
      out_.addressees.push_back({party, !recipient.person.empty(), recipient.action, recipient.precedence});
    }
    return {};
  }

  // The label for questions about demands, when the classification is missing.
  [[nodiscard]] message::Label known_label() const {
    message::Label label = out_.label;
    if (label.classification == 0) label.classification = 1;
    return label;
  }

  void read_pass_on() {
    if (!form_.pass_on) return;
    const FormPassOn& given = *form_.pass_on;
    message::PassOn out{given.to,   given.for_whom,     given.occasion,  form_.deadline,
                        given.zone, given.on_behalf_of, given.as_written};
    if (station_of(desk_.plan(), given.to) == nullptr)
      refuse(Code::UnknownName, "pass_on.to",
             "The next reader \"" + base::visible(given.to) + "\" is no person or station of this net" +
                 nearest_or_stop(given.to, addressee_names(desk_.plan())) +
                 " See them with: backchannel net show.");
    if (!given.for_whom.empty() && outsider_named(desk_.plan(), given.for_whom) == nullptr) {
      std::vector<std::string> names;
      for (const auto& outsider : desk_.plan().outsiders) names.push_back(outsider.name);
      refuse(Code::UnknownName, "pass_on.for_whom",
             "\"" + base::visible(given.for_whom) +
                 "\" is not among those outside the net to whom a text is handed" +
                 nearest_or_stop(given.for_whom, names) + " The net plan lists them as [[outsider]].");
    }
    if (!out.deadline && !given.local_time.empty()) {
      auto deadline = message::next_local(now_, given.local_time, given.zone);
      if (deadline)
        out.deadline = *deadline;
      else
        refuse(Code::Syntax, message::is_zone(given.zone) ? "pass_on.local_time" : "pass_on.zone",
               "The deadline cannot be read: " + deadline.error().detail + ".");
    }
    out_.message.pass_on = std::move(out);
  }

  void fill_message() {
    message::Message& message = out_.message;
    message.subject = form_.subject;
    message.text = form_.text;
    message.enclosure = form_.enclosure;
    message.provenance = form_.provenance;
    message.references = form_.references;
    message.garbles = form_.garbles;
    message.source_notes = form_.source_notes;
    message.acknowledge = form_.acknowledge;
    for (const std::string& instruction : form_.delivery)
      out_.header.delivery.push_back(base::upper(base::trim(instruction)));
    out_.header.service_line = form_.service_line;
  }

  [[nodiscard]] std::size_t words() const {
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

  base::Result<> ask_policy() {
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

  void ask_paths() {
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

  // What a reader's program would refuse to decode is refused here, where it can still be mended.
  void ask_limits() {
    if (!out_.verdict.allowed()) return;
    wire::Content content{out_.header, out_.message, {}};
    content.header.size_class = static_cast<std::uint32_t>(wire::encode(content).size());
    if (const auto decoded = wire::decode_content(wire::encode(content)); !decoded)
      refuse(Code::TooLarge, {},
             "A field of the form is over its limit: " + base::to_sentence(decoded.error()) + ".");
  }

  [[nodiscard]] std::string summary() const {
    const auto* row = catalogue().classification(out_.label.classification);
    std::vector<std::string> names;
    for (const message::Recipient& recipient : out_.header.recipients) names.push_back(name_of(recipient));
    std::string out = (row != nullptr ? row->name : std::string("UNMARKED")) + " " +
                      std::string(message::name_of(precedence_)) + " to " +
                      (names.empty() ? "nobody" : listed(names));
    if (!out_.header.number.series.empty()) out += ", " + out_.header.number.series;
    return out + ", " + base::grouped(words()) + " words";
  }

  [[nodiscard]] static std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i)
      out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + base::visible(names[i]);
    return out;
  }

  DeskState& desk_;
  const Form& form_;
  base::HandlingTime now_;
  Resolved out_;
  Precedence precedence_ = Precedence::Routine;
  bool unknown_classification_ = false;
  std::vector<std::pair<std::string, std::string>> named_by_markings_;  // reader, place in the form
};

}  // namespace

base::Result<Resolved> resolve(DeskState& desk, const Form& form) { return Resolver(desk, form).run(); }

}  // namespace backchannel::assembly
