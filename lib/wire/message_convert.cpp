#include "backchannel/base/limits.h"
#include "convert.h"

namespace backchannel::wire {

namespace {

constexpr std::size_t kLinesMax = 1'024;  // references, garbles, printed markings or notes on one message

using Lines = google::protobuf::RepeatedPtrField<std::string>;
using Numbers = google::protobuf::RepeatedField<std::uint32_t>;

void fill_lines(Lines& out, const std::vector<std::string>& in) { out.Assign(in.begin(), in.end()); }

std::vector<std::string> read_lines(Fields& fields, Lines& in, std::string_view where) {
  std::vector<std::string> out;
  if (!fields.count(in.size(), 0, kLinesMax, where)) return out;
  out.reserve(static_cast<std::size_t>(in.size()));  // growing would leave short lines behind in freed memory
  for (auto& line : in) out.push_back(fields.text(std::move(line), base::kLineBytesMax, where));
  return out;
}

// Order and repetition are not looked at here: a set encodes ascending, so the comparison of encodings
// refuses both.
std::set<message::CategoryNumber> read_set(const Numbers& in) { return {in.begin(), in.end()}; }

void fill_pass_on(v1::PassOn& out, const message::PassOn& in) {
  out.set_to(in.to);
  out.set_for_whom(in.for_whom);
  out.set_occasion(in.occasion);
  if (in.deadline) out.set_deadline(in.deadline->ms);
  out.set_zone(in.zone);
  out.set_on_behalf_of(in.on_behalf_of);
  out.set_as_written(in.as_written);
}

message::PassOn read_pass_on(Fields& fields, v1::PassOn& in) {
  const auto line = [&](std::string* text, std::string_view where) {
    return fields.text(std::move(*text), base::kLineBytesMax, where);
  };
  message::PassOn out;
  out.to = line(in.mutable_to(), "pass_on.to");
  out.for_whom = line(in.mutable_for_whom(), "pass_on.for_whom");
  out.occasion = line(in.mutable_occasion(), "pass_on.occasion");
  if (in.has_deadline()) out.deadline = fields.time(in.deadline(), "pass_on.deadline");
  out.zone = fields.name(in.zone(), "pass_on.zone");
  out.on_behalf_of = line(in.mutable_on_behalf_of(), "pass_on.on_behalf_of");
  out.as_written = line(in.mutable_as_written(), "pass_on.as_written");
  return out;
}

void fill_provenance(v1::Provenance& out, const message::Provenance& in) {
  fill(*out.mutable_number(), in.number);
  out.set_message(base::to_text(in.message.view()));
  out.set_originator(in.originator.value);
  out.set_originator_node(in.originator_node.value);
  fill(*out.mutable_label(), in.label);
  out.set_enclosure(base::to_text(in.enclosure.view()));
  out.set_changed(in.changed);
  out.set_authority(in.authority);
}

message::Provenance read_provenance(Fields& fields, v1::Provenance& in) {
  fields.present(in.has_number(), "provenance.number");
  fields.present(in.has_label(), "provenance.label");
  message::Provenance out;
  out.number = read(fields, *in.mutable_number());
  out.message = fields.id<base::MessageId>(in.message(), "provenance.message");
  out.originator = base::PersonName(fields.name(in.originator(), "provenance.originator"));
  out.originator_node = base::NodeName(fields.name(in.originator_node(), "provenance.originator_node"));
  out.label = read(fields, *in.mutable_label());
  out.enclosure = fields.id<base::Digest>(in.enclosure(), "provenance.enclosure");
  out.changed = in.changed();
  out.authority =
      fields.text(std::move(*in.mutable_authority()), base::kLineBytesMax, "provenance.authority");
  return out;
}

std::vector<message::Garble> read_garbles(Fields& fields, v1::Message& in) {
  std::vector<message::Garble> out;
  if (!fields.count(in.garbles_size(), 0, kLinesMax, "message.garbles")) return out;
  out.reserve(static_cast<std::size_t>(in.garbles_size()));
  for (auto& garble : *in.mutable_garbles()) {
    out.push_back({
        .arrived = fields.text(std::move(*garble.mutable_arrived()), base::kLineBytesMax, "garble.arrived"),
        .editors_guess = fields.text(std::move(*garble.mutable_editors_guess()), base::kLineBytesMax,
                                     "garble.editors_guess"),
        .offset = garble.offset(),
    });
  }
  return out;
}

}  // namespace

void fill(v1::Label& out, const message::Label& in) {
  out.set_classification(in.classification);
  out.mutable_restrictive()->Assign(in.restrictive.begin(), in.restrictive.end());
  out.mutable_permissive()->Assign(in.permissive.begin(), in.permissive.end());
  out.mutable_informative()->Assign(in.informative.begin(), in.informative.end());
}

message::Label read(Fields& fields, v1::Label& in) {
  message::Label out;
  out.classification = fields.number<message::ClassificationNumber>(
      in.classification(), 0, message::kClassificationMax, "label.classification");
  out.restrictive = read_set(in.restrictive());
  out.permissive = read_set(in.permissive());
  out.informative = read_set(in.informative());
  return out;
}

void fill(v1::Message& out, const message::Message& in) {
  out.set_subject(in.subject);
  out.set_text(in.text);
  out.set_enclosure(in.enclosure);
  if (in.pass_on) fill_pass_on(*out.mutable_pass_on(), *in.pass_on);
  if (in.provenance) fill_provenance(*out.mutable_provenance(), *in.provenance);
  fill_lines(*out.mutable_references(), in.references);
  for (const auto& garble : in.garbles) {
    auto& added = *out.add_garbles();
    added.set_arrived(garble.arrived);
    added.set_editors_guess(garble.editors_guess);
    added.set_offset(garble.offset);
  }
  fill_lines(*out.mutable_markings_as_written(), in.markings_as_written);
  fill_lines(*out.mutable_source_notes(), in.source_notes);
  out.set_acknowledge(in.acknowledge);
}

message::Message read(Fields& fields, v1::Message& in) {
  message::Message out;
  if (in.text().size() + in.enclosure().size() > base::kBodyBytesMax) {
    fields.refuse(base::Code::TooLarge, "message",
                  "text and enclosure together are over the limit of a body");
  }
  out.subject = fields.text(std::move(*in.mutable_subject()), base::kLineBytesMax, "message.subject");
  out.text = std::move(*in.mutable_text());
  out.enclosure = std::move(*in.mutable_enclosure());
  if (in.has_pass_on()) out.pass_on = read_pass_on(fields, *in.mutable_pass_on());
  if (in.has_provenance()) out.provenance = read_provenance(fields, *in.mutable_provenance());
  out.references = read_lines(fields, *in.mutable_references(), "message.references");
  out.garbles = read_garbles(fields, in);
  out.markings_as_written =
      read_lines(fields, *in.mutable_markings_as_written(), "message.markings_as_written");
  out.source_notes = read_lines(fields, *in.mutable_source_notes(), "message.source_notes");
  out.acknowledge = in.acknowledge();
  return out;
}

}  // namespace backchannel::wire
