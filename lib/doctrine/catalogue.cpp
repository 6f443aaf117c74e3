#include "backchannel/doctrine/catalogue.h"

#include <algorithm>

#include "words.h"

namespace backchannel::doctrine {

namespace {

bool named(const std::string& name, const std::vector<std::string>& aliases, const std::string& words) {
  if (normal(name) == words) return true;
  return std::ranges::any_of(aliases, [&](const auto& alias) { return normal(alias) == words; });
}

template <class Row, class Test>
const Row* first(const std::vector<Row>& rows, Test test) {
  const auto found = std::ranges::find_if(rows, test);
  return found == rows.end() ? nullptr : &*found;
}

base::Result<> add_rows(const Catalogue& catalogue, const std::set<message::CategoryNumber>& numbers,
                        message::CategoryKind kind, std::vector<const CaveatRow*>& rows) {
  for (const auto number : numbers) {
    const CaveatRow* row = catalogue.caveat(number);
    if (row == nullptr) {
      return base::fail(base::Code::LabelUnknown,
                        "caveat number " + std::to_string(number) + " has no row in this net's doctrine");
    }
    if (row->kind != kind) {
      return base::fail(base::Code::LabelUnknown, row->name +
                                                      " stands in the label as another kind of marking "
                                                      "than this net's doctrine says");
    }
    rows.push_back(row);
  }
  return {};
}

void add_demands(Demands& all, const Demands& one) {
  all.seal_to = std::max(all.seal_to, one.seal_to);
  all.readers = std::max(all.readers, one.readers);
  all.information_addressees = all.information_addressees && one.information_addressees;
  all.sign_for_each_opening = all.sign_for_each_opening || one.sign_for_each_opening;
  all.copying = all.copying && one.copying;
  all.readdressal = all.readdressal && one.readdressal;
  all.pass_on_needs_leave = all.pass_on_needs_leave || one.pass_on_needs_leave;
  all.further_reader_needs_leave = all.further_reader_needs_leave || one.further_reader_needs_leave;
  all.leave_by = std::max(all.leave_by, one.leave_by);
  all.foreign_hand_over = all.foreign_hand_over && one.foreign_hand_over;
  all.relays_must_hold = all.relays_must_hold || one.relays_must_hold;
  all.reader_list_of_net = all.reader_list_of_net || one.reader_list_of_net;
  all.originator_list_of_net = all.originator_list_of_net || one.originator_list_of_net;
  all.lowest_classification = std::max(all.lowest_classification, one.lowest_classification);
  if (all.copies == 0 || (one.copies != 0 && one.copies < all.copies)) all.copies = one.copies;
}

}  // namespace

std::string_view to_string(Basis basis) noexcept {
  switch (basis) {
    case Basis::Documented:
      return "documented";
    case Basis::Inferred:
      return "inferred";
    case Basis::Chosen:
      return "chosen";
  }
  return "chosen";
}

std::string_view to_string(SeriesKind kind) noexcept {
  switch (kind) {
    case SeriesKind::Trip:
      return "trip";
    case SeriesKind::Bearer:
      return "bearer";
    case SeriesKind::Post:
      return "post";
  }
  return "trip";
}

const ClassificationRow* Catalogue::classification(std::string_view name) const {
  const std::string words = normal(name);
  return first(classifications, [&](const auto& row) { return named(row.name, row.aliases, words); });
}

const ClassificationRow* Catalogue::classification(message::ClassificationNumber number) const {
  return first(classifications, [&](const auto& row) { return row.number == number; });
}

const CaveatRow* Catalogue::caveat(std::string_view name_or_alias) const {
  const auto found = recognise(name_or_alias);
  return found ? found->row : nullptr;
}

const CaveatRow* Catalogue::caveat(message::CategoryNumber number) const {
  return first(caveats, [&](const auto& row) { return row.number == number; });
}

std::optional<Recognised> Catalogue::recognise(std::string_view printed_words) const {
  const std::string words = normal(printed_words);
  // Words that are a marking as they stand come before words with a name in them.
  if (const auto* row = first(caveats, [&](const auto& r) { return named(r.name, r.aliases, words); })) {
    return Recognised{row, {}};
  }
  for (const auto& row : caveats) {
    for (const auto& alias : row.aliases) {
      if (auto reader = match(normal(alias), words)) return Recognised{&row, std::move(*reader)};
    }
  }
  return std::nullopt;
}

const PrecedenceRow* Catalogue::precedence(message::Precedence rank) const {
  return first(precedences, [&](const auto& row) { return row.rank == rank; });
}

const PrecedenceRow* Catalogue::precedence(std::string_view name) const {
  const std::string words = normal(name);
  return first(precedences, [&](const auto& row) {
    return named(row.name, row.aliases, words) || (words.size() == 1 && words.front() == row.prosign);
  });
}

std::optional<DeliveryFound> Catalogue::delivery(std::string_view written) const {
  const std::string words = normal(written);
  if (!place_in(words).empty()) return std::nullopt;  // a row's own words, with nothing put in their place
  // Words that stand as they are come before words with a place in them: AT OPENING OF BUSINESS is no time.
  if (const auto* row = first(deliveries, [&](const auto& r) { return named(r.name, r.aliases, words); })) {
    return DeliveryFound{row, {}};
  }
  for (const auto& row : deliveries) {
    if (auto parameter = match(normal(row.name), words)) return DeliveryFound{&row, std::move(*parameter)};
    for (const auto& alias : row.aliases) {
      if (auto parameter = match(normal(alias), words)) return DeliveryFound{&row, std::move(*parameter)};
    }
  }
  return std::nullopt;
}

const SignalRow* Catalogue::signal(std::string_view function_or_printed) const {
  const std::string words = normal(function_or_printed);
  return first(signals, [&](const auto& row) {
    return normal(row.function) == words || match(normal(row.printed), words).has_value();
  });
}

const SeriesRow* Catalogue::find_series(std::string_view name) const {
  const std::string words = normal(name);
  return first(series, [&](const auto& row) { return normal(row.name) == words; });
}

const SeriesRow* Catalogue::series_of_sender(std::string_view sender, int year) const {
  const auto open = sender.find('(');
  std::string_view inside = open == std::string_view::npos ? std::string_view() : sender.substr(open + 1);
  inside = inside.substr(0, inside.find(')'));
  for (const auto part : {sender.substr(0, open), inside}) {
    const std::string words = normal(part);
    const auto* row = first(series, [&](const auto& each) {
      const bool then =
          year == 0 || (year >= each.first_year && (each.last_year == 0 || year <= each.last_year));
      return then &&
             std::ranges::any_of(each.senders, [&](const auto& name) { return normal(name) == words; });
    });
    if (row != nullptr) return row;
  }
  return nullptr;
}

const ChannelRow* Catalogue::channel(std::string_view name) const {
  const std::string words = normal(name);
  return first(channels, [&](const auto& row) {
    return named(row.name, row.aliases, words) || normal(row.printed) == words;
  });
}

base::Result<std::vector<const CaveatRow*>> rows_of(const Catalogue& catalogue, const message::Label& label) {
  if (catalogue.classification(label.classification) == nullptr) {
    return base::fail(base::Code::LabelUnknown, "classification number " +
                                                    std::to_string(label.classification) +
                                                    " has no row in this net's doctrine");
  }
  std::vector<const CaveatRow*> rows;
  using Kind = message::CategoryKind;
  BC_TRY_VOID(add_rows(catalogue, label.restrictive, Kind::Restrictive, rows));
  BC_TRY_VOID(add_rows(catalogue, label.permissive, Kind::Permissive, rows));
  BC_TRY_VOID(add_rows(catalogue, label.informative, Kind::Informative, rows));
  std::ranges::sort(rows, {}, [](const CaveatRow* row) { return row->number; });
  return rows;
}

base::Result<Demands> demands_of(const Catalogue& catalogue, const message::Label& label) {
  BC_TRY(rows, rows_of(catalogue, label));
  Demands all;
  for (const auto* row : rows) add_demands(all, row->demands);
  return all;
}

std::vector<PhraseFound> phrases_in(const Catalogue& catalogue, std::string_view text) {
  const std::string flat = normal(text);
  std::vector<PhraseFound> found;
  for (const auto& row : catalogue.caveats) {
    for (const auto& phrase : row.phrases) {
      if (contains_words(flat, normal(phrase))) found.push_back({&row, phrase});
    }
  }
  return found;
}

std::string to_words(const Catalogue& catalogue, const message::Label& label) {
  const auto* classification = catalogue.classification(label.classification);
  std::string out = classification != nullptr
                        ? classification->name
                        : "classification number " + std::to_string(label.classification);
  std::set<message::CategoryNumber> numbers = label.restrictive;
  numbers.insert(label.permissive.begin(), label.permissive.end());
  numbers.insert(label.informative.begin(), label.informative.end());
  for (const auto number : numbers) {
    const auto* row = catalogue.caveat(number);
    out += "; " + (row != nullptr ? row->name : "caveat number " + std::to_string(number));
  }
  return out;
}

}  // namespace backchannel::doctrine
