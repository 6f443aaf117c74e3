#pragma once
// Mail as a file: header fields and text parts, as far as a form needs them. RFC 5322 (fields, folding,
// addresses), RFC 6854 (a group in From), RFC 2045 and 2046 (text/plain in UTF-8 or US-ASCII, alone or in
// multipart/mixed; 7bit, 8bit, quoted-printable, base64), RFC 2047 (encoded words). Anything else is refused
// with its place, never guessed (docs/decisions/0011-own-mail-reader.md). Any thread.

#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"

namespace backchannel::mail {

struct Field {
  std::string name;   // as written; compared without case
  std::string value;  // unfolded, without blanks at the ends; encoded words still encoded
  int line = 0;       // 1-based; 0: not read from a file
  friend bool operator==(const Field& a, const Field& b) { return a.name == b.name && a.value == b.value; }
};

struct Mail {
  std::vector<Field> fields;       // without those that say how the parts are written
  std::vector<std::string> parts;  // UTF-8 with \n
  friend bool operator==(const Mail&, const Mail&) = default;

  [[nodiscard]] const Field* field(std::string_view name) const;
};

// Syntax with line and column. Lines may end with LF or CRLF.
[[nodiscard]] base::Result<Mail> parse_mail(std::string_view text);
// Always multipart/mixed, lines ending with LF as files do here: the exercise's banner is the first field
// (Comments), the preamble and, behind the last part, the last line, so that it stands around what is marked
// and outside all that is read. Precondition: values hold no control characters (encode_words), parts are
// UTF-8.
[[nodiscard]] std::string print_mail(const Mail& mail);

// Any UTF-8 as a field's value: as it is if mail can carry it so, else as encoded words.
[[nodiscard]] std::string encode_words(std::string_view text);
// Syntax for a charset other than UTF-8 and US-ASCII. An encoded word that is none is left as it stands.
[[nodiscard]] base::Result<std::string> decode_words(std::string_view value);

struct Address {
  std::string name;     // the words before <...>; empty: none
  std::string address;  // "haig@exercise.invalid"
  friend bool operator==(const Address&, const Address&) = default;
};
// The members of groups stand among the others; comments are dropped. Syntax.
[[nodiscard]] base::Result<std::vector<Address>> parse_addresses(std::string_view value);
// A group without members if there are none.
[[nodiscard]] std::string print_addresses(const std::vector<Address>& addresses);

}  // namespace backchannel::mail
