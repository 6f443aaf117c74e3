#include "passphrase.h"

#include <array>
#include <string_view>

namespace backchannel::seal {
namespace {

constexpr std::size_t kWords = 5;
// 16 consonants and 4 vowels in the order CVCVC: 16 bits a word. No letter looks like a digit on a role card.
constexpr std::string_view kConsonants = "bdfghjkmnprstvwz";
constexpr std::string_view kVowels = "aeiu";

void append_word(base::Bytes& text, unsigned bits) {
  const auto take = [&](std::string_view letters, unsigned width) {
    text.push_back(static_cast<std::uint8_t>(letters[bits & (letters.size() - 1)]));
    bits >>= width;
  };
  take(kConsonants, 4);
  take(kVowels, 2);
  take(kConsonants, 4);
  take(kVowels, 2);
  take(kConsonants, 4);
}

}  // namespace

base::SecretBytes make_passphrase(base::Random& random) {
  std::array<std::uint8_t, 2 * kWords> bits{};
  random.fill(bits);
  base::Bytes text;
  text.reserve(6 * kWords);  // no growth: a copy left behind would not be wiped
  for (std::size_t word = 0; word < kWords; ++word) {
    if (word > 0) text.push_back('-');
    append_word(text, static_cast<unsigned>(bits[2 * word] << 8 | bits[2 * word + 1]));
  }
  base::wipe(bits.data(), bits.size());
  return base::SecretBytes(std::move(text));
}

}  // namespace backchannel::seal
