#include "catalog_entries.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "backchannel/text/value.h"
#include "screen.h"

namespace backchannel::client {

namespace {

using doctrine::Catalogue;

// Collects what a row does; a key among `inferred` or `chosen` has that basis, any other the row's own.
template <class Row>
class Deeds {
 public:
  explicit Deeds(const Row& row) : row_(row) {}

  void add_if(bool done, std::string_view key, std::string words) {
    if (done) deeds_.push_back({std::move(words), basis_of(key)});
  }
  [[nodiscard]] std::vector<Deed> take() { return std::move(deeds_); }

 private:
  [[nodiscard]] std::string basis_of(std::string_view key) const {
    if (std::ranges::find(row_.chosen, key) != row_.chosen.end()) return "chosen";
    if (std::ranges::find(row_.inferred, key) != row_.inferred.end()) return "inferred";
    return std::string(doctrine::to_string(row_.origin.basis));
  }

  const Row& row_;
  std::vector<Deed> deeds_;
};

template <class Row>
Entry entry_of(const char* kind, std::uint32_t number, const std::string& name, const Row& row) {
  return {.kind = kind,
          .number = number,
          .name = name,
          .aliases = {},
          .explanation = row.explanation,
          .deeds = {},
          .facts = {},
          .basis = std::string(doctrine::to_string(row.origin.basis)),
          .source = row.origin.source};
}

Entry classification_entry(const doctrine::ClassificationRow& row) {
  Entry entry = entry_of("classification", row.number, row.name, row);
  entry.aliases = row.aliases;
  entry.facts = {{"letter", std::string(1, row.letter)}};
  return entry;
}

Entry precedence_entry(const doctrine::PrecedenceRow& row) {
  Entry entry = entry_of("precedence", static_cast<std::uint32_t>(row.rank), row.name, row);
  entry.aliases = row.aliases;
  Deeds deeds(row);
  deeds.add_if(true, "objective_minutes",
               "writer to reader within " + message::duration_words(row.objective_minutes * base::kMinuteMs) +
                   "; after that it is shown as late");
  deeds.add_if(row.halts_lower, "halts_lower",
               "goes ahead of lower traffic in transmission, at its next chunk");
  deeds.add_if(row.needs_grant, "needs_grant", "claimed only by those to whom the net plan grants it");
  deeds.add_if(row.word_limit != 0, "word_limit",
               "a text of more than " + std::to_string(row.word_limit) + " words draws a warning");
  entry.deeds = deeds.take();
  entry.facts = {{"prosign", std::string(1, row.prosign)},
                 {"lifetime", message::duration_words(message::timers_of(row.rank).lifetime_ms)}};
  return entry;
}

void add_reader_deeds(const doctrine::Demands& demands, Deeds<doctrine::CaveatRow>& deeds) {
  using doctrine::Readers;
  deeds.add_if(demands.readers == Readers::OneOrMoreNamed, "readers", "names its readers");
  deeds.add_if(demands.readers == Readers::ExactlyOneNamed, "readers", "names exactly one reader");
  deeds.add_if(demands.seal_to == doctrine::SealTo::Person, "seal_to",
               "sealed to the readers' own keys, not to the station's");
  deeds.add_if(!demands.information_addressees, "information_addressees", "no information addressees");
  deeds.add_if(demands.copies != 0, "copies",
               "at most " + std::to_string(demands.copies) + (demands.copies == 1 ? " copy" : " copies"));
  deeds.add_if(demands.reader_list_of_net, "reader_list_of_net", "only to readers on the net's list");
  deeds.add_if(demands.originator_list_of_net, "originator_list_of_net",
               "written only by those on the net's list");
  deeds.add_if(demands.relays_must_hold, "relays_must_hold", "only over relays that hold it");
}

Entry caveat_entry(const Catalogue& catalogue, const doctrine::CaveatRow& row) {
  Entry entry = entry_of("caveat", row.number, row.name, row);
  entry.aliases = row.aliases;
  const doctrine::Demands& demands = row.demands;
  Deeds deeds(row);
  add_reader_deeds(demands, deeds);
  deeds.add_if(demands.sign_for_each_opening, "sign_for_each_opening", "every opening is signed for");
  deeds.add_if(!demands.copying, "copying", "no copy, print or export");
  deeds.add_if(!demands.readdressal, "readdressal", "never readdressed");
  deeds.add_if(demands.pass_on_needs_leave, "pass_on_needs_leave",
               "passed on only by leave of the one who wrote it");
  deeds.add_if(demands.further_reader_needs_leave, "further_reader_needs_leave",
               "lets a further reader in only by the leave of the one who wrote it");
  deeds.add_if(
      demands.further_reader_needs_leave && demands.leave_by == doctrine::LeaveBy::OriginatorOrSecretariat,
      "leave_by", "or by that of a secretariat");
  deeds.add_if(!demands.foreign_hand_over, "foreign_hand_over",
               "no foreign reader, and handed to nobody outside the net");
  if (const auto* lowest = catalogue.classification(demands.lowest_classification); lowest != nullptr)
    deeds.add_if(true, "lowest_classification", "classified at least " + lowest->name);
  deeds.add_if(!row.needs.empty(), "needs", "stands only beside " + join(row.needs, ", "));
  for (const auto& phrase : row.phrases)
    deeds.add_if(true, "phrases", "a text that says \"" + phrase + "\" without it draws a warning");
  entry.deeds = deeds.take();
  return entry;
}

std::string when_words(doctrine::DeliverWhen when) {
  using doctrine::DeliverWhen;
  switch (when) {
    case DeliverWhen::AsPrecedenceSays:
      return {};
    case DeliverWhen::Receipt:
      return "handed over as soon as it has come in";
    case DeliverWhen::OpeningOfBusiness:
      return "handed over when the station's next working day begins";
    case DeliverWhen::Time:
      return "handed over at the time named";
    case DeliverWhen::Event:
      return "handed over before what is named";
    case DeliverWhen::GoAhead:
      return "kept until its originator gives the word";
  }
  return {};
}

Entry delivery_entry(const doctrine::DeliveryRow& row) {
  Entry entry = entry_of("delivery instruction", row.number, row.name, row);
  entry.aliases = row.aliases;
  const doctrine::DeliveryDemands& demands = row.demands;
  Deeds deeds(row);
  deeds.add_if(demands.when != doctrine::DeliverWhen::AsPrecedenceSays, "when", when_words(demands.when));
  deeds.add_if(demands.wake_duty_officer, "wake_duty_officer", "the duty officer is woken");
  deeds.add_if(demands.wake_reader, "wake_reader", "the reader is woken");
  deeds.add_if(demands.find_reader, "find_reader", "the reader is looked for wherever he is");
  deeds.add_if(demands.phone, "phone", "the reader is told by telephone that it is there");
  deeds.add_if(demands.orally_only, "orally_only", "told by word of mouth: no paper leaves the station");
  entry.deeds = deeds.take();
  return entry;
}

std::string number_words(doctrine::SeriesKind kind) {
  switch (kind) {
    case doctrine::SeriesKind::Trip:
      return "one journey: the number of record, wherever it stands";
    case doctrine::SeriesKind::Bearer:
      return "the circuit that carries the message";
    case doctrine::SeriesKind::Post:
      return "everything that one post sends";
  }
  return {};
}

Entry series_entry(const doctrine::SeriesRow& row) {
  Entry entry = entry_of("series", row.number, row.name, row);
  const std::string basis(doctrine::to_string(row.origin.basis));
  if (row.bearer_number_follows)
    entry.deeds.push_back({"printed with the carrying circuit's own number after it", basis});
  entry.facts.emplace_back("number of", number_words(row.kind));
  if (!row.from.empty()) entry.facts.emplace_back("from", row.from);
  if (!row.to.empty()) entry.facts.emplace_back("to", row.to);
  if (!row.senders.empty()) {
    const std::string years =
        row.first_year == 0 ? ""
                            : ", " + std::to_string(row.first_year) + " to " + std::to_string(row.last_year);
    entry.facts.emplace_back("bare numbers", "of " + join(row.senders, "; ") + years);
  }
  return entry;
}

Entry channel_entry(const doctrine::ChannelRow& row) {
  Entry entry = entry_of("channel", row.number, row.name, row);
  entry.aliases = row.aliases;
  entry.deeds = {{"carried only over circuits of this bearer, and refused where there are none", "chosen"}};
  entry.facts = {{"printed", row.printed}};
  return entry;
}

Entry signal_entry(const doctrine::SignalRow& row) {
  Entry entry = entry_of("operating signal", row.number, row.printed, row);
  entry.facts = {{"function", row.function}};
  return entry;
}

template <class Row, class Make>
Chapter chapter(std::string title, const std::vector<Row>& rows, Make make) {
  Chapter out{title, title.substr(0, title.find(',')), {}};
  for (const Row& row : rows) out.entries.push_back(make(row));
  return out;
}

bool means(const Catalogue& catalogue, const Entry& entry, const std::string& words) {
  // "AT" shows AT {time}.
  const auto same = [&](const std::string& name) {
    return base::upper(name) == words || base::upper(base::trim(name.substr(0, name.find('{')))) == words;
  };
  if (same(entry.name) || std::ranges::any_of(entry.aliases, same)) return true;
  if (entry.kind == "caveat") {
    const auto* row = catalogue.caveat(words);
    return row != nullptr && row->number == entry.number;
  }
  if (entry.kind == "precedence") {
    const auto* row = catalogue.precedence(words);
    return row != nullptr && row->name == entry.name;
  }
  if (entry.kind == "delivery instruction") {
    const auto found = catalogue.delivery(words);
    return found && found->row->number == entry.number;
  }
  if (entry.kind == "channel") {
    const auto* row = catalogue.channel(words);
    return row != nullptr && row->number == entry.number;
  }
  if (entry.kind != "operating signal") return false;
  const auto* row = catalogue.signal(words);
  return row != nullptr ? row->number == entry.number : base::upper(entry.name).starts_with(words);
}

}  // namespace

std::vector<Chapter> chapters_of(const Catalogue& catalogue) {
  return {chapter("Classifications, one on every message", catalogue.classifications, classification_entry),
          chapter("Precedences, how fast it is handled", catalogue.precedences, precedence_entry),
          chapter("Caveats, which limit handling", catalogue.caveats,
                  [&](const auto& row) { return caveat_entry(catalogue, row); }),
          chapter("Delivery instructions, what the receiving station does and when", catalogue.deliveries,
                  delivery_entry),
          chapter("Series, who numbers messages to whom", catalogue.series, series_entry),
          chapter("Channels, the way that it must take", catalogue.channels, channel_entry),
          chapter("Operating signals, what operators say to each other", catalogue.signals, signal_entry)};
}

base::Result<std::vector<Entry>> entries_named(const Catalogue& catalogue, const std::string& words) {
  const std::string wanted = base::upper(base::trim(words));
  std::vector<Entry> found;
  std::vector<std::string> names;
  for (auto& chapter : chapters_of(catalogue)) {
    for (auto& entry : chapter.entries) {
      names.push_back(entry.name);
      if (!wanted.empty() && means(catalogue, entry, wanted)) found.push_back(std::move(entry));
    }
  }
  if (!found.empty()) return found;
  const auto near = text::nearest(words, names);
  return std::unexpected(
      base::Error{base::Code::NotFound, "\"" + base::visible(words) + "\" is not in the doctrine",
                  std::nullopt, near ? "did you mean " + *near + "?" : "see them all: backchannel catalog"});
}

std::string basis_words(const std::string& basis) { return basis == "chosen" ? "our choice" : basis; }

}  // namespace backchannel::client
