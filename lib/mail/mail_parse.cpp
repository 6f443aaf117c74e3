#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/mail/mail.h"
#include "backchannel/message/printed.h"
#include "fields.h"

namespace backchannel::mail {

namespace {

constexpr std::size_t kPartsMost = 16;

bool is_about_encoding(const Field& field) {
  constexpr std::string_view kContent = "content-";
  return same_name(field.name, "MIME-Version") ||
         same_name(std::string_view(field.name).substr(0, kContent.size()), kContent);
}

const Field* find(const std::vector<Field>& fields, std::string_view name) {
  const auto found =
      std::ranges::find_if(fields, [name](const Field& each) { return same_name(each.name, name); });
  return found == fields.end() ? nullptr : &*found;
}

struct Body {
  ContentType type;
  std::string encoding;
  int line = 1;  // of the field that says so, else of the body
};

base::Result<Body> body_of(const std::vector<Field>& fields, std::span<const Line> lines) {
  Body out;
  if (!lines.empty()) out.line = lines.front().number;
  if (const Field* type = find(fields, "Content-Type")) {
    BC_TRY(read, read_content_type(*type));
    out.type = std::move(read);
    out.line = type->line;
  }
  if (const Field* encoding = find(fields, "Content-Transfer-Encoding")) {
    out.encoding = base::trim(encoding->value.substr(0, encoding->value.find('(')));
    out.line = encoding->line;
  }
  return out;
}

base::Result<std::string> read_text(const Body& body, std::span<const Line> lines) {
  if (body.type.type != "text/plain")
    return bad(body.line, 0,
               "a part of type " + base::visible(body.type.type) +
                   " is not read; text/plain is, alone or in multipart/mixed");
  if (body.type.charset != "utf-8" && body.type.charset != "us-ascii")
    return bad(
        body.line, 0,
        "the charset \"" + base::visible(body.type.charset) + "\" is not read; UTF-8 and US-ASCII are");
  BC_TRY(text, decode_body(lines, body.encoding, body.line));
  if (base::valid_utf8_prefix(text) != text.size())
    return bad(body.line, 0, "the text of this part is no UTF-8");
  return text;
}

// The lines between the boundaries; the line end before a boundary is the boundary's.
base::Result<std::vector<std::span<const Line>>> split_parts(const Body& body, std::span<const Line> lines) {
  const std::string boundary = "--" + body.type.boundary;
  if (body.type.boundary.empty()) return bad(body.line, 0, "multipart/mixed without a boundary");
  std::vector<std::span<const Line>> parts;
  std::optional<std::size_t> begin;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const std::string_view text = base::trim(lines[at].text);
    const bool end = text == boundary + "--";
    if (!end && text != boundary) continue;
    if (begin) parts.push_back(lines.subspan(*begin, at - *begin));
    if (parts.size() > kPartsMost) return bad(lines[at].number, 0, "more than 16 parts");
    if (end) return parts;
    begin = at + 1;
  }
  return bad(lines.empty() ? body.line : lines.back().number, 0,
             "the boundary that ends the parts is missing: " + base::visible(boundary) + "--");
}

base::Result<std::string> read_part(std::span<const Line> lines) {
  const std::span<const Line> all = lines;
  BC_TRY(fields, take_fields(lines));
  BC_TRY(body, body_of(fields, lines.empty() ? all : lines));
  return read_text(body, lines);
}

// The banner is no part of it.
void drop_banner(std::vector<Field>& fields) {
  std::erase_if(fields, [](const Field& each) {
    return same_name(each.name, "Comments") && each.value == message::kExerciseBanner;
  });
}

}  // namespace

base::Result<Mail> parse_mail(std::string_view text) {
  const std::vector<Line> all = split_lines(text);
  std::span<const Line> lines(all);
  if (lines.empty()) return bad(1, 0, "there is no mail in it");
  Mail mail;
  BC_TRY(fields, take_fields(lines));
  if (fields.empty()) return bad(1, 0, "a mail begins with fields, such as From: or Subject:");
  BC_TRY(body, body_of(fields, lines));
  std::erase_if(fields, is_about_encoding);
  drop_banner(fields);
  mail.fields = std::move(fields);
  if (body.type.type != "multipart/mixed") {
    BC_TRY(part, read_text(body, lines));
    mail.parts.push_back(std::move(part));
    return mail;
  }
  BC_TRY(parts, split_parts(body, lines));
  for (const auto& each : parts) {
    BC_TRY(part, read_part(each));
    mail.parts.push_back(std::move(part));
  }
  return mail;
}

}  // namespace backchannel::mail
