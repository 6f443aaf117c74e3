// Mail into a form. A field that mail programs add for themselves is passed over; one of RFC 6477 that has no
// place in a form becomes a source note; one of our own that is not known is refused.

#include <algorithm>
#include <charconv>

#include "backchannel/base/format.h"
#include "backchannel/mail/mmhs.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "import_parts.h"
#include "mail_fields.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using mail::Field;

constexpr std::size_t kPartsMost = 2;  // text, enclosure

bool is(const Field& field, std::string_view name) { return base::upper(field.name) == base::upper(name); }

bool begins(const Field& field, std::string_view prefix) {
  return base::upper(field.name).starts_with(base::upper(prefix));
}

std::unexpected<base::Error> at(const Field& field, Code code, std::string reason) {
  return base::fail(code, base::visible(field.name) + ": " + std::move(reason), {{}, field.line, 1});
}

base::Result<std::string> words(const Field& field) {
  auto decoded = mail::decode_words(field.value);
  if (!decoded) return at(field, decoded.error().code, decoded.error().detail);
  if (base::valid_utf8_prefix(*decoded) != decoded->size())
    return at(field, Code::Syntax, "an encoded word holds what is no UTF-8");
  return decoded;
}

template <class Number>
base::Result<Number> number(const Field& field) {
  Number value{};
  const char* const end = field.value.data() + field.value.size();
  const auto read = std::from_chars(field.value.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return at(field, Code::Syntax, "this must be a number");
  return value;
}

class Reader {
 public:
  Reader(const mail::Mail& mail, const doctrine::Catalogue& catalogue) : mail_(mail), catalogue_(catalogue) {}
  base::Result<Imported> run();

 private:
  base::Result<> check_once() const;
  base::Result<> read(const Field& field);
  base::Result<bool> read_standard(const Field& field);
  base::Result<bool> read_own_text(const Field& field);
  base::Result<> read_own(const Field& field);
  base::Result<> read_names(const Field& field, std::vector<std::string>& out);
  base::Result<> read_instructions(const Field& field);
  base::Result<> read_mmhs(const Field& field);
  base::Result<> read_label();
  base::Result<> read_precedence();
  base::Result<> read_copy_precedence();
  [[nodiscard]] base::Result<> check_exempted() const;
  base::Result<> read_parts();

  [[nodiscard]] FormPassOn& pass_on() {
    return out_.form.pass_on ? *out_.form.pass_on : out_.form.pass_on.emplace();
  }
  void keep(const Field& field) {
    out_.form.source_notes.push_back(std::string(field.name) + ": " + field.value);
  }

  const mail::Mail& mail_;
  const doctrine::Catalogue& catalogue_;
  Imported out_;
  std::vector<std::string> instructions_;  // of MMHS-Message-Instructions
};

// RFC 5322 section 3.6 and RFC 6477 section 3: each at most once.
base::Result<> Reader::check_once() const {
  for (auto field = mail_.fields.begin(); field != mail_.fields.end(); ++field) {
    const bool ours = begins(*field, fields::kMmhs) || begins(*field, fields::kOwn);
    const auto named = [&](std::string_view name) { return is(*field, name); };
    constexpr std::array kOnce = {fields::kFrom, fields::kTo,    fields::kCc,        fields::kSubject,
                                  fields::kDate, fields::kLabel, fields::kMtPriority};
    if (!ours && std::ranges::none_of(kOnce, named)) continue;
    if (std::ranges::any_of(fields::kRepeated, named)) continue;
    const auto again =
        std::find_if(mail_.fields.begin(), field, [&](const Field& each) { return is(each, field->name); });
    if (again != field)
      return at(*field, Code::Syntax,
                "this field may stand once, and line " + std::to_string(again->line) + " has it");
  }
  return {};
}

base::Result<> Reader::read_names(const Field& field, std::vector<std::string>& out) {
  const auto addresses = mail::parse_addresses(field.value);
  if (!addresses) return at(field, addresses.error().code, addresses.error().detail);
  for (const mail::Address& each : *addresses) out.push_back(each.name.empty() ? each.address : each.name);
  return {};
}

// A caveat by the doctrine is one; what says nothing here stays as a note.
base::Result<> Reader::read_instructions(const Field& field) {
  const auto strings = mail::parse_military_strings(field.value);
  if (!strings)
    return at(field, Code::Syntax,
              "these must be strings of 1 to 69 letters, figures and ' ( ) + , - . / : = ?, with ; between");
  instructions_ = *strings;
  return {};
}

base::Result<> Reader::read_mmhs(const Field& field) {
  const bool strings = is(field, fields::kCodes);
  const bool string =
      is(field, fields::kReference) || is(field, fields::kIdentifier) || is(field, fields::kPlad);
  if (strings && !mail::parse_military_strings(field.value))
    return at(field, Code::Syntax, "these must be subject indicator codes with ; between");
  if (string && !mail::is_military_string(field.value))
    return at(field, Code::Syntax, "this must be 1 to 69 letters, figures and ' ( ) + , - . / : = ?");
  if (is(field, fields::kAuthorised) && !mail::parse_date(field.value))
    return at(field, Code::Syntax, "this must be a date, such as Mon, 23 Oct 1972 05:25:00 +0000");
  if (is(field, fields::kMessageType) && field.value == fields::kExercise) return {};
  if (is(field, fields::kReference))
    if (const auto given = message::parse_number(field.value); given && out_.form.series.empty())
      out_.form.series = given->series;
  keep(field);
  return {};
}

base::Result<bool> Reader::read_standard(const Field& field) {
  if (is(field, fields::kFrom)) {
    std::vector<std::string> from;
    BC_TRY_VOID(read_names(field, from));
    if (from.size() > 1) return at(field, Code::Syntax, "a message has one author here");
    if (!from.empty()) out_.form.from = from.front();
  } else if (is(field, fields::kTo)) {
    BC_TRY_VOID(read_names(field, out_.form.to));
  } else if (is(field, fields::kCc)) {
    BC_TRY_VOID(read_names(field, out_.form.info));
  } else if (is(field, fields::kExempted)) {
    BC_TRY_VOID(read_names(field, out_.form.exempt));
  } else if (is(field, fields::kBcc)) {
    return at(field, Code::Syntax, "every reader is named in the heading; write To or Cc");
  } else if (is(field, fields::kSubject)) {
    BC_TRY(subject, words(field));
    out_.form.subject = std::move(subject);
  } else if (is(field, fields::kDate)) {
    if (!mail::parse_date(field.value))
      return at(field, Code::Syntax, "this must be a date, such as Mon, 23 Oct 1972 05:25:00 +0000");
    keep(field);
  } else if (is(field, fields::kHandling)) {
    const auto strings = mail::parse_military_strings(field.value);
    if (!strings)
      return at(
          field, Code::Syntax,
          "these must be strings of 1 to 69 letters, figures and ' ( ) + , - . / : = ?, with ; between");
    out_.form.delivery = *strings;
  } else {
    return false;
  }
  return true;
}

// Fields of ours that hold words. A form's own are the same words.
base::Result<bool> Reader::read_own_text(const Field& field) {
  Form& form = out_.form;
  const std::pair<std::string_view, std::string*> single[] = {
      {fields::kOwnClassification, &form.classification},
      {fields::kOwnPrecedence, &form.precedence},
      {fields::kOwnInfoPrecedence, &form.info_precedence},
      {fields::kOwnAlternate, &form.alternate},
      {fields::kOwnMinimize, &form.minimize_reason},
      {fields::kOwnChannel, &form.channel},
      {fields::kOwnSeries, &form.series},
      {fields::kOwnServiceLine, &form.service_line}};
  const std::pair<std::string_view, std::vector<std::string>*> lists[] = {
      {fields::kOwnCaveat, &form.caveats},
      {fields::kOwnDelivery, &form.delivery},
      {fields::kOwnReference, &form.references},
      {fields::kOwnNote, &form.source_notes}};
  const std::pair<std::string_view, std::string FormPassOn::*> pass_on_fields[] = {
      {fields::kOwnPassOnTo, &FormPassOn::to},
      {fields::kOwnPassOnFor, &FormPassOn::for_whom},
      {fields::kOwnPassOnOccasion, &FormPassOn::occasion},
      {fields::kOwnPassOnTime, &FormPassOn::local_time},
      {fields::kOwnPassOnZone, &FormPassOn::zone},
      {fields::kOwnPassOnBehalf, &FormPassOn::on_behalf_of},
      {fields::kOwnPassOnWritten, &FormPassOn::as_written}};
  BC_TRY(value, words(field));
  for (const auto& [name, where] : single)
    if (is(field, name)) return *where = value, true;
  for (const auto& [name, where] : lists)
    if (is(field, name)) return where->push_back(value), true;
  for (const auto& [name, where] : pass_on_fields)
    if (is(field, name)) return pass_on().*where = value, true;
  return false;
}

base::Result<> Reader::read_own(const Field& field) {
  Form& form = out_.form;
  BC_TRY(done, read_own_text(field));
  if (done) return {};
  if (is(field, fields::kOwnAcknowledge)) {
    if (field.value != fields::kYes) return at(field, Code::Syntax, "the only value is yes");
    form.acknowledge = true;
  } else if (is(field, fields::kOwnPassOnDeadline)) {
    BC_TRY(ms, number<std::int64_t>(field));
    form.deadline = base::HandlingTime{ms};
  } else if (is(field, fields::kOwnGarble)) {
    BC_TRY(offset, number<std::uint32_t>(field));
    const std::size_t body = mail_.parts.empty() ? 0 : mail_.parts.back().size();
    if (offset > body) return at(field, Code::Syntax, "the place is behind the end of the text");
    form.garbles.push_back({{}, {}, offset});
  } else if (is(field, fields::kOwnGarbleArrived) || is(field, fields::kOwnGarbleGuess)) {
    if (form.garbles.empty()) return at(field, Code::Syntax, "no garble's offset stands before it");
    BC_TRY(value, words(field));
    (is(field, fields::kOwnGarbleGuess) ? form.garbles.back().editors_guess : form.garbles.back().arrived) =
        value;
  } else {
    return at(field, Code::Syntax, "no field of a form has this name");
  }
  return {};
}

base::Result<> Reader::read(const Field& field) {
  BC_TRY(done, read_standard(field));
  if (done) return {};
  if (begins(field, fields::kOwn)) return read_own(field);
  if (is(field, fields::kInstructions)) return read_instructions(field);
  // These three wait for the fields that they must agree with.
  if (is(field, fields::kPrimaryPrecedence) || is(field, fields::kCopyPrecedence)) return {};
  if (begins(field, fields::kMmhs)) return read_mmhs(field);
  return {};
}

// "marking="TOP SECRET; SENSITIVE"": gives the markings when no field of ours does, and must agree when one
// does.
base::Result<> Reader::read_label() {
  Form& form = out_.form;
  if (const Field* label = mail_.field(fields::kLabel)) {
    const std::string_view value = label->value;
    const auto begin = value.find(fields::kMarkingOpens);
    const auto end =
        begin == std::string_view::npos ? begin : value.find('"', begin + fields::kMarkingOpens.size());
    if (end == std::string_view::npos)
      return at(*label, Code::Syntax,
                "a marking must stand in it, as marking=\"...\" with ; between the words");
    const auto marking =
        value.substr(begin + fields::kMarkingOpens.size(), end - begin - fields::kMarkingOpens.size());
    if (!form.classification.empty()) {
      if (value.substr(begin, end + 1 - begin) != label_value(form))
        return at(*label, Code::Disagreement,
                  "it says " + base::visible(marking) + ", and " + std::string(fields::kOwnClassification) +
                      " and " + std::string(fields::kOwnCaveat) + " say otherwise");
    } else {
      const auto markings = message::parse_marking_string(marking);
      if (!markings) return at(*label, markings.error().code, markings.error().detail);
      form.classification = markings->classification;
      form.caveats = markings->caveats;
    }
  }
  for (const std::string& instruction : instructions_) {
    const auto same = [&](const std::string& caveat) {
      return base::upper(caveat) == base::upper(instruction);
    };
    if (std::ranges::any_of(form.caveats, same)) continue;
    if (catalogue_.recognise(instruction))
      form.caveats.push_back(instruction);
    else
      form.source_notes.push_back(std::string(fields::kInstructions) + ": " + instruction);
  }
  return {};
}

// Fields that say the precedence for action: ours, the one of RFC 6477 and the transport's must agree.
base::Result<> Reader::read_precedence() {
  std::string& own = out_.form.precedence;
  const Field* primary = mail_.field(fields::kPrimaryPrecedence);
  const Field* priority = mail_.field(fields::kMtPriority);
  std::optional<mail::MmhsPrecedence> found;
  for (const Field* field : {primary, priority}) {
    if (field == nullptr) continue;
    const auto read =
        field == priority ? mail::parse_mt_priority(field->value) : mail::parse_mmhs_precedence(field->value);
    if (!read)
      return at(*field, Code::Syntax,
                field == priority ? "this must be a number from -9 to 9"
                                  : "this must be a number from 0 to 5, or a name such as flash");
    if (found && *read != *found)
      return at(*field, Code::Disagreement,
                "it says " + std::string(message::name_of(read->precedence)) + ", and line " +
                    std::to_string(primary->line) + " " + std::string(message::name_of(found->precedence)));
    found = read;
  }
  if (found && found->deferred)
    out_.notes.emplace_back("1972 knew no deferred messages: it goes as ROUTINE.");
  if (found && own.empty()) own = message::name_of(found->precedence);
  if (found && message::precedence_from(own) != found->precedence)
    return at(*mail_.field(fields::kOwnPrecedence), Code::Disagreement,
              "it says " + base::visible(own) + ", and the mail goes as " +
                  std::string(message::name_of(found->precedence)));
  return read_copy_precedence();
}

base::Result<> Reader::read_copy_precedence() {
  const Field* field = mail_.field(fields::kCopyPrecedence);
  if (field == nullptr) return {};
  const auto read = mail::parse_mmhs_precedence(field->value);
  if (!read) return at(*field, Code::Syntax, "this must be a number from 0 to 5, or a name such as flash");
  const auto action = message::precedence_from(out_.form.precedence);
  if (action && read->precedence > *action)
    return at(*field, Code::Disagreement, "the precedence for information may not be the higher one");
  std::string& own = out_.form.info_precedence;
  if (!own.empty() && message::precedence_from(own) != read->precedence)
    return at(*field, Code::Disagreement,
              "it says " + std::string(message::name_of(read->precedence)) + ", and " +
                  std::string(fields::kOwnInfoPrecedence) + " " + base::visible(own));
  if (own.empty() && read->precedence != action) own = message::name_of(read->precedence);
  return {};
}

// Nobody is addressed and exempted.
base::Result<> Reader::check_exempted() const {
  const Form& form = out_.form;
  for (const std::string& name : form.exempt)
    for (const auto* names : {&form.to, &form.info})
      if (std::ranges::find(*names, name) != names->end())
        return at(*mail_.field(fields::kExempted), Code::Disagreement,
                  base::visible(name) + " is exempted, and addressed too");
  return {};
}

base::Result<> Reader::read_parts() {
  if (mail_.parts.size() > kPartsMost)
    return base::fail(
        Code::Syntax,
        "the mail has " + std::to_string(mail_.parts.size()) + " parts; a form has a text and an enclosure",
        {{}, 1, 1});
  if (!mail_.parts.empty()) out_.form.text = mail_.parts.front();
  if (mail_.parts.size() > 1) out_.form.enclosure = mail_.parts.back();
  return {};
}

base::Result<Imported> Reader::run() {
  BC_TRY_VOID(check_once());
  BC_TRY_VOID(read_parts());
  for (const Field& field : mail_.fields) BC_TRY_VOID(read(field));
  BC_TRY_VOID(read_label());
  BC_TRY_VOID(read_precedence());
  BC_TRY_VOID(check_exempted());
  if (out_.form.classification.empty())
    out_.notes.emplace_back("No field gives the classification: write classification and caveats.");
  return std::move(out_);
}

}  // namespace

base::Result<Imported> import_mail(std::string_view text, const doctrine::Catalogue& catalogue) {
  BC_TRY(mail, mail::parse_mail(text));
  return Reader(mail, catalogue).run();
}

}  // namespace backchannel::assembly
