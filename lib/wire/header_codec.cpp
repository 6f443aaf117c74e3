#include "backchannel/base/limits.h"
#include "backchannel/wire/codec.h"
#include "convert.h"
#include "schema_io.h"

namespace backchannel::wire {

namespace {

constexpr std::size_t kDeliveryMax = 32;  // delivery instructions on one message

void fill_recipient(v1::Recipient& out, const message::Recipient& in) {
  out.set_person(in.person.value);
  out.set_station(in.station.value);
  out.set_key(base::to_text(in.key.view()));
  out.set_action(in.action);
  out.set_precedence(static_cast<v1::Precedence>(in.precedence));
  out.set_copy_number(in.copy_number);
  out.set_pair_sequence(in.pair_sequence);
  out.set_alternate_of(in.alternate_of);
  out.set_collective(in.collective);
}

message::Recipient read_recipient(Fields& fields, const v1::Recipient& in) {
  message::Recipient out;
  out.person = base::PersonName(fields.name(in.person(), "recipient.person"));
  out.station = base::NodeName(fields.required_name(in.station(), "recipient.station"));
  out.key = fields.id<base::KeyId>(in.key(), "recipient.key");
  out.action = in.action();
  out.precedence =
      fields.one_of(in.precedence(), message::Precedence::EmergencyCommand, "recipient.precedence");
  out.copy_number = in.copy_number();
  out.pair_sequence = in.pair_sequence();
  out.alternate_of =
      fields.number<std::uint32_t>(in.alternate_of(), 0, base::kRecipientsMax, "recipient.alternate_of");
  out.collective = fields.name(in.collective(), "recipient.collective");
  return out;
}

}  // namespace

void fill(v1::Number& out, const message::Number& in) {
  out.set_series(in.series);
  out.set_trip(in.trip);
  out.set_serial(in.serial);
}

message::Number read(Fields& fields, v1::Number& in) {
  message::Number out;
  out.series = fields.name(in.series(), "number.series");
  out.trip = fields.name(in.trip(), "number.trip");
  out.serial = in.serial();
  return out;
}

void fill(v1::Header& out, const message::Header& in) {
  out.set_message(base::to_text(in.message.view()));
  out.set_kind(static_cast<v1::Kind>(in.kind));
  out.set_created(in.created.ms);
  out.set_expires(in.expires.ms);
  out.set_originator(in.originator.value);
  out.set_originator_node(in.originator_node.value);
  for (const auto& recipient : in.recipients) fill_recipient(*out.add_recipients(), recipient);
  fill(*out.mutable_number(), in.number);
  out.set_channel(in.channel);
  for (const auto& instruction : in.delivery) out.add_delivery(instruction);
  out.set_service_line(in.service_line);
  out.set_copies(in.copies);
  out.set_size_class(in.size_class);
  out.set_date_time_group(in.date_time_group.ms);
  out.set_minimize_reason(in.minimize_reason);
  if (in.release) fill(*out.mutable_release(), *in.release);
}

message::Header read(Fields& fields, v1::Header& in) {
  message::Header out;
  out.message = fields.id<base::MessageId>(in.message(), "header.message");
  out.kind = fields.one_of(in.kind(), message::Kind::Statement, "header.kind");
  out.created = fields.time(in.created(), "header.created");
  out.expires = fields.time(in.expires(), "header.expires");
  out.originator = base::PersonName(fields.name(in.originator(), "header.originator"));
  out.originator_node = base::NodeName(fields.required_name(in.originator_node(), "header.originator_node"));
  if (fields.count(in.recipients_size(), 1, base::kRecipientsMax, "header.recipients")) {
    for (const auto& recipient : in.recipients()) out.recipients.push_back(read_recipient(fields, recipient));
  }
  fields.present(in.has_number(), "header.number");
  out.number = read(fields, *in.mutable_number());
  out.channel = fields.name(in.channel(), "header.channel");
  if (fields.count(in.delivery_size(), 0, kDeliveryMax, "header.delivery")) {
    for (const auto& instruction : in.delivery()) {
      out.delivery.push_back(fields.text(instruction, base::kLineBytesMax, "header.delivery"));
    }
  }
  out.service_line = fields.text(in.service_line(), base::kLineBytesMax, "header.service_line");
  out.copies = in.copies();
  fields.present(in.has_size_class(), "header.size_class");
  out.size_class = in.size_class();
  out.date_time_group = fields.time(in.date_time_group(), "header.date_time_group");
  out.minimize_reason = fields.text(in.minimize_reason(), base::kLineBytesMax, "header.minimize_reason");
  if (in.has_release()) out.release = read(fields, *in.mutable_release());
  return out;
}

base::Bytes encode(const message::Header& header) { return encode_as<v1::Header>(header); }

base::Result<message::Header> decode_header(base::BytesView bytes) {
  return decode_as<v1::Header, message::Header>(bytes, base::kHeaderBytesMax);
}

}  // namespace backchannel::wire
