#include "fields.h"

#include <algorithm>

#include "backchannel/base/format.h"

namespace backchannel::mail {

namespace {

constexpr std::size_t kLineMost = 998;  // RFC 5322 section 2.1.1

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

base::Result<> check_line(const Line& line) {
  if (line.text.size() > kLineMost)
    return bad(line.number, kLineMost, "a line of mail has at most 998 bytes (RFC 5322 section 2.1.1)");
  const auto control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  };
  const auto found = std::ranges::find_if(line.text, control);
  if (found == line.text.end()) return {};
  return bad(line.number, static_cast<std::size_t>(found - line.text.begin()),
             "a control character cannot stand in a field");
}

}  // namespace

std::vector<Line> split_lines(std::string_view text) {
  std::vector<Line> lines;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back({line, number});
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

std::unexpected<base::Error> bad(int line, std::size_t at, std::string reason) {
  return base::fail(base::Code::Syntax, std::move(reason), {{}, line, static_cast<int>(at) + 1});
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, low, low);
}

bool is_hex(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

unsigned hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c >= 'a' ? c - 'a' : c - 'A') + 10);
}

const Field* Mail::field(std::string_view name) const {
  const auto found =
      std::ranges::find_if(fields, [name](const Field& each) { return same_name(each.name, name); });
  return found == fields.end() ? nullptr : &*found;
}

base::Result<std::vector<Field>> take_fields(std::span<const Line>& lines) {
  std::vector<Field> fields;
  while (!lines.empty() && !lines.front().text.empty()) {
    const Line line = lines.front();
    lines = lines.subspan(1);
    BC_TRY_VOID(check_line(line));
    if (is_blank(line.text.front())) {
      if (fields.empty()) return bad(line.number, 0, "the first line goes on with no field before it");
      fields.back().value += line.text;
      continue;
    }
    const auto colon = line.text.find(':');
    const std::string_view name = trim_blanks(line.text.substr(0, colon));
    const auto fits = [](char c) { return c > 0x20 && c < 0x7f; };
    const auto misfit = std::ranges::find_if_not(name, fits);
    if (colon == std::string_view::npos || name.empty() || misfit != name.end())
      return bad(
          line.number, misfit == name.end() ? 0 : static_cast<std::size_t>(misfit - name.begin()),
          "a field is a name, a colon and a value, such as Subject: words; an empty line ends the fields");
    fields.push_back({std::string(name), std::string(line.text.substr(colon + 1)), line.number});
  }
  if (!lines.empty()) lines = lines.subspan(1);
  for (Field& field : fields) field.value = trim_blanks(field.value);
  return fields;
}

base::Result<ContentType> read_content_type(const Field& field) {
  ContentType out;
  std::string_view rest = field.value;
  const auto next = [&rest] {
    bool quoted = false;
    std::size_t end = 0;
    while (end < rest.size() && (quoted || rest[end] != ';')) quoted ^= rest[end++] == '"';
    const std::string_view one = trim_blanks(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 1));
    return one;
  };
  out.type = lower(next());
  if (!out.type.contains('/'))
    return bad(field.line, 0, "Content-Type is type/subtype, such as text/plain; charset=utf-8");
  while (!rest.empty()) {
    const std::string_view one = next();
    const auto equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view value = trim_blanks(one.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
      value = value.substr(1, value.size() - 2);
    const std::string name = lower(trim_blanks(one.substr(0, equals)));
    if (name == "charset") out.charset = lower(value);
    if (name == "boundary") out.boundary = value;
  }
  return out;
}

}  // namespace backchannel::mail
