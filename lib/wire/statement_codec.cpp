#include "backchannel/base/limits.h"
#include "backchannel/wire/codec.h"
#include "convert.h"
#include "schema_io.h"

namespace backchannel::wire {

void fill(v1::Statement& out, const message::Statement& in) {
  out.set_kind(static_cast<v1::StatementKind>(in.kind));
  out.set_message(base::to_text(in.message.view()));
  out.set_transfer(base::to_text(in.transfer.view()));
  out.set_leg(in.leg);
  out.set_copy(in.copy);
  out.set_at(in.at.ms);
  out.set_author_node(in.author_node);
  out.set_author_person(in.author_person);
  out.set_code(in.code);
  out.set_bearer(in.bearer);
  out.set_bearer_serial(in.bearer_serial);
  out.set_text(in.text);
  out.set_data(base::to_text(in.data));
  out.set_reader(in.reader);
}

message::Statement read(Fields& fields, v1::Statement& in) {
  message::Statement out;
  out.kind = fields.one_of(in.kind(), message::StatementKind::Departure, "statement.kind");
  out.message = fields.id<base::MessageId>(in.message(), "statement.message");
  out.transfer = fields.id<base::TransferId>(in.transfer(), "statement.transfer");
  out.leg = fields.number<std::uint16_t>(in.leg(), 0, base::kRecipientsMax - 1, "statement.leg");
  out.copy = fields.number<std::uint8_t>(in.copy(), 1, UINT8_MAX, "statement.copy");
  out.at = fields.time(in.at(), "statement.at");
  out.author_node = fields.required_name(in.author_node(), "statement.author_node");
  out.author_person = fields.name(in.author_person(), "statement.author_person");
  out.code = fields.number<std::uint16_t>(in.code(), 0, UINT16_MAX, "statement.code");
  out.bearer = fields.name(in.bearer(), "statement.bearer");
  out.bearer_serial = in.bearer_serial();
  out.text = fields.text(std::move(*in.mutable_text()), base::kLineBytesMax, "statement.text");
  out.data = fields.blob(in.data(), base::kStatementBytesMax, "statement.data");
  out.reader = fields.name(in.reader(), "statement.reader");
  return out;
}

void fill(v1::SignedStatement& out, const message::SignedStatement& in) {
  out.set_statement(base::to_text(in.statement));
  out.set_key(base::to_text(in.key.view()));
  out.set_signature(base::to_text(in.signature));
}

message::SignedStatement read(Fields& fields, v1::SignedStatement& in) {
  message::SignedStatement out;
  if (in.ByteSizeLong() > base::kStatementBytesMax) {
    fields.refuse(base::Code::TooLarge, "signed statement", "longer than a statement may be");
  }
  out.statement = fields.blob(in.statement(), base::kStatementBytesMax, "signed statement.statement");
  out.key = fields.id<base::KeyId>(in.key(), "signed statement.key");
  out.signature = fields.blob(in.signature(), base::kStatementBytesMax, "signed statement.signature");
  return out;
}

base::Bytes encode(const message::Statement& statement) { return encode_as<v1::Statement>(statement); }

base::Result<message::Statement> decode_statement(base::BytesView bytes) {
  return decode_as<v1::Statement, message::Statement>(bytes, base::kStatementBytesMax);
}

base::Bytes encode(const message::SignedStatement& statement) {
  return encode_as<v1::SignedStatement>(statement);
}

base::Result<message::SignedStatement> decode_signed_statement(base::BytesView bytes) {
  return decode_as<v1::SignedStatement, message::SignedStatement>(bytes, base::kStatementBytesMax);
}

}  // namespace backchannel::wire
