// RFC 2047.

#include <algorithm>

#include "backchannel/base/bytes.h"
#include "backchannel/base/format.h"
#include "fields.h"

namespace backchannel::mail {

namespace {

constexpr std::size_t kWordBytes = 42;       // 56 letters of base64: the word has at most 75
constexpr std::size_t kPlainWordMost = 400;  // longer ones could not be folded

bool is_plain(std::string_view text) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.contains("=?")) return text.empty();
  std::size_t word = 0;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) return false;
    word = c == ' ' ? 0 : word + 1;
    if (word > kPlainWordMost) return false;
  }
  return true;
}

// The first bytes, no letter of UTF-8 cut in two.
std::size_t chunk(std::string_view text) {
  std::size_t size = std::min(text.size(), kWordBytes);
  while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return size == 0 ? std::min(text.size(), kWordBytes) : size;
}

std::optional<std::string> decode_q(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '_') {
      out += ' ';
    } else if (text[at] != '=') {
      out += text[at];
    } else if (at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2])) {
      out += static_cast<char>(hex_value(text[at + 1]) << 4U | hex_value(text[at + 2]));
      at += 2;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

struct Word {
  std::string_view charset;
  std::optional<std::string> text;
};

// "=?UTF-8?B?...?="
std::optional<Word> encoded_word(std::string_view word) {
  if (!word.starts_with("=?") || !word.ends_with("?=") || word.size() < 6) return std::nullopt;
  word = word.substr(2, word.size() - 4);
  const auto first = word.find('?');
  const auto second = first == std::string_view::npos ? first : word.find('?', first + 1);
  if (second != first + 2 || second == std::string_view::npos ||
      word.find('?', second + 1) != std::string_view::npos)
    return std::nullopt;
  const std::string_view text = word.substr(second + 1);
  const char encoding = word[first + 1];
  Word out{word.substr(0, word.substr(0, first).find('*')), std::nullopt};
  out.charset = out.charset.substr(0, first);
  if (encoding == 'B' || encoding == 'b') out.text = decode_base64(text);
  if (encoding == 'Q' || encoding == 'q') out.text = decode_q(text);
  return out.text ? std::optional(out) : std::nullopt;
}

}  // namespace

std::string encode_words(std::string_view text) {
  return is_plain(text) ? std::string(text) : encode_always(text);
}

std::string encode_always(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view now = text.substr(0, chunk(text));
    out += (out.empty() ? "=?UTF-8?B?" : " =?UTF-8?B?") + base::to_base64(base::as_bytes(now)) + "?=";
    text.remove_prefix(now.size());
  }
  return out;
}

base::Result<std::string> decode_words(std::string_view value) {
  std::string out, blanks;
  bool last_encoded = false;
  while (!value.empty()) {
    const auto begin = std::min(value.find_first_not_of(" \t"), value.size());
    blanks = value.substr(0, begin);
    value.remove_prefix(begin);
    const std::string_view word = value.substr(0, value.find_first_of(" \t"));
    value.remove_prefix(word.size());
    const auto encoded = encoded_word(word);
    // Blanks between two encoded words only keep them apart.
    if (!(encoded && last_encoded)) out += blanks;
    last_encoded = encoded.has_value();
    if (!encoded) {
      out += word;
      continue;
    }
    if (!same_name(encoded->charset, "utf-8") && !same_name(encoded->charset, "us-ascii"))
      return base::fail(base::Code::Syntax, "the charset \"" + base::visible(encoded->charset) +
                                                "\" is not read; UTF-8 and US-ASCII are");
    out += *encoded->text;
  }
  return out;
}

}  // namespace backchannel::mail
