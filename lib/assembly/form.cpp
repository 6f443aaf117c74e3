#include "backchannel/assembly/form.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "backchannel/text/value.h"
#include "form_keys.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using text::Reader;
using text::Value;

// Room for a text that is over the limit of a body: composing says so, with the other refusals.
constexpr std::size_t kFormBytesMax = 4 * base::kBodyBytesMax;
constexpr std::int64_t kFillBytesMax = 2 * static_cast<std::int64_t>(base::kBodyBytesMax);
constexpr std::string_view kGarbleMarker = "[garble]";

std::string joined(std::string_view table, std::string_view key) {
  return table.empty() ? std::string(key) : std::string(table) + "." + std::string(key);
}

// Where each value stands: "to", "to.1" for the second of a list, "pass_on.zone".
void note_places(const Value& table, std::string_view prefix, Form& form) {
  const text::Table* members = table.table();
  if (members == nullptr) return;
  for (const auto& [key, value] : *members) {
    const std::string name = joined(prefix, key);
    form.places.emplace_back(name, value.where);
    if (const text::Array* elements = value.array())
      for (std::size_t i = 0; i < elements->size(); ++i)
        form.places.emplace_back(name + "." + std::to_string(i), (*elements)[i].where);
    note_places(value, name, form);
  }
}

base::Result<FormPassOn> read_pass_on(const Value& table, Form& form) {
  Reader reader(table, "[pass_on]");
  FormPassOn out;
  out.to = reader.required_string(keys::kTo);
  out.for_whom = reader.optional_string(keys::kForWhom);
  out.occasion = reader.optional_string(keys::kOccasion);
  out.local_time = reader.optional_string(keys::kLocalTime);
  out.zone = reader.optional_string(keys::kZone);
  out.on_behalf_of = reader.optional_string(keys::kOnBehalfOf);
  out.as_written = reader.optional_string(keys::kAsWritten);
  constexpr std::int64_t kTimeMsMax = std::int64_t{1} << 53;
  if (reader.optional_value(keys::kDeadlineMs) != nullptr)
    form.deadline = base::HandlingTime{reader.required_integer(keys::kDeadlineMs, -kTimeMsMax, kTimeMsMax)};
  if (!out.local_time.empty() && out.zone.empty())
    reader.complain(Code::Syntax, "'local_time' in [pass_on] needs 'zone': whose clock shows it",
                    reader.where_of(keys::kLocalTime), "write for example zone = \"Europe/Paris\"");
  BC_TRY_VOID(reader.finish());
  return out;
}

// `at` are words around the place; the marker among them, or else their beginning, is the place.
base::Result<message::Garble> read_garble(const Value& table, const std::string& body) {
  Reader reader(table, "[[garble]]");
  message::Garble out;
  out.arrived = reader.optional_string(keys::kArrived);
  out.editors_guess = reader.optional_string(keys::kEditorsGuess);
  if (reader.optional_value(keys::kOffset) != nullptr) {
    out.offset = static_cast<std::uint32_t>(
        reader.required_integer(keys::kOffset, 0, static_cast<std::int64_t>(body.size())));
    (void)reader.optional_string(keys::kAt);
  } else {
    const std::string at = reader.required_string(keys::kAt);
    const auto found = body.find(at);
    if (at.empty() || found == std::string::npos) {
      reader.complain(
          Code::Syntax,
          "the words \"" + base::visible(at) + "\" of 'at' in [[garble]] do not stand in the text",
          reader.where_of(keys::kAt), "copy them from the enclosure, or from the text if there is none");
    } else {
      const auto marker = at.find(kGarbleMarker);
      out.offset = static_cast<std::uint32_t>(found + (marker == std::string::npos ? 0 : marker));
    }
  }
  BC_TRY_VOID(reader.finish());
  return out;
}

base::Result<> read_source(const Value& table, Form& form) {
  Reader reader(table, "[source]");
  const std::string citation = reader.optional_string(keys::kCitation);
  const std::vector<std::string> marks = reader.optional_strings(keys::kPageMarks);
  const std::string note = reader.optional_string(keys::kSourceNote);
  const std::string basis = reader.optional_string(keys::kBasis);
  BC_TRY_VOID(reader.finish());
  if (!citation.empty()) form.source_notes.push_back("citation: " + citation);
  for (const std::string& mark : marks) form.source_notes.push_back("page mark: " + mark);
  if (!note.empty()) form.source_notes.push_back(note);
  if (!basis.empty()) form.source_notes.push_back("basis: " + basis);
  return {};
}

template <std::size_t N, class Tag>
void read_id(Reader& reader, std::string_view key, base::Id<N, Tag>& out) {
  base::Bytes bytes;
  if (base::from_hex(reader.required_string(key), bytes) && bytes.size() == N) {
    out = base::Id<N, Tag>::from_bytes(bytes);
    return;
  }
  reader.complain(Code::Syntax,
                  "'" + std::string(key) + "' must be " + std::to_string(2 * N) + " hexadecimal digits",
                  reader.where_of(key));
}

void read_numbers(Reader& reader, std::string_view key, std::set<message::CategoryNumber>& out) {
  const Value* value = reader.optional_value(key);
  const text::Array* elements = value == nullptr ? nullptr : value->array();
  if (elements == nullptr) return;
  for (const Value& element : *elements) {
    const auto number = element.integer();
    if (number && *number >= 0 && *number <= std::int64_t{0xffff'ffff})
      out.insert(static_cast<message::CategoryNumber>(*number));
    else
      reader.complain(Code::Syntax, "'" + std::string(key) + "' must be numbers of markings", element.where);
  }
}

base::Result<message::Provenance> read_provenance(const Value& table) {
  Reader reader(table, "[provenance]");
  message::Provenance out;
  out.number.series = reader.optional_string(keys::kSeries);
  out.number.trip = reader.optional_string(keys::kTrip);
  out.number.serial = static_cast<std::uint32_t>(reader.optional_integer(keys::kSerial, 0, 0, 0xffff'ffff));
  read_id(reader, keys::kMessage, out.message);
  out.originator = base::PersonName(reader.optional_string(keys::kOriginator));
  out.originator_node = base::NodeName(reader.optional_string(keys::kOriginatorNode));
  out.label.classification = static_cast<message::ClassificationNumber>(
      reader.optional_integer(keys::kClassification, 1, 0, message::kClassificationMax));
  read_numbers(reader, keys::kRestrictive, out.label.restrictive);
  read_numbers(reader, keys::kPermissive, out.label.permissive);
  read_numbers(reader, keys::kInformative, out.label.informative);
  read_id(reader, keys::kEnclosure, out.enclosure);
  out.changed = reader.optional_boolean(keys::kChanged, false);
  out.authority = reader.optional_string(keys::kAuthority);
  BC_TRY_VOID(reader.finish());
  return out;
}

void fill_text(Form& form, std::int64_t bytes) {
  const std::string once = form.text;
  const auto wanted = static_cast<std::size_t>(bytes);
  if (once.empty()) return;
  form.text.reserve(wanted);
  while (form.text.size() < wanted) form.text.append(once, 0, wanted - form.text.size());
  // A character that was cut in two would make the text unreadable: leave it out.
  std::size_t begin = form.text.size();
  while (begin > 0 && (static_cast<unsigned char>(form.text[begin - 1]) & 0xC0U) == 0x80U) --begin;
  if (begin == 0 || form.text.size() == once.size()) return;
  const auto lead = static_cast<unsigned char>(form.text[begin - 1]);
  const std::size_t length = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : lead >= 0xC0U ? 2 : 1;
  if (form.text.size() - (begin - 1) < length) form.text.resize(begin - 1);
}

void read_heading(Reader& reader, Form& form) {
  form.from = reader.optional_string(keys::kFrom);
  form.to = reader.optional_strings(keys::kTo);
  form.info = reader.optional_strings(keys::kInfo);
  form.exempt = reader.optional_strings(keys::kExempt);
  form.alternate = reader.optional_string(keys::kAlternate);
  form.classification = reader.optional_string(keys::kClassification);
  form.precedence = reader.optional_string(keys::kPrecedence);
  form.info_precedence = reader.optional_string(keys::kInfoPrecedence);
  form.caveats = reader.optional_strings(keys::kCaveats);
  form.channel = reader.optional_string(keys::kChannel);
  form.series = reader.optional_string(keys::kSeries);
  form.delivery = reader.optional_strings(keys::kDelivery);
  form.service_line = reader.optional_string(keys::kServiceLine);
  form.minimize_reason = reader.optional_string(keys::kMinimizeReason);
  form.subject = reader.optional_string(keys::kSubject);
  form.references = reader.optional_strings(keys::kReferences);
  form.acknowledge = reader.optional_boolean(keys::kAcknowledge, false);
}

}  // namespace

base::Where Form::where(std::string_view key) const {
  while (true) {
    const auto found =
        std::ranges::find(places, key, [](const auto& place) { return std::string_view(place.first); });
    if (found != places.end()) return found->second;
    const auto dot = key.rfind('.');
    if (dot == std::string_view::npos) return {};
    key = key.substr(0, dot);
  }
}

base::Result<Form> parse_form(std::string_view toml, std::string_view file_name) {
  if (toml.size() > kFormBytesMax)
    return base::fail(Code::TooLarge, base::visible(file_name) + " has " + base::grouped(toml.size()) +
                                          " bytes, a form at most " + base::grouped(kFormBytesMax));
  BC_TRY(table, text::parse_toml(toml, file_name));
  Form form;
  Reader reader(table, "the form");
  read_heading(reader, form);
  form.text = reader.optional_string(keys::kText);
  form.enclosure = reader.optional_string(keys::kEnclosure);
  const auto fill = reader.optional_integer(keys::kFillToBytes, 0, 0, kFillBytesMax);
  form.source_notes = reader.optional_strings(keys::kSourceNotes);
  const Value* pass_on = reader.optional_value(keys::kPassOn);
  const std::vector<Value> garbles = reader.optional_tables(keys::kGarble);
  const Value* source = reader.optional_value(keys::kSource);
  const Value* provenance = reader.optional_value(keys::kProvenance);
  BC_TRY_VOID(reader.finish());
  fill_text(form, fill);
  if (pass_on != nullptr) {
    BC_TRY(read, read_pass_on(*pass_on, form));
    form.pass_on = std::move(read);
  }
  for (const Value& garble : garbles) {
    BC_TRY(read, read_garble(garble, form.enclosure.empty() ? form.text : form.enclosure));
    form.garbles.push_back(std::move(read));
  }
  if (source != nullptr) BC_TRY_VOID(read_source(*source, form));
  if (provenance != nullptr) {
    BC_TRY(read, read_provenance(*provenance));
    form.provenance = std::move(read);
  }
  note_places(table, {}, form);
  return form;
}

}  // namespace backchannel::assembly
