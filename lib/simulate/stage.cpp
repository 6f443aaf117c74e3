#include "stage.h"

#include <array>
#include <cstdio>

#include "token_seals.h"

namespace backchannel::simulate {

namespace {

constexpr double kMicroseconds = 1e6;

}  // namespace

void Stage::trace(base::BytesView bytes) { report.trace_hash = token_fold(report.trace_hash, bytes); }

void Stage::trace(std::string_view words, std::uint64_t number) {
  trace(base::as_bytes(words));
  std::array<std::uint8_t, 16> numbers{};
  for (std::size_t i = 0; i < 8; ++i) {
    numbers[i] = static_cast<std::uint8_t>(number >> (8 * i));
    numbers[i + 8] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(now_us()) >> (8 * i));
  }
  trace(numbers);
}

void Stage::tell(const std::string& words) {
  char time[32];
  std::snprintf(time, sizeof time, "%12.6f  ", static_cast<double>(now_us()) / kMicroseconds);
  tell_(time + words);
}

void Stage::broken(std::string sentence) {
  report.broken.push_back("at " + std::to_string(now_us()) + " us: " + std::move(sentence));
}

}  // namespace backchannel::simulate
