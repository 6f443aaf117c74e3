#include "backchannel/text/value.h"

#include <algorithm>

#include "backchannel/base/format.h"

namespace backchannel::text {

namespace {

// Longer words are not slips of the pen, and the distance costs the product of both lengths.
constexpr std::size_t kNearestBytesMax = 64;

// Edit distance with insertion, deletion, replacement and exchange of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  const Table* members = table();
  if (members == nullptr) return nullptr;
  const auto at = std::ranges::find(*members, key, &Member::first);
  return at == members->end() ? nullptr : &at->second;
}

std::optional<std::int64_t> Value::integer() const {
  const auto* value = std::get_if<std::int64_t>(&data);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<bool> Value::boolean() const {
  const auto* value = std::get_if<bool>(&data);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

Value& Value::set(std::string key, Value value) {
  if (table() == nullptr) data = Table{};
  auto& members = std::get<Table>(data);
  const auto at = std::ranges::find(members, key, &Member::first);
  if (at == members.end()) {
    members.emplace_back(std::move(key), std::move(value));
  } else {
    at->second = std::move(value);
  }
  return *this;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kNearestBytesMax) return std::nullopt;
  const std::string wanted = base::upper(word);
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (candidate.empty() || candidate.size() > kNearestBytesMax) continue;
    const std::size_t distance = edit_distance(wanted, base::upper(candidate));
    const std::size_t allowed = (std::max(wanted.size(), candidate.size()) + 1) / 3;
    if (distance > allowed || (best && distance >= best_distance)) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace backchannel::text
