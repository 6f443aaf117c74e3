#include <algorithm>

#include "backchannel/base/check.h"
#include "backchannel/base/limits.h"
#include "backchannel/wire/codec.h"
#include "convert.h"
#include "schema_io.h"

namespace backchannel::wire {

namespace {

constexpr std::size_t kLengthBytes = 4;  // big endian, before the encoded Content

std::size_t read_length(base::BytesView bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) length = length << 8 | bytes[i];
  return length;
}

std::unexpected<base::Error> malformed(std::string_view why) {
  return base::fail(base::Code::Frame, "content: " + std::string(why));
}

// The part that protobuf reads, once length, size class and padding are right.
base::Result<base::BytesView> unpad(base::BytesView bytes) {
  if (bytes.size() > kContentBytesMax) {
    return base::fail(base::Code::TooLarge, "content: " + std::to_string(bytes.size()) + " bytes, at most " +
                                                std::to_string(kContentBytesMax));
  }
  if (bytes.size() < kLengthBytes) return malformed("cut short");
  const std::size_t length = read_length(bytes);
  if (length > bytes.size() - kLengthBytes) return malformed("the length announced is more than there is");
  if (bytes.size() != size_class(kLengthBytes + length)) return malformed("not padded to its size class");
  const auto padding = bytes.subspan(kLengthBytes + length);
  if (std::ranges::any_of(padding, [](std::uint8_t byte) { return byte != 0; })) {
    return malformed("padding that is not zero");
  }
  return bytes.subspan(kLengthBytes, length);
}

}  // namespace

void fill(v1::Content& out, const Content& in) {
  fill(*out.mutable_header(), in.header);
  switch (in.header.kind) {
    case message::Kind::Message:
      fill(*out.mutable_message(), in.message);
      break;
    case message::Kind::Statement:
      for (const auto& statement : in.statements) fill(*out.add_statements(), statement);
      break;
  }
}

Content read(Fields& fields, v1::Content& in) {
  fields.present(in.has_header(), "content.header");
  Content out;
  out.header = read(fields, *in.mutable_header());
  switch (out.header.kind) {
    case message::Kind::Message:
      fields.present(in.has_message(), "content.message");
      out.message = read(fields, *in.mutable_message());
      break;
    case message::Kind::Statement:
      if (!fields.count(in.statements_size(), 1, base::kStatementsMax, "content.statements")) break;
      for (auto& statement : *in.mutable_statements()) out.statements.push_back(read(fields, statement));
      break;
  }
  return out;
}

base::Bytes encode(const Content& content) {
  base::Bytes inner = encode_as<v1::Content>(content);
  const std::size_t length = inner.size();
  base::Bytes bytes(size_class(kLengthBytes + length));
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes[i] = static_cast<std::uint8_t>(length >> (8 * (kLengthBytes - 1 - i)));
  }
  std::ranges::copy(inner, bytes.begin() + kLengthBytes);
  base::wipe(inner.data(), inner.size());
  return bytes;
}

base::Result<Content> decode_content(base::BytesView bytes) {
  BC_TRY(inner, unpad(bytes));
  auto content = decode_as<v1::Content, Content>(inner, kContentBytesMax);
  if (!content) return content;
  const std::uint32_t announced = content->header.size_class;
  if (announced != 0 && announced != bytes.size())
    return malformed("its size is not the size class in its header");
  return content;
}

void fill(v1::Draft& out, const Draft& in) {
  fill(*out.mutable_content(), in.content);
  fill(*out.mutable_label(), in.label);
}

Draft read(Fields& fields, v1::Draft& in) {
  fields.present(in.has_content(), "draft.content");
  fields.present(in.has_label(), "draft.label");
  return {read(fields, *in.mutable_content()), read(fields, *in.mutable_label())};
}

base::Bytes encode(const Draft& draft) { return encode_as<v1::Draft>(draft); }

base::Result<Draft> decode_draft(base::BytesView bytes) {
  return decode_as<v1::Draft, Draft>(bytes, kContentBytesMax);
}

}  // namespace backchannel::wire
