#pragma once
// Frames, headers, messages and statements to bytes and back. Decoding is total: any bytes give a value or an
// error, within the limits of base/limits.h; unknown fields, wrong sizes and numbers out of range are errors.
// Encoding is deterministic. Any thread.

#include "backchannel/base/error.h"
#include "backchannel/message/header.h"
#include "backchannel/message/message.h"
#include "backchannel/message/statement.h"
#include "backchannel/wire/frames.h"

namespace backchannel::wire {

[[nodiscard]] base::Bytes encode(const Frame& frame);
[[nodiscard]] base::Result<Frame> decode_frame(base::BytesView bytes);            // Frame

[[nodiscard]] base::Bytes encode(const message::Header& header);
[[nodiscard]] base::Result<message::Header> decode_header(base::BytesView bytes); // Frame, TooLarge

// The content of the inner signature: header, kind and body, padded to a size class (RELIABILITY goal 29) inside.
// A message, or a set of statements (the first is the subject, the others its evidence, such as stamps).
struct Content {
  message::Header header;
  message::Message message;                          // when header.kind is Message
  std::vector<message::SignedStatement> statements;  // when header.kind is Statement
  friend bool operator==(const Content&, const Content&) = default;
};
[[nodiscard]] base::Bytes encode(const Content& content);
[[nodiscard]] base::Result<Content> decode_content(base::BytesView bytes);

[[nodiscard]] base::Bytes encode(const message::Statement& statement);
[[nodiscard]] base::Result<message::Statement> decode_statement(base::BytesView bytes);

// A signed statement on its own, for the store.
[[nodiscard]] base::Bytes encode(const message::SignedStatement& statement);
[[nodiscard]] base::Result<message::SignedStatement> decode_signed_statement(base::BytesView bytes);

// The padded size of a body of `bytes`: at most 64 classes up to the limit, at most 12 % and 256 bytes over (Padme).
[[nodiscard]] std::size_t size_class(std::size_t bytes);

}  // namespace backchannel::wire
