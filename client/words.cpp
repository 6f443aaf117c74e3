#include "words.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/time_group.h"
#include "screen.h"

namespace backchannel::client {

std::string clearance_words(const doctrine::Catalogue& catalogue, const message::Clearance& clearance) {
  std::vector<std::string> classes;
  bool gap = false;
  for (const doctrine::ClassificationRow& row : catalogue.classifications) {
    if (clearance.classifications.contains(row.number)) {
      classes.push_back(row.name);
    } else if (!clearance.classifications.empty() && row.number < *clearance.classifications.rbegin()) {
      gap = true;
    }
  }
  if (classes.empty()) return "nothing";
  std::vector<std::string> words;
  words.push_back(gap ? join(classes, ", ") : classes.back());
  for (const message::CategoryNumber number : clearance.categories) {
    const doctrine::CaveatRow* row = catalogue.caveat(number);
    words.push_back(row == nullptr ? "caveat " + std::to_string(number) : row->name);
  }
  return join(words, "; ");
}

std::string local_words(base::HandlingTime at, const std::string& zone) {
  const auto local = message::local_time(at, zone);
  return local ? local->hhmm() + " " + local->weekday_and_date() : message::to_dtg(at);
}

std::string time_words(base::HandlingTime at, const std::string& zone) {
  const auto local = message::local_time(at, zone);
  return message::to_dtg(at) + (local ? " (" + local->hhmm() + " local)" : "");
}

std::string left_words(std::int64_t left_ms) {
  return message::duration_words(left_ms) + (left_ms < 0 ? "" : " left");
}

std::string way_words(std::int64_t ms) {
  constexpr std::int64_t kSecond = 1'000, kMinute = 60 * kSecond, kTenth = kSecond / 10;
  if (ms < 10 * kSecond)
    return std::to_string(ms / kSecond) + "." + std::to_string(ms % kSecond / kTenth) + " s";
  if (ms < kMinute) return std::to_string(ms / kSecond) + " s";
  return std::to_string(ms / kMinute) + " min " + std::to_string(ms % kMinute / kSecond) + " s";
}

std::string rate_words(std::int64_t bits_per_second) {
  constexpr std::int64_t kKilo = 1'000, kMega = 1'000'000;
  if (bits_per_second == 0) return "not limited";
  if (bits_per_second % kMega == 0)
    return base::grouped(static_cast<std::uint64_t>(bits_per_second / kMega)) + " Mbit/s";
  if (bits_per_second % kKilo == 0)
    return base::grouped(static_cast<std::uint64_t>(bits_per_second / kKilo)) + " kbit/s";
  return base::grouped(static_cast<std::uint64_t>(bits_per_second)) + " bit/s";
}

text::Value marked_json(std::string key, text::Value value) {
  text::Value out;
  out.set("banner", message::kExerciseBanner).set(std::move(key), std::move(value));
  return out;
}

text::Value to_json_list(const std::vector<std::string>& words) {
  text::Array array;
  for (const std::string& word : words) array.emplace_back(word);
  return text::Value(std::move(array));
}

}  // namespace backchannel::client
