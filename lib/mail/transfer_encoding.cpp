// RFC 2045 section 6: 7bit, 8bit, quoted-printable and base64.

#include "backchannel/base/format.h"
#include "fields.h"

namespace backchannel::mail {

namespace {

constexpr std::size_t kEncodedLine = 76;
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string joined(std::span<const Line> lines) {
  std::string out;
  for (const Line& line : lines) {
    if (&line != lines.data()) out += '\n';
    out += line.text;
  }
  return out;
}

base::Result<std::string> decode_quoted(std::span<const Line> lines) {
  std::string out;
  bool go_on = true;
  for (const Line& line : lines) {
    if (!go_on) out += '\n';
    go_on = false;
    std::string_view text = line.text;
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '=') {
        out += text[at];
      } else if (at + 1 == text.size()) {
        go_on = true;
      } else if (at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2])) {
        out += static_cast<char>(hex_value(text[at + 1]) << 4U | hex_value(text[at + 2]));
        at += 2;
      } else {
        return bad(
            line.number, at,
            "in quoted-printable text, = stands before two hexadecimal digits or at the end of a line");
      }
    }
  }
  return out;
}

bool needs_code(char c) {
  return c == '=' || static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e;
}

std::string code(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'=', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
}

// One line of the text; soft breaks where it is too long.
std::string encode_line(std::string_view line) {
  std::string out, now;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    // At the beginning of a line "--" might be a boundary, "From " a mailbox's own, "." the end of a
    // transfer.
    const bool first = now.empty() && (c == '-' || c == 'F' || c == '.');
    const bool last = at + 1 == line.size() && c == ' ';
    const std::string next = needs_code(c) || first || last ? code(c) : std::string(1, c);
    if (now.size() + next.size() > kEncodedLine - 1) {
      out += now + "=\n";
      now.clear();
    }
    now += next;
  }
  return out + now;
}

bool is_plain(std::string_view text) {
  while (true) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.size() > kEncodedLine || line.ends_with(' ') || line.starts_with("--") ||
        line.starts_with("From ") || line == ".")
      return false;
    for (const char c : line)
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) return false;
    if (line.size() == text.size()) return true;
    text.remove_prefix(line.size() + 1);
  }
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  unsigned bits = 0, have = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (const char c : text) {
    const auto value = kBase64.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<unsigned>(value);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out += static_cast<char>(bits >> have & 0xFFU);
  }
  if (have >= 6) return std::nullopt;  // a single letter is no byte
  return out;
}

base::Result<std::string> decode_body(std::span<const Line> lines, std::string_view encoding, int line) {
  if (encoding.empty() || same_name(encoding, "7bit") || same_name(encoding, "8bit")) return joined(lines);
  if (same_name(encoding, "quoted-printable")) return decode_quoted(lines);
  if (!same_name(encoding, "base64"))
    return bad(line, 0,
               "the transfer encoding \"" + base::visible(encoding) +
                   "\" is not read; 7bit, 8bit, quoted-printable and base64 are");
  std::string letters;
  for (const Line& each : lines) {
    const std::string_view text = base::trim(each.text);
    const auto wrong = text.find_first_not_of(kBase64);
    if (wrong != std::string_view::npos &&
        text.substr(wrong).find_first_not_of('=') != std::string_view::npos)
      return bad(each.number, wrong, "this is no letter of base64");
    letters += text;
  }
  const auto decoded = decode_base64(letters);
  if (!decoded) return bad(line, 0, "the base64 of this part is cut short");
  std::string out;
  for (std::size_t at = 0; at < decoded->size(); ++at)
    if ((*decoded)[at] != '\r' || at + 1 == decoded->size() || (*decoded)[at + 1] != '\n')
      out += (*decoded)[at];
  return out;
}

Encoded encode_body(std::string_view text) {
  if (is_plain(text)) return {"7bit", std::string(text)};
  Encoded out{"quoted-printable", {}};
  while (true) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out.text += encode_line(line);
    if (line.size() == text.size()) return out;
    out.text += '\n';
    text.remove_prefix(line.size() + 1);
  }
}

}  // namespace backchannel::mail
