#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"
#include "hostile.h"

namespace backchannel::wire {
namespace {

using testing::expect_refused;
using testing::operator+;
using testing::varint_field;

message::Statement sample() {
  message::Statement statement;
  statement.kind = message::StatementKind::Report;
  statement.message.value.fill(1);
  statement.transfer.value.fill(2);
  statement.leg = 3;
  statement.at = {-5'000};
  statement.author_node = "WH-COMM";
  statement.code = 104;
  statement.text = "no accredited path";
  return statement;
}

base::Result<message::Statement> decoded(const message::Statement& statement) {
  return decode_statement(encode(statement));
}

RC_GTEST_PROP(Statement, ComesBackFromItsEncoding, (const message::Statement& statement)) {
  const base::Bytes bytes = encode(statement);
  const auto back = decode_statement(bytes);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == statement);
  RC_ASSERT(encode(*back) == bytes);
}

RC_GTEST_PROP(SignedStatement, ComesBackFromItsEncoding, (const message::SignedStatement& statement)) {
  const auto back = decode_signed_statement(encode(statement));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == statement);
}

TEST(Statement, CutOrChangedIsRefusedOrAnotherValueWithThatEncoding) {
  const auto encoder = [](const message::Statement& statement) { return encode(statement); };
  for (const std::uint8_t mask : testing::kMasks) {
    testing::expect_total(encode(sample()), decode_statement, encoder, mask);
  }
}

TEST(Statement, HasOneEncodingOnly) {
  const base::Bytes good = encode(sample());
  expect_refused(decode_statement(good + varint_field(99, 1)), base::Code::Frame,
                 "Statement: a field that this");
  expect_refused(decode_statement(good + varint_field(9, 104)), base::Code::Frame,
                 "Statement: not the one encoding");
}

TEST(Statement, NumbersOutOfRangeAreRefused) {
  message::Statement statement = sample();
  statement.leg = base::kRecipientsMax;
  expect_refused(decoded(statement), base::Code::Frame, "statement.leg: 64 is not within 0 to 63");
  statement = sample();
  statement.copy = 0;
  expect_refused(decoded(statement), base::Code::Frame, "statement.copy");
  for (const int kind : {0, 15, 255}) {
    statement = sample();
    statement.kind = static_cast<message::StatementKind>(kind);
    expect_refused(decoded(statement), base::Code::Frame, "statement.kind");
  }
  // Later occurrences of a field replace earlier ones, for protobuf.
  const base::Bytes good = encode(sample());
  expect_refused(decode_statement(good + varint_field(5, 256)), base::Code::Frame, "statement.copy");
  expect_refused(decode_statement(good + varint_field(9, 65'536)), base::Code::Frame, "statement.code");
  expect_refused(decode_statement(good + varint_field(1, UINT64_MAX)), base::Code::Frame, "statement.kind");
}

TEST(Statement, HasAnAuthor) {
  message::Statement statement = sample();
  statement.author_node.clear();
  expect_refused(decoded(statement), base::Code::Frame, "statement.author_node: missing");
}

TEST(Statement, IsNoLongerThanItsLimitEvenWithItsSignature) {
  message::Statement statement = sample();
  statement.data.assign(base::kStatementBytesMax, 1);
  expect_refused(decoded(statement), base::Code::TooLarge, "Statement: ");
  message::SignedStatement with_signature;
  with_signature.statement.assign(base::kStatementBytesMax - 100, 1);
  EXPECT_TRUE(decode_signed_statement(encode(with_signature)).has_value());
  with_signature.signature.assign(80, 1);
  expect_refused(decode_signed_statement(encode(with_signature)), base::Code::TooLarge, "SignedStatement: ");
}

}  // namespace
}  // namespace backchannel::wire
