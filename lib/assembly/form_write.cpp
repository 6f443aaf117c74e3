// A form as TOML: what a draft holds, and what an author may take out, change and compose again.

#include "backchannel/assembly/form.h"
#include "form_keys.h"

namespace backchannel::assembly {

namespace {

void escape(std::string& out, char c, bool many_lines) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n' && many_lines) {
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (byte < 0x20 || byte == 0x7F) {
    out += "\\u00";
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  } else {
    out += c;
  }
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) escape(out, c, false);
  return out + "\"";
}

// Paragraphs stay readable.
std::string quoted_lines(std::string_view text) {
  if (!text.contains('\n')) return quoted(text);
  std::string out = "\"\"\"\n";
  for (const char c : text) escape(out, c, true);
  return out + "\"\"\"";
}

class Writer {
 public:
  void table(std::string_view header) { out_.append("\n").append(header).append("\n"); }
  void raw(std::string_view key, std::string_view value) {
    out_.append(key).append(" = ").append(value).append("\n");
  }
  void text(std::string_view key, std::string_view value) {
    if (!value.empty()) raw(key, quoted_lines(value));
  }
  void number(std::string_view key, std::int64_t value) { raw(key, std::to_string(value)); }
  void list(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::string line;
    for (const std::string& value : values) line += (line.empty() ? "[" : ", ") + quoted(value);
    raw(key, line + "]");
  }
  void numbers(std::string_view key, const std::set<message::CategoryNumber>& values) {
    if (values.empty()) return;
    std::string line;
    for (const auto value : values) line += (line.empty() ? "[" : ", ") + std::to_string(value);
    raw(key, line + "]");
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void write_heading(Writer& out, const Form& form) {
  out.text(keys::kFrom, form.from);
  out.list(keys::kTo, form.to);
  out.list(keys::kInfo, form.info);
  out.list(keys::kExempt, form.exempt);
  out.text(keys::kAlternate, form.alternate);
  out.text(keys::kClassification, form.classification);
  out.text(keys::kPrecedence, form.precedence);
  out.text(keys::kInfoPrecedence, form.info_precedence);
  out.list(keys::kCaveats, form.caveats);
  out.text(keys::kChannel, form.channel);
  out.text(keys::kSeries, form.series);
  out.list(keys::kDelivery, form.delivery);
  out.text(keys::kServiceLine, form.service_line);
  out.text(keys::kMinimizeReason, form.minimize_reason);
  out.text(keys::kSubject, form.subject);
  out.list(keys::kReferences, form.references);
  if (form.acknowledge) out.raw(keys::kAcknowledge, "true");
}

void write_pass_on(Writer& out, const FormPassOn& pass_on,
                   const std::optional<base::HandlingTime>& deadline) {
  out.table("[pass_on]");
  out.raw(keys::kTo, quoted(pass_on.to));
  out.text(keys::kForWhom, pass_on.for_whom);
  out.text(keys::kOccasion, pass_on.occasion);
  out.text(keys::kLocalTime, pass_on.local_time);
  out.text(keys::kZone, pass_on.zone);
  out.text(keys::kOnBehalfOf, pass_on.on_behalf_of);
  out.text(keys::kAsWritten, pass_on.as_written);
  if (deadline) out.number(keys::kDeadlineMs, deadline->ms);
}

void write_provenance(Writer& out, const message::Provenance& provenance) {
  out.table("[provenance]");
  out.text(keys::kSeries, provenance.number.series);
  out.text(keys::kTrip, provenance.number.trip);
  out.number(keys::kSerial, provenance.number.serial);
  out.text(keys::kMessage, base::to_hex(provenance.message.view()));
  out.text(keys::kOriginator, provenance.originator.value);
  out.text(keys::kOriginatorNode, provenance.originator_node.value);
  out.number(keys::kClassification, provenance.label.classification);
  out.numbers(keys::kRestrictive, provenance.label.restrictive);
  out.numbers(keys::kPermissive, provenance.label.permissive);
  out.numbers(keys::kInformative, provenance.label.informative);
  out.text(keys::kEnclosure, base::to_hex(provenance.enclosure.view()));
  if (provenance.changed) out.raw(keys::kChanged, "true");
  out.text(keys::kAuthority, provenance.authority);
}

}  // namespace

std::string to_toml(const Form& form) {
  Writer out;
  write_heading(out, form);
  out.text(keys::kText, form.text);
  out.text(keys::kEnclosure, form.enclosure);
  out.list(keys::kSourceNotes, form.source_notes);
  if (form.pass_on) write_pass_on(out, *form.pass_on, form.deadline);
  for (const message::Garble& garble : form.garbles) {
    out.table("[[garble]]");
    out.number(keys::kOffset, garble.offset);
    out.text(keys::kArrived, garble.arrived);
    out.text(keys::kEditorsGuess, garble.editors_guess);
  }
  if (form.provenance) write_provenance(out, *form.provenance);
  return out.take();
}

}  // namespace backchannel::assembly
