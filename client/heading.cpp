#include "heading.h"

#include <charconv>
#include <chrono>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"
#include "words.h"

namespace backchannel::client {

namespace {

using base::Code;
using base::Result;

const char* const kInput = "standard input";

// One object of the list.
class Item {
 public:
  Item(const text::Value& value, std::size_t number) : value_(value), number_(number) {}

  // nullopt: not there.
  [[nodiscard]] Result<std::optional<std::string>> words(std::string_view key) const {
    const text::Value* value = member(key);
    if (value == nullptr) return std::nullopt;
    if (value->string() == nullptr) return wrong(key, "is not a text in quotes");
    return *value->string();
  }

  [[nodiscard]] Result<std::optional<std::vector<std::string>>> list(std::string_view key) const {
    const text::Value* value = member(key);
    if (value == nullptr) return std::nullopt;
    if (value->array() == nullptr) return wrong(key, "is not a list of texts");
    std::vector<std::string> words;
    for (const text::Value& each : *value->array()) {
      if (each.string() == nullptr) return wrong(key, "holds something that is not a text in quotes");
      words.push_back(*each.string());
    }
    return words;
  }

  [[nodiscard]] std::unexpected<base::Error> wrong(std::string_view key, std::string_view reason) const {
    return base::fail(
        Code::Syntax,
        "item " + std::to_string(number_) + ": \"" + std::string(key) + "\" " + std::string(reason),
        {kInput, 0, 0}, "correct it, or leave it out");
  }

 private:
  [[nodiscard]] const text::Value* member(std::string_view key) const {
    const text::Value* value = value_.find(key);
    return value != nullptr && std::holds_alternative<std::monostate>(value->data) ? nullptr : value;
  }

  const text::Value& value_;
  std::size_t number_;
};

Result<doctrine::HeadingText> heading_text(const text::Value& value, std::size_t number) {
  if (value.table() == nullptr)
    return base::fail(Code::Syntax, "item " + std::to_string(number) + " is not an object", {kInput, 0, 0},
                      "write each heading as {\"number_as_printed\": ..., \"marking_order\": [...]}");
  const Item item(value, number);
  doctrine::HeadingText text;
  BC_TRY(printed, item.words("number_as_printed"));
  BC_TRY(markings, item.list("marking_order"));
  BC_TRY(from, item.words("from"));
  BC_TRY(to, item.words("to"));
  BC_TRY(place, item.words("place"));
  BC_TRY(day, item.words("date"));
  text.number = std::move(printed);
  text.markings = std::move(markings);
  text.from = from.value_or("");
  text.to = to.value_or("");
  text.place = place.value_or("");
  if (day) {
    const auto year = year_of_day(*day);
    if (!year) return item.wrong("date", "is " + year.error().detail);
    text.year = *year;
  }
  return text;
}

text::Value words_or_null(const std::string& words) {
  return words.empty() ? text::Value() : text::Value(words);
}

}  // namespace

Result<int> year_of_day(std::string_view day) {
  int year = 0;
  unsigned month = 0, of_month = 0;
  const auto read = [&](std::size_t at, std::size_t size, auto& number) {
    const auto digits = day.substr(at, size);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  const bool formed = day.size() == 10 && day[4] == '-' && day[7] == '-' && day[0] != '-' &&
                      read(0, 4, year) && read(5, 2, month) && read(8, 2, of_month);
  using namespace std::chrono;
  if (!formed ||
      !year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(of_month)).ok())
    return base::fail(Code::Syntax,
                      "no day of the calendar, such as 1972-10-23, but \"" + base::visible(day) + "\"");
  return year;
}

Result<std::vector<doctrine::HeadingText>> headings_from_json(std::string_view content) {
  BC_TRY(root, text::parse_json(content, kInput));
  if (root.array() == nullptr)
    return base::fail(Code::Syntax, "not a list of headings", {kInput, 0, 0},
                      "write [ {\"number_as_printed\": \"Hakto 49/231\"}, ... ]");
  std::vector<doctrine::HeadingText> headings;
  for (const text::Value& each : *root.array()) {
    BC_TRY(text, heading_text(each, headings.size() + 1));
    headings.push_back(std::move(text));
  }
  return headings;
}

text::Value heading_json(const doctrine::Heading& heading) {
  text::Value as_written(text::Table{});
  if (const auto number = heading.number_as_written()) as_written.set("number_as_printed", *number);
  if (const auto markings = heading.markings_as_written())
    as_written.set("marking_order", to_json_list(*markings));
  text::Value value;
  value.set("banner", message::kExerciseBanner)
      .set("series", words_or_null(heading.series))
      .set("series_of_sender", heading.series_of_sender)
      .set("serial", words_or_null(heading.serial))
      .set("second_number", words_or_null(heading.second_number))
      .set("names", to_json_list(heading.names))
      .set("classification", words_or_null(heading.classification))
      .set("precedence",
           heading.precedence ? text::Value(message::name_of(*heading.precedence)) : text::Value())
      .set("caveats", to_json_list(heading.caveats))
      .set("readers", to_json_list(heading.readers))
      .set("delivery", to_json_list(heading.delivery))
      .set("channel", words_or_null(heading.channel))
      .set("asked_for", to_json_list(heading.asked_for))
      .set("canonical", heading.in_order())
      .set("as_written", std::move(as_written))
      .set("problems", to_json_list(heading.problems));
  return value;
}

}  // namespace backchannel::client
