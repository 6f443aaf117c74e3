#include "schema_io.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "backchannel/base/check.h"

namespace backchannel::wire {

namespace pb = google::protobuf;

namespace {

// protobuf writes to standard error when text is not UTF-8: a neighbour could fill our terminal at will.
void silence_protobuf() {
  static const auto previous = pb::SetLogHandler(nullptr);
  static_cast<void>(previous);
}

// Made before there are threads: protobuf makes the descriptors of a file when one of them is first asked
// for.
[[maybe_unused]] const pb::Descriptor* const kDescriptorsOfEachFile[] = {
    v1::Header::descriptor(), v1::Statement::descriptor(), v1::Content::descriptor(),
    v1::Frame::descriptor()};

// The name of the first object inside that carries fields the schema does not have.
std::optional<std::string> holder_of_unknown(const pb::Message& proto) {
  const pb::Reflection& reflection = *proto.GetReflection();
  if (!reflection.GetUnknownFields(proto).empty()) return proto.GetDescriptor()->name();
  std::vector<const pb::FieldDescriptor*> set;
  reflection.ListFields(proto, &set);
  for (const pb::FieldDescriptor* field : set) {
    if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      if (auto found = holder_of_unknown(reflection.GetMessage(proto, field))) return found;
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(proto, field); ++i) {
      if (auto found = holder_of_unknown(reflection.GetRepeatedMessage(proto, field, i))) return found;
    }
  }
  return std::nullopt;
}

// Reflection hands out strings as const only; the objects themselves are ours and not const. The capacity is
// wiped, not the size: a string that was moved from leaves its short text behind.
void wipe_string(const std::string& text) noexcept {
  // The one empty string that all messages of all threads share is never written to.
  if (std::ranges::all_of(std::string_view(text.data(), text.capacity()), [](char c) { return c == 0; }))
    return;
  auto& bytes = const_cast<std::string&>(text);
  base::wipe(bytes.data(), bytes.capacity());
  bytes.clear();
}

void wipe_field(pb::Message& proto, const pb::FieldDescriptor& field) {
  const pb::Reflection& reflection = *proto.GetReflection();
  const int count = field.is_repeated() ? reflection.FieldSize(proto, &field) : 1;
  std::string unused;
  for (int i = 0; i < count; ++i) {
    if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      wipe_strings(field.is_repeated() ? *reflection.MutableRepeatedMessage(&proto, &field, i)
                                       : *reflection.MutableMessage(&proto, &field));
    } else if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_STRING) {
      wipe_string(field.is_repeated() ? reflection.GetRepeatedStringReference(proto, &field, i, &unused)
                                      : reflection.GetStringReference(proto, &field, &unused));
    }
  }
}

}  // namespace

base::Bytes serialize(const pb::Message& proto) {
  silence_protobuf();
  const std::size_t size = proto.ByteSizeLong();
  BC_CHECK(size <= static_cast<std::size_t>(INT32_MAX));
  base::Bytes bytes(size);
  pb::io::ArrayOutputStream array(bytes.data(), static_cast<int>(size));
  pb::io::CodedOutputStream stream(&array);
  stream.SetSerializationDeterministic(true);
  proto.SerializeWithCachedSizes(&stream);
  BC_CHECK(!stream.HadError());
  return bytes;
}

base::Result<> parse(base::BytesView bytes, std::size_t limit, pb::Message& proto) {
  const std::string& name = proto.GetDescriptor()->name();
  if (bytes.size() > limit) {
    return base::fail(base::Code::TooLarge, name + ": " + std::to_string(bytes.size()) + " bytes, at most " +
                                                std::to_string(limit));
  }
  silence_protobuf();
  pb::io::CodedInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kNestingMax);
  if (!proto.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage()) {
    return base::fail(base::Code::Frame,
                      name + ": cut short, nested too deep, text that is not UTF-8, or not of this schema");
  }
  return {};
}

std::unexpected<base::Error> not_canonical(const pb::Message& proto) {
  if (const auto holder = holder_of_unknown(proto)) {
    return base::fail(base::Code::Frame, *holder + ": a field that this version does not know");
  }
  return base::fail(base::Code::Frame, proto.GetDescriptor()->name() + ": not the one encoding of its value");
}

void wipe_strings(pb::Message& proto) noexcept {
  // ListFields leaves out strings that were moved from, whose short text may still be there: go by the
  // descriptor.
  const pb::Descriptor& type = *proto.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const pb::FieldDescriptor& field = *type.field(i);
    const bool object = field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
    if (object && !field.is_repeated() && !proto.GetReflection()->HasField(proto, &field)) continue;
    wipe_field(proto, field);
  }
}

}  // namespace backchannel::wire
