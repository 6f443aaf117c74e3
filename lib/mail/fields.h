#pragma once
// Lines and header fields, shared by the parser's parts.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/mail/mail.h"

namespace backchannel::mail {

struct Line {
  std::string_view text;  // without its end
  int number = 0;
};

[[nodiscard]] std::vector<Line> split_lines(std::string_view text);
[[nodiscard]] std::unexpected<base::Error> bad(int line, std::size_t at, std::string reason);
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool is_hex(char c) noexcept;
[[nodiscard]] unsigned hex_value(char c) noexcept;

// The fields up to the first empty line; `lines` then begins behind it.
[[nodiscard]] base::Result<std::vector<Field>> take_fields(std::span<const Line>& lines);

// "text/plain; charset=utf-8"
struct ContentType {
  std::string type = "text/plain";  // lower case
  std::string charset = "us-ascii";
  std::string boundary;
};
[[nodiscard]] base::Result<ContentType> read_content_type(const Field& field);

// Encoded words, whatever the text.
[[nodiscard]] std::string encode_always(std::string_view text);

// ---- transfer_encoding.cpp
// Lines of one part as text. Syntax.
[[nodiscard]] base::Result<std::string> decode_body(std::span<const Line> lines, std::string_view encoding,
                                                    int line);
// "7bit" or "quoted-printable", and the text so written: no line of it begins with "--".
struct Encoded {
  std::string encoding;
  std::string text;
};
[[nodiscard]] Encoded encode_body(std::string_view text);
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace backchannel::mail
