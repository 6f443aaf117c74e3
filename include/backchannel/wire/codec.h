#pragma once
// Frames, headers, messages and statements to bytes and back. Decoding is total: any bytes give a value or an
// error, within the limits of base/limits.h; unknown fields, wrong sizes and numbers out of range are errors
// (Frame), as is every encoding but the one that encode gives: decoded bytes re-encode to themselves.
// Encoding checks nothing (whoever composes asks decode whether what was encoded is within the limits) but
// must stay below 2 GiB. Any thread.

#include "backchannel/base/error.h"
#include "backchannel/base/limits.h"
#include "backchannel/message/header.h"
#include "backchannel/message/message.h"
#include "backchannel/message/statement.h"
#include "backchannel/wire/frames.h"

namespace backchannel::wire {

[[nodiscard]] base::Bytes encode(const Frame& frame);
[[nodiscard]] base::Result<Frame> decode_frame(base::BytesView bytes);  // Frame

[[nodiscard]] base::Bytes encode(const message::Header& header);
[[nodiscard]] base::Result<message::Header> decode_header(base::BytesView bytes);  // Frame, TooLarge

// The content of the inner signature: header, kind and body, padded to a size class
// inside. A message, or a set of statements (the first is the subject, the others its evidence, such as
// stamps). header.size_class is encode(content).size(), whatever value it has itself; 0 while composing. Any
// other is refused.
constexpr std::size_t kContentBytesMax = base::kSealedBytesMax - base::kSealedOverheadMax;  // padded
struct Content {
  message::Header header;
  message::Message message;                          // when header.kind is Message
  std::vector<message::SignedStatement> statements;  // when header.kind is Statement
  friend bool operator==(const Content&, const Content&) = default;
};
// A message before it is sealed, as a second person is asked to release it.
struct Draft {
  Content content;
  message::Label label;
  friend bool operator==(const Draft&, const Draft&) = default;
};
[[nodiscard]] base::Bytes encode(const Draft& draft);
[[nodiscard]] base::Result<Draft> decode_draft(base::BytesView bytes);  // Frame, TooLarge

[[nodiscard]] base::Bytes encode(const Content& content);
[[nodiscard]] base::Result<Content> decode_content(base::BytesView bytes);  // Frame, TooLarge

[[nodiscard]] base::Bytes encode(const message::Statement& statement);
[[nodiscard]] base::Result<message::Statement> decode_statement(base::BytesView bytes);  // Frame, TooLarge

// A signed statement on its own, for the store. With its signature it is no longer than kStatementBytesMax.
[[nodiscard]] base::Bytes encode(const message::SignedStatement& statement);
[[nodiscard]] base::Result<message::SignedStatement> decode_signed_statement(base::BytesView bytes);

// The padded size of content of `bytes` bytes: one of at most 64 sizes from 256 to kContentBytesMax, at most
// 12 % and 256 bytes over. What is larger than the largest is given back as it is.
[[nodiscard]] std::size_t size_class(std::size_t bytes);

}  // namespace backchannel::wire
