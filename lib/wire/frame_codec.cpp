#include "backchannel/base/limits.h"
#include "backchannel/wire/codec.h"
#include "convert.h"
#include "schema_io.h"

namespace backchannel::wire {

namespace {

using wire::fill;
using wire::read;

using LegNumbers = google::protobuf::RepeatedField<std::uint32_t>;

constexpr std::uint32_t kCircuitNumberMax = 999;

Legs read_legs(Fields& fields, const LegNumbers& in, std::size_t low, std::string_view where) {
  Legs out;
  if (!fields.count(in.size(), low, base::kRecipientsMax, where)) return out;
  for (const std::uint32_t leg : in) {
    const auto number = fields.number<std::uint16_t>(leg, 0, base::kRecipientsMax - 1, where);
    if (!out.empty() && number <= out.back())
      fields.refuse(base::Code::Frame, where, "not strictly ascending");
    out.push_back(number);
  }
  return out;
}

void fill_legs(LegNumbers& out, const Legs& in) { out.Assign(in.begin(), in.end()); }

void fill(v1::Consignment& out, const Consignment& in) {
  out.set_transfer(base::to_text(in.transfer.view()));
  out.set_copy(in.copy);
  fill_legs(*out.mutable_legs(), in.legs);
}

std::uint8_t read_copy(Fields& fields, std::uint32_t copy) {
  return fields.number<std::uint8_t>(copy, 1, UINT8_MAX, "copy");
}

// An offset or a size within one transfer.
std::uint64_t read_extent(Fields& fields, std::uint64_t value, std::string_view where) {
  return fields.number<std::uint64_t>(value, 0, base::kSealedBytesMax, where);
}

// Nobody holds more than a queue: the bound keeps sums of credits from overflowing.
std::uint64_t read_credit(Fields& fields, std::uint64_t value) {
  return fields.number<std::uint64_t>(value, 0, base::kQueueBytesMax, "credit");
}

template <class Proto>
Consignment read_consignment(Fields& fields, const Proto& in) {
  fields.present(in.has_consignment(), "consignment");
  const v1::Consignment& from = in.consignment();
  Consignment out;
  out.transfer = fields.id<base::TransferId>(from.transfer(), "consignment.transfer");
  out.copy = read_copy(fields, from.copy());
  out.legs = read_legs(fields, from.legs(), 1, "consignment.legs");
  return out;
}

void fill(v1::Hello& out, const Hello& in) {
  out.set_version(in.version);
  out.set_role(in.role);
  out.set_store(base::to_text(in.store.view()));
  out.set_roster(base::to_text(in.roster.view()));
  out.set_handling(in.handling.ms);
  out.set_answer(in.answer);
}

Hello read(Fields& fields, v1::Hello& in) {
  Hello out;
  out.version = in.version();
  out.role = fields.number<std::uint8_t>(in.role(), 0, UINT8_MAX, "hello.role");
  out.store = fields.id<base::StoreUuid>(in.store(), "hello.store");
  out.roster = fields.id<base::Digest>(in.roster(), "hello.roster");
  out.handling = fields.time(in.handling(), "hello.handling");
  out.answer = in.answer();
  return out;
}

void fill(v1::Offer& out, const Offer& in) {
  fill(*out.mutable_consignment(), in.consignment);
  out.set_size(in.size);
  out.set_header(base::to_text(in.header));
  out.set_label(base::to_text(in.label));
  for (const auto& stamp : in.stamps) fill(*out.add_stamps(), stamp);
  out.set_circuit_number(in.circuit_number);
  if (in.body) out.set_body(base::to_text(*in.body));
}

Offer read(Fields& fields, v1::Offer& in) {
  Offer out;
  out.consignment = read_consignment(fields, in);
  out.size = read_extent(fields, in.size(), "offer.size");
  out.header = fields.blob(in.header(), base::kHeaderBytesMax, "offer.header");
  out.label = fields.blob(in.label(), base::kLabelBytesMax, "offer.label");
  if (fields.count(in.stamps_size(), 0, base::kHopsMax, "offer.stamps")) {
    for (auto& stamp : *in.mutable_stamps()) out.stamps.push_back(read(fields, stamp));
  }
  out.circuit_number =
      fields.number<std::uint32_t>(in.circuit_number(), 0, kCircuitNumberMax, "offer.circuit_number");
  if (in.has_body()) out.body = fields.blob(in.body(), base::kChunkBytesMax, "offer.body");
  return out;
}

void fill(v1::Go& out, const Go& in) {
  fill(*out.mutable_consignment(), in.consignment);
  out.set_offset(in.offset);
  out.set_credit(in.credit);
}

Go read(Fields& fields, v1::Go& in) {
  Go out;
  out.consignment = read_consignment(fields, in);
  out.offset = read_extent(fields, in.offset(), "go.offset");
  out.credit = read_credit(fields, in.credit());
  return out;
}

void fill(v1::Have& out, const Have& in) { fill(*out.mutable_consignment(), in.consignment); }
Have read(Fields& fields, v1::Have& in) { return {read_consignment(fields, in)}; }

void fill(v1::Refuse& out, const Refuse& in) {
  fill(*out.mutable_consignment(), in.consignment);
  out.set_code(static_cast<std::uint32_t>(in.code));
  out.set_stable(in.stable);
}

Refuse read(Fields& fields, v1::Refuse& in) {
  Refuse out;
  out.consignment = read_consignment(fields, in);
  const auto number = fields.number<std::uint16_t>(in.code(), 1, UINT16_MAX, "refuse.code");
  if (const auto code = base::code_from_number(number)) {
    out.code = *code;
  } else {
    fields.refuse(base::Code::Frame, "refuse.code", "not in the error table");
  }
  out.stable = in.stable();
  return out;
}

void fill(v1::Busy& out, const Busy& in) {
  fill(*out.mutable_consignment(), in.consignment);
  out.set_retry_after_ms(in.retry_after_ms);
}
Busy read(Fields& fields, v1::Busy& in) { return {read_consignment(fields, in), in.retry_after_ms()}; }

void fill(v1::Chunk& out, const Chunk& in) {
  out.set_transfer(base::to_text(in.transfer.view()));
  out.set_copy(in.copy);
  out.set_offset(in.offset);
  out.set_data(base::to_text(in.data));
  fill_legs(*out.mutable_last_legs(), in.last_legs);
}

Chunk read(Fields& fields, v1::Chunk& in) {
  Chunk out;
  out.transfer = fields.id<base::TransferId>(in.transfer(), "chunk.transfer");
  out.copy = read_copy(fields, in.copy());
  out.offset = read_extent(fields, in.offset(), "chunk.offset");
  out.data = fields.blob(in.data(), base::kChunkBytesMax, "chunk.data");
  if (out.offset + out.data.size() > base::kSealedBytesMax) {
    fields.refuse(base::Code::Frame, "chunk", "ends beyond the largest sealed message");
  }
  out.last_legs = read_legs(fields, in.last_legs(), 0, "chunk.last_legs");
  if (out.data.empty() && out.last_legs.empty()) {
    fields.refuse(base::Code::Frame, "chunk", "neither data nor the end of it");
  }
  return out;
}

void fill(v1::Accept& out, const Accept& in) {
  fill(*out.mutable_consignment(), in.consignment);
  if (in.stamp) fill(*out.mutable_stamp(), *in.stamp);
}

Accept read(Fields& fields, v1::Accept& in) {
  Accept out;
  out.consignment = read_consignment(fields, in);
  if (in.has_stamp()) out.stamp = read(fields, *in.mutable_stamp());
  return out;
}

void fill(v1::Query& out, const Query& in) { fill(*out.mutable_consignment(), in.consignment); }
Query read(Fields& fields, v1::Query& in) { return {read_consignment(fields, in)}; }

void fill(v1::Status& out, const Status& in) {
  fill(*out.mutable_consignment(), in.consignment);
  out.set_fate(static_cast<v1::Fate>(in.fate));
}
Status read(Fields& fields, v1::Status& in) {
  return {read_consignment(fields, in), fields.one_of(in.fate(), Fate::UnknownYet, "status.fate")};
}

void fill(v1::Credit& out, const Credit& in) {
  out.set_transfer(base::to_text(in.transfer.view()));
  out.set_copy(in.copy);
  out.set_bytes(in.bytes);
}

Credit read(Fields& fields, v1::Credit& in) {
  Credit out;
  out.transfer = fields.id<base::TransferId>(in.transfer(), "credit.transfer");
  out.copy = read_copy(fields, in.copy());
  out.bytes = read_credit(fields, in.bytes());
  return out;
}

}  // namespace

void fill(v1::Frame& out, const Frame& in) {
  struct Filler {
    v1::Frame& out;
    void operator()(const Hello& frame) const { fill(*out.mutable_hello(), frame); }
    void operator()(const Offer& frame) const { fill(*out.mutable_offer(), frame); }
    void operator()(const Go& frame) const { fill(*out.mutable_go(), frame); }
    void operator()(const Have& frame) const { fill(*out.mutable_have(), frame); }
    void operator()(const Refuse& frame) const { fill(*out.mutable_refuse(), frame); }
    void operator()(const Busy& frame) const { fill(*out.mutable_busy(), frame); }
    void operator()(const Chunk& frame) const { fill(*out.mutable_chunk(), frame); }
    void operator()(const Accept& frame) const { fill(*out.mutable_accept(), frame); }
    void operator()(const Query& frame) const { fill(*out.mutable_query(), frame); }
    void operator()(const Status& frame) const { fill(*out.mutable_status(), frame); }
    void operator()(const Credit& frame) const { fill(*out.mutable_credit(), frame); }
  };
  std::visit(Filler{out}, in);
}

Frame read(Fields& fields, v1::Frame& in) {
  switch (in.kind_case()) {
    case v1::Frame::kHello:
      return read(fields, *in.mutable_hello());
    case v1::Frame::kOffer:
      return read(fields, *in.mutable_offer());
    case v1::Frame::kGo:
      return read(fields, *in.mutable_go());
    case v1::Frame::kHave:
      return read(fields, *in.mutable_have());
    case v1::Frame::kRefuse:
      return read(fields, *in.mutable_refuse());
    case v1::Frame::kBusy:
      return read(fields, *in.mutable_busy());
    case v1::Frame::kChunk:
      return read(fields, *in.mutable_chunk());
    case v1::Frame::kAccept:
      return read(fields, *in.mutable_accept());
    case v1::Frame::kQuery:
      return read(fields, *in.mutable_query());
    case v1::Frame::kStatus:
      return read(fields, *in.mutable_status());
    case v1::Frame::kCredit:
      return read(fields, *in.mutable_credit());
    case v1::Frame::KIND_NOT_SET:
      break;
  }
  fields.refuse(base::Code::Frame, "frame", "of no kind that this version knows");
  return {};
}

base::Bytes encode(const Frame& frame) { return encode_as<v1::Frame>(frame); }

base::Result<Frame> decode_frame(base::BytesView bytes) {
  auto frame = decode_as<v1::Frame, Frame>(bytes, base::kFrameBytesMax);
  if (!frame) frame.error().code = base::Code::Frame;  // over a limit is also not following the protocol
  return frame;
}

}  // namespace backchannel::wire
