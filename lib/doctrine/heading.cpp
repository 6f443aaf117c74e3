#include "backchannel/doctrine/heading.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "spellings.h"

namespace backchannel::doctrine {

namespace {

using message::Join;
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

std::string without(const std::vector<WrittenNumber>& numbers, std::size_t left_out) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i == left_out) continue;
    if (!out.empty()) out += '/';
    out += message::print_number(numbers[i]);
  }
  return out;
}

class Meaning {
 public:
  Meaning(const Catalogue& catalogue, Heading& heading) : catalogue_(catalogue), heading_(heading) {}

  void take_number(const HeadingText& text) {
    if (!heading_.number) {
      if (heading_.unread_number) complain(quoted(*heading_.unread_number) + " is no number");
      return;
    }
    std::vector<WrittenNumber> numbers;
    for (const auto& number : heading_.number->numbers) {
      numbers.push_back(number);
      if (message::join_of(number.after) != Join::Pair) break;
    }
    if (numbers.size() < heading_.number->numbers.size())
      complain("a heading has the number of one message, and " +
               quoted(message::print_numbers(*heading_.number)) + " are several; the first is taken");
    const std::size_t chosen = principal(catalogue_, numbers);
    heading_.serial = message::print_figures(numbers[chosen]);
    heading_.second_number = without(numbers, chosen);
    if (numbers[chosen].series.empty()) {
      take_sender(text);
    } else if (const auto* row = catalogue_.find_series(numbers[chosen].series)) {
      heading_.series = row->name;
    } else {
      heading_.series = base::upper(numbers[chosen].series);
      complain("the doctrine knows no series " + quoted(numbers[chosen].series));
    }
  }

  void take_markings() {
    if (!heading_.markings) return;
    for (const auto& written : *heading_.markings)
      for (const auto& marking : written.markings) take(marking);
    if (heading_.classification.empty()) complain("no classification is among the markings");
  }

 private:
  void complain(std::string sentence) { heading_.problems.push_back(std::move(sentence)); }

  void take_sender(const HeadingText& text) {
    const auto* row = catalogue_.series_of_sender(text.from, text.year);
    if (row == nullptr) row = catalogue_.series_of_sender(text.place, text.year);
    if (row != nullptr) {
      heading_.series = row->name;
      heading_.series_of_sender = true;
    } else if (base::trim(text.from).empty()) {
      complain(heading_.serial + " is a bare number, and no sender says whose");
    } else {
      complain(heading_.serial + " is a bare number, and the doctrine knows no series of " +
               quoted(text.from) + (text.year == 0 ? "" : " in " + std::to_string(text.year)));
    }
  }

  void take(const WrittenMarking& marking) {
    switch (marking.kind) {
      case MarkingKind::Classification:
        return take_classification(marking.name);
      case MarkingKind::Precedence:
        return take_precedence(marking.name);
      case MarkingKind::Caveat:
        return add_once(heading_.caveats, marking.name);
      case MarkingKind::Delivery:
        return add_once(heading_.delivery, marking.name);
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
    const auto precedence = message::precedence_from(name);
    auto& taken = heading_.precedence;
    if (taken && taken != precedence)
      complain("two precedences, " + std::string(message::name_of(*taken)) + " and " + name +
               "; the higher is taken");
    taken = std::max(taken, precedence);
  }

  const Catalogue& catalogue_;
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

std::string Heading::number_in_order() const {
  if (serial.empty()) return unread_number.value_or("");
  if (series.empty()) return second_number.empty() ? serial : serial + "/" + second_number;
  const auto value = static_cast<std::uint32_t>(std::stoul(serial));
  std::string out = message::summary_number({series, {}, value}, std::nullopt);
  return second_number.empty() ? out : out + "/" + second_number;
}

std::string Heading::markings_in_order(const Catalogue& catalogue) const {
  std::vector<const WrittenMarking*> of_reader, of_heading, others;
  std::string urgency;
  for (const auto& name : delivery) urgency += message::title(name) + " ";
  if (precedence) urgency += message::title(message::name_of(*precedence));
  if (markings) {
    for (const auto& written : *markings) {
      for (const auto& marking : written.markings) {
        if (marking.kind == MarkingKind::Caveat) {
          const bool reader = catalogue.caveat(marking.name)->slip_place == "reader";
          (reader ? of_reader : of_heading).push_back(&marking);
        } else if (marking.kind == MarkingKind::Phrase || marking.kind == MarkingKind::Unknown) {
          others.push_back(&marking);
        }
      }
    }
  }
  std::string out;
  const auto add = [&](std::string_view words) {
    if (!words.empty()) out.append(out.empty() ? "" : "; ").append(words);
  };
  add(message::title(classification));
  add(base::trim(urgency));
  // A row's number is greater than those of the rows that it needs beside it.
  const auto number_of = [&](const WrittenMarking* each) { return catalogue.caveat(each->name)->number; };
  for (auto* group : {&of_heading, &of_reader}) {
    std::ranges::stable_sort(*group, {}, number_of);
    for (const auto* each : *group)
      add(each->filling.empty() ? message::title(each->name) : print_marking(*each));
  }
  for (const auto* each : others) add(print_marking(*each));
  return out.empty() ? out : out + ".";
}

std::string Heading::in_order(const Catalogue& catalogue) const {
  const std::string words = markings_in_order(catalogue);
  const std::string name = number_in_order();
  return name + (name.empty() || words.empty() ? "" : "; ") + words;
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
  Meaning meaning(catalogue_, heading);
  meaning.take_number(text);
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
