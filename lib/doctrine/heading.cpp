#include "backchannel/doctrine/heading.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "heading_order.h"
#include "spellings.h"

namespace backchannel::doctrine {

namespace {

using message::WrittenNumber;

std::string quoted(std::string_view words) { return "\"" + base::visible(words) + "\""; }

// The number by which the message is known, among those of one message: a journey's, else any named one.
std::size_t principal(const Catalogue& catalogue, const std::vector<WrittenNumber>& numbers) {
  const auto rank = [&](const WrittenNumber& number) {
    if (number.series.empty()) return 3;
    const auto* row = catalogue.find_series(number.series);
    if (row == nullptr) return 2;
    return row->kind == SeriesKind::Trip ? 0 : 1;
  };
  const auto best = std::ranges::min_element(numbers, {}, rank);
  return static_cast<std::size_t>(best - numbers.begin());
}

bool is_addressees(const WrittenNumber& number) { return base::upper(number.lead).starts_with("YOUR"); }

class Meaning {
 public:
  Meaning(const Catalogue& catalogue, const HeadingText& text, Heading& heading)
      : catalogue_(catalogue), text_(text), heading_(heading) {}

  void take_number() {
    if (heading_.unread_number) {
      heading_.number_in_order = *heading_.unread_number;
      return complain(quoted(*heading_.unread_number) + " is no number");
    }
    if (!heading_.number) return;
    const auto named = message::references(*heading_.number);
    const auto& numbers = named.front().numbers;
    const std::size_t chosen = principal(catalogue_, numbers);
    take_principal(numbers[chosen]);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (i != chosen)
        heading_.second_number +=
            (heading_.second_number.empty() ? "" : "/") + message::print_number(numbers[i]);
    heading_.number_in_order = in_order(named.front());
    if (named.size() == 1 && !named.front().last) return;
    heading_.number_in_order.clear();
    for (const auto& each : named) {
      heading_.names.push_back(in_order(each));
      heading_.number_in_order += (heading_.number_in_order.empty() ? "" : ", ") + heading_.names.back();
    }
    if (heading_.markings) complain("a heading has the number of one message, and here are several");
  }

  void take_markings() {
    if (!heading_.markings) return;
    for (const auto& written : *heading_.markings)
      for (const auto& marking : written.markings) take(marking);
    if (heading_.classification.empty()) complain("no classification is among the markings");
    heading_.markings_in_order = doctrine::markings_in_order(catalogue_, *heading_.markings);
  }

 private:
  void complain(const std::string& sentence) { add_once(heading_.problems, sentence); }

  void take_principal(const WrittenNumber& number) {
    heading_.serial = message::print_figures(number);
    if (number.series.empty()) {
      take_series_of_sender(number);
    } else if (const auto* row = catalogue_.find_series(number.series)) {
      heading_.series = row->name;
    } else {
      heading_.series = base::upper(number.series);
      complain("the doctrine knows no series " + quoted(number.series));
    }
  }

  [[nodiscard]] const SeriesRow* sender_series(const WrittenNumber& number) const {
    if (is_addressees(number)) return catalogue_.series_of_sender(text_.to, text_.year);
    const auto* row = catalogue_.series_of_sender(text_.from, text_.year);
    return row != nullptr ? row : catalogue_.series_of_sender(text_.place, text_.year);
  }

  void take_series_of_sender(const WrittenNumber& number) {
    const std::string& person = is_addressees(number) ? text_.to : text_.from;
    if (const auto* row = sender_series(number)) {
      heading_.series = row->name;
      heading_.series_of_sender = true;
    } else if (base::trim(person).empty()) {
      complain(heading_.serial + " is a bare number, and nothing says whose");
    } else {
      complain(heading_.serial + " is a bare number, and the doctrine knows no series of " + quoted(person) +
               (text_.year == 0 ? "" : " in " + std::to_string(text_.year)));
    }
  }

  // "Hakto 49", "WHS 2291"; a bare number as its sender's, or with nothing before it.
  [[nodiscard]] std::string in_order(const WrittenNumber& number, bool principal) const {
    std::string series;
    if (const auto* row = catalogue_.find_series(number.series)) {
      series = row->name;
    } else if (!number.series.empty()) {
      return base::upper(number.series) + " " + std::to_string(number.serial);
    } else if (const auto* senders = principal ? sender_series(number) : nullptr) {
      series = senders->name;
    }
    if (series.empty()) return std::to_string(number.serial);
    return message::summary_number({series, {}, number.serial}, std::nullopt);
  }

  [[nodiscard]] std::string in_order(const message::Reference& reference) const {
    const std::size_t chosen = principal(catalogue_, reference.numbers);
    std::string out = in_order(reference.numbers[chosen], true);
    for (std::size_t i = 0; i < reference.numbers.size(); ++i)
      if (i != chosen) out += "/" + in_order(reference.numbers[i], false);
    if (reference.last) {
      const bool same = base::upper(reference.last->series) == base::upper(reference.numbers[chosen].series);
      out += " to " + (same ? std::to_string(reference.last->serial) : in_order(*reference.last, true));
    }
    return out;
  }

  void take(const WrittenMarking& marking) {
    switch (marking.kind) {
      case MarkingKind::Classification:
        return take_classification(marking.name);
      case MarkingKind::Precedence:
        return take_precedence(marking.name);
      case MarkingKind::Caveat:
        if (!marking.filling.empty()) heading_.readers.push_back(marking.filling);
        return add_once(heading_.caveats, marking.name);
      case MarkingKind::Delivery:
        return add_once(heading_.delivery, filled(marking));
      case MarkingKind::Channel:
        return take_channel(marking.name);
      case MarkingKind::Phrase:
        return add_once(heading_.asked_for, marking.name);
      case MarkingKind::Unknown:
        return complain("the doctrine knows no marking " + quoted(marking.spelling));
    }
  }

  static void add_once(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }

  void take_classification(const std::string& name) {
    std::string& taken = heading_.classification;
    if (!taken.empty() && taken != name) {
      complain("two classifications, " + taken + " and " + name + "; the higher is taken");
      if (catalogue_.classification(name)->number < catalogue_.classification(taken)->number) return;
    }
    taken = name;
  }

  void take_precedence(const std::string& name) {
    const auto rank = catalogue_.precedence(name)->rank;
    auto& taken = heading_.precedence;
    if (taken && *taken != rank)
      complain("two precedences, " + std::string(message::name_of(*taken)) + " and " + name +
               "; the higher is taken");
    taken = taken ? std::max(*taken, rank) : rank;
  }

  void take_channel(const std::string& name) {
    if (!heading_.channel.empty() && heading_.channel != name)
      complain("two channels, " + heading_.channel + " and " + name + "; the last is taken");
    heading_.channel = name;
  }

  const Catalogue& catalogue_;
  const HeadingText& text_;
  Heading& heading_;
};

}  // namespace

std::optional<std::string> Heading::number_as_written() const {
  if (number) return message::print_numbers(*number);
  return unread_number;
}

std::optional<std::vector<std::string>> Heading::markings_as_written() const {
  if (!markings) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& written : *markings) out.push_back(print_markings(written));
  return out;
}

std::string Heading::in_order() const {
  const bool both = !number_in_order.empty() && !markings_in_order.empty();
  return number_in_order + (both ? "; " : "") + markings_in_order;
}

HeadingReader::HeadingReader(const Catalogue& catalogue)
    : catalogue_(catalogue), spellings_(std::make_shared<const Spellings>(catalogue)) {}

WrittenMarkings HeadingReader::markings(std::string_view text) const { return spellings_->parse(text); }

Heading HeadingReader::read(const HeadingText& text) const {
  Heading heading;
  if (text.number) {
    heading.number = message::parse_numbers(*text.number);
    if (!heading.number) heading.unread_number = text.number;
  }
  if (text.markings) {
    heading.markings.emplace();
    for (const auto& words : *text.markings) heading.markings->push_back(markings(words));
  }
  Meaning meaning(catalogue_, text, heading);
  meaning.take_number();
  meaning.take_markings();
  return heading;
}

HeadingText HeadingReader::split(std::string_view line) const {
  const auto known = [&](std::string_view series) { return catalogue_.find_series(series) != nullptr; };
  std::size_t length = message::leading_numbers(line, known).length;
  if (length == 0) {
    const auto end = line.find(';');
    const auto first = end == std::string_view::npos ? line : line.substr(0, end + 1);
    if (message::parse_numbers(first)) length = first.size();
  }
  HeadingText text;
  if (length > 0) text.number = std::string(line.substr(0, length));
  if (length < line.size()) text.markings = {std::string(line.substr(length))};
  return text;
}

}  // namespace backchannel::doctrine
