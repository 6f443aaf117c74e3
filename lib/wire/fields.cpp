#include "fields.h"

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"

namespace backchannel::wire {

void Fields::refuse(base::Code code, std::string_view where, std::string_view why) {
  if (first_) return;
  std::string detail(where);
  detail += ": ";
  detail += why;
  first_ = base::Error{code, std::move(detail), std::nullopt, {}};
}

std::string Fields::name(std::string value, std::string_view where) {
  if (value.size() > base::kNameBytesMax) {
    over_limit(where, value.size(), base::kNameBytesMax);
  } else if (base::visible(value) != value) {
    refuse(base::Code::Frame, where, "a name with characters that cannot be shown as they are");
  }
  return value;
}

std::string Fields::required_name(std::string value, std::string_view where) {
  if (value.empty()) refuse(base::Code::Frame, where, "missing");
  return name(std::move(value), where);
}

std::string Fields::text(std::string value, std::size_t limit, std::string_view where) {
  if (value.size() > limit) over_limit(where, value.size(), limit);
  return value;
}

base::Bytes Fields::blob(std::string_view value, std::size_t limit, std::string_view where) {
  if (value.size() > limit) {
    over_limit(where, value.size(), limit);
    return {};
  }
  const base::BytesView bytes = base::as_bytes(value);
  return {bytes.begin(), bytes.end()};
}

base::HandlingTime Fields::time(std::int64_t ms, std::string_view where) {
  if (ms < -kTimeMsMax || ms > kTimeMsMax)
    refuse(base::Code::Frame, where, "a time outside +-2^53 milliseconds");
  return {ms};
}

bool Fields::count(int found, std::size_t low, std::size_t high, std::string_view where) {
  const auto size = static_cast<std::size_t>(found);
  if (size > high) {
    refuse(base::Code::TooLarge, where, std::to_string(size) + " of them, at most " + std::to_string(high));
  } else if (size < low) {
    refuse(base::Code::Frame, where, std::to_string(size) + " of them, at least " + std::to_string(low));
  }
  return size >= low && size <= high;
}

void Fields::present(bool found, std::string_view where) {
  if (!found) refuse(base::Code::Frame, where, "missing");
}

void Fields::wrong_size(std::string_view where, std::size_t found, std::size_t wanted) {
  refuse(base::Code::Frame, where, std::to_string(found) + " bytes, must be " + std::to_string(wanted));
}

void Fields::over_limit(std::string_view where, std::size_t found, std::size_t limit) {
  refuse(base::Code::TooLarge, where, std::to_string(found) + " bytes, at most " + std::to_string(limit));
}

bool Fields::in_range(std::uint64_t value, std::uint64_t low, std::uint64_t high, std::string_view where) {
  if (value >= low && value <= high) return true;
  refuse(base::Code::Frame, where,
         std::to_string(value) + " is not within " + std::to_string(low) + " to " + std::to_string(high));
  return false;
}

}  // namespace backchannel::wire
