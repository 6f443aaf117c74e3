// A form as mail.

#include "backchannel/base/format.h"
#include "backchannel/mail/mmhs.h"
#include "backchannel/message/precedence.h"
#include "import_parts.h"
#include "mail_fields.h"

namespace backchannel::assembly {

namespace {

using mail::Address;
using mail::Field;

// A name of the net is no address: the domain is reserved so that nobody has it (RFC 6761).
constexpr std::string_view kDomain = "@exercise.invalid";

std::string address_of(std::string_view name) {
  std::string local;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (fits)
      local += c;
    else if (!local.empty() && !local.ends_with('-'))
      local += '-';
  }
  while (local.ends_with('-')) local.pop_back();
  return (local.empty() ? "unnamed" : local.substr(0, 60)) + std::string(kDomain);
}

std::string addresses_of(const std::vector<std::string>& names) {
  std::vector<Address> all;
  for (const std::string& name : names)
    if (!name.empty()) all.push_back({name, address_of(name)});
  return mail::print_addresses(all);
}

class Writer {
 public:
  void raw(std::string_view name, std::string value) {
    fields_.push_back({std::string(name), std::move(value), 0});
  }
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) raw(name, mail::encode_words(value));
  }
  void each(std::string_view name, const std::vector<std::string>& values) {
    for (const std::string& value : values) text(name, value);
  }
  [[nodiscard]] std::vector<Field> take() { return std::move(fields_); }

 private:
  std::vector<Field> fields_;
};

void write_precedence(Writer& out, const Form& form) {
  const auto precedence = message::precedence_from(form.precedence);
  if (precedence) {
    out.raw(fields::kPrimaryPrecedence, mail::print_mmhs_precedence(*precedence));
    const auto information =
        form.info_precedence.empty() ? precedence : message::precedence_from(form.info_precedence);
    if (!form.info.empty() && information && *information <= *precedence)
      out.raw(fields::kCopyPrecedence, mail::print_mmhs_precedence(*information));
    out.raw(fields::kMtPriority, mail::print_mt_priority(*precedence));
  }
  if (!precedence || form.precedence != message::name_of(*precedence))
    out.text(fields::kOwnPrecedence, form.precedence);
  out.text(fields::kOwnInfoPrecedence, form.info_precedence);
}

void write_markings(Writer& out, const Form& form) {
  out.text(fields::kOwnClassification, form.classification);
  out.each(fields::kOwnCaveat, form.caveats);
  if (!form.classification.empty()) out.raw(fields::kLabel, label_value(form));
  if (auto words = mail::print_military_strings(form.caveats))
    out.raw(fields::kInstructions, std::move(*words));
}

void write_pass_on(Writer& out, const Form& form) {
  if (!form.pass_on) return;
  out.raw(fields::kOwnPassOnTo, mail::encode_words(form.pass_on->to));
  out.text(fields::kOwnPassOnFor, form.pass_on->for_whom);
  out.text(fields::kOwnPassOnOccasion, form.pass_on->occasion);
  out.text(fields::kOwnPassOnTime, form.pass_on->local_time);
  out.text(fields::kOwnPassOnZone, form.pass_on->zone);
  out.text(fields::kOwnPassOnBehalf, form.pass_on->on_behalf_of);
  out.text(fields::kOwnPassOnWritten, form.pass_on->as_written);
  if (form.deadline) out.raw(fields::kOwnPassOnDeadline, std::to_string(form.deadline->ms));
}

}  // namespace

// The marking alone: the label itself is in the sealed message, and mail seals nothing.
std::string label_value(const Form& form) {
  std::string marking;
  const auto add = [&marking](std::string_view words) {
    marking += marking.empty() ? "" : "; ";
    for (const char c : base::visible(words))
      marking += c == '"' || c == '\\' || static_cast<unsigned char>(c) > 0x7e ? '?' : c;
  };
  add(form.classification);
  for (const std::string& caveat : form.caveats) add(caveat);
  std::string single;
  for (const char c : marking)
    if (c != ' ' || !single.ends_with(' ')) single += c;
  return std::string(fields::kMarkingOpens) + std::string(base::trim(single)) + "\"";
}

std::string to_mail(const Form& form, const std::vector<Field>& more) {
  Writer out;
  out.raw(fields::kFrom, addresses_of({form.from}));
  if (!form.to.empty()) out.raw(fields::kTo, addresses_of(form.to));
  if (!form.info.empty()) out.raw(fields::kCc, addresses_of(form.info));
  if (!form.exempt.empty()) out.raw(fields::kExempted, addresses_of(form.exempt));
  out.text(fields::kSubject, form.subject);
  for (const Field& field : more) out.raw(field.name, field.value);
  out.raw(fields::kMessageType, std::string(fields::kExercise));
  write_precedence(out, form);
  write_markings(out, form);
  if (auto words = mail::print_military_strings(form.delivery))
    out.raw(fields::kHandling, std::move(*words));
  else
    out.each(fields::kOwnDelivery, form.delivery);
  out.text(fields::kOwnChannel, form.channel);
  out.text(fields::kOwnSeries, form.series);
  out.text(fields::kOwnServiceLine, form.service_line);
  out.text(fields::kOwnAlternate, form.alternate);
  out.text(fields::kOwnMinimize, form.minimize_reason);
  out.each(fields::kOwnReference, form.references);
  if (form.acknowledge) out.raw(fields::kOwnAcknowledge, std::string(fields::kYes));
  write_pass_on(out, form);
  for (const message::Garble& garble : form.garbles) {
    out.raw(fields::kOwnGarble, std::to_string(garble.offset));
    out.text(fields::kOwnGarbleArrived, garble.arrived);
    out.text(fields::kOwnGarbleGuess, garble.editors_guess);
  }
  out.each(fields::kOwnNote, form.source_notes);
  mail::Mail mail{out.take(), {form.text}};
  if (!form.enclosure.empty()) mail.parts.push_back(form.enclosure);
  return mail::print_mail(mail);
}

}  // namespace backchannel::assembly
