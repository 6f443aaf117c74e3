#pragma once
// Bytes to protobuf objects and back, with the guarantees that protobuf alone does not give: a size limit
// before parsing, a small nesting limit, no unknown fields, and one encoding per value.

#include <google/protobuf/message.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "convert.h"
#include "fields.h"

namespace backchannel::wire {

// Content > Message > Provenance > Number is the deepest of the schema.
constexpr int kNestingMax = 6;

// Precondition: the encoding is below 2 GiB.
[[nodiscard]] base::Bytes serialize(const google::protobuf::Message& proto);

[[nodiscard]] base::Result<> parse(base::BytesView bytes, std::size_t limit,
                                   google::protobuf::Message& proto);

// Why `bytes`, which parsed to `proto`, are not the encoding of what was read from it.
[[nodiscard]] std::unexpected<base::Error> not_canonical(const google::protobuf::Message& proto);

// Overwrites every text and byte string inside: protobuf frees its memory as it is.
void wipe_strings(google::protobuf::Message& proto) noexcept;

// What a person wrote is in contents only; frames carry them sealed, and are too many to wipe for nothing.
template <class Proto>
constexpr bool kHoldsPlaintext = std::same_as<Proto, v1::Content> || std::same_as<Proto, v1::Draft>;

template <class Proto>
struct Wiped {
  Proto proto;
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() {
    if constexpr (kHoldsPlaintext<Proto>) wipe_strings(proto);
  }
};

template <class Proto, class Value>
[[nodiscard]] base::Bytes encode_as(const Value& value) {
  Wiped<Proto> out;
  fill(out.proto, value);
  return serialize(out.proto);
}

// The one way in. `Value` is read from `Proto` by read(Fields&, Proto&) and must encode to the same bytes
// again: this is what refuses unknown and repeated fields, padding inside varints, fields out of order and
// defaults written out.
template <class Proto, class Value>
[[nodiscard]] base::Result<Value> decode_as(base::BytesView bytes, std::size_t limit) {
  Wiped<Proto> in;
  BC_TRY_VOID(parse(bytes, limit, in.proto));
  Fields fields;
  Value read_value = read(fields, in.proto);
  BC_TRY(value, std::move(fields).finish(std::move(read_value)));
  base::Bytes again = encode_as<Proto>(value);
  const bool same =
      again.size() == bytes.size() && std::equal(again.data(), again.data() + again.size(), bytes.data());
  if constexpr (kHoldsPlaintext<Proto>) base::wipe(again.data(), again.size());
  if (!same) return not_canonical(in.proto);
  return std::move(value);
}

}  // namespace backchannel::wire
