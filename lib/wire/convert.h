#pragma once
// Our structs to protobuf objects (fill) and back (read). read may move out of its argument.

#include <string>

#include "backchannel/message/header.h"
#include "backchannel/message/label.h"
#include "backchannel/message/message.h"
#include "backchannel/message/statement.h"
#include "backchannel/v1/frame.pb.h"
#include "backchannel/v1/header.pb.h"
#include "backchannel/v1/message.pb.h"
#include "backchannel/v1/statement.pb.h"
#include "backchannel/wire/codec.h"
#include "backchannel/wire/frames.h"
#include "fields.h"

namespace backchannel::wire {

void fill(v1::Number& out, const message::Number& in);
void fill(v1::Header& out, const message::Header& in);
void fill(v1::Label& out, const message::Label& in);
void fill(v1::Message& out, const message::Message& in);
void fill(v1::Statement& out, const message::Statement& in);
void fill(v1::SignedStatement& out, const message::SignedStatement& in);
void fill(v1::Content& out, const Content& in);
void fill(v1::Draft& out, const Draft& in);
void fill(v1::Frame& out, const Frame& in);

[[nodiscard]] message::Number read(Fields& fields, v1::Number& in);
[[nodiscard]] message::Header read(Fields& fields, v1::Header& in);
[[nodiscard]] message::Label read(Fields& fields, v1::Label& in);
[[nodiscard]] message::Message read(Fields& fields, v1::Message& in);
[[nodiscard]] message::Statement read(Fields& fields, v1::Statement& in);
[[nodiscard]] message::SignedStatement read(Fields& fields, v1::SignedStatement& in);
[[nodiscard]] Content read(Fields& fields, v1::Content& in);
[[nodiscard]] Draft read(Fields& fields, v1::Draft& in);
[[nodiscard]] Frame read(Fields& fields, v1::Frame& in);

}  // namespace backchannel::wire
