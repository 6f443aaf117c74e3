#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generators.h"
#include "hostile.h"

namespace backchannel::wire {
namespace {

using testing::append;
using testing::bytes_field;
using testing::expect_refused;
using testing::operator+;
using testing::varint_field;

message::Header sample() {
  message::Header header;
  header.message.value.fill(7);
  header.created = {-1};
  header.expires = {86'400'000};
  header.originator = base::PersonName("KISSINGER");
  header.originator_node = base::NodeName("SAIGON");
  header.recipients.resize(2);
  header.recipients[0].person = base::PersonName("HAIG");
  header.recipients[0].station = base::NodeName("WHITE HOUSE SITUATION ROOM");
  header.recipients[0].precedence = message::Precedence::Flash;
  header.recipients[1].station = base::NodeName("PARIS");
  header.number = {.series = "HAKTO", .trip = "1972-10", .serial = 49};
  header.delivery = {"ON RECEIPT"};
  return header;
}

base::Result<message::Header> decoded(const message::Header& header) { return decode_header(encode(header)); }

RC_GTEST_PROP(Header, ComesBackFromItsEncoding, (const message::Header& header)) {
  const base::Bytes bytes = encode(header);
  const auto back = decode_header(bytes);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == header);
  RC_ASSERT(encode(*back) == bytes);
}

RC_GTEST_PROP(Header, TakesAnyBytesWithoutHarm, ()) {
  const base::Bytes bytes = *testing::bytes(200);
  const auto value = decode_header(bytes);
  if (value) RC_ASSERT(encode(*value) == bytes);
}

TEST(Header, CutOrChangedIsRefusedOrAnotherValueWithThatEncoding) {
  const auto encoder = [](const message::Header& header) { return encode(header); };
  for (const std::uint8_t mask : testing::kMasks) {
    testing::expect_total(encode(sample()), decode_header, encoder, mask);
  }
}

TEST(Header, KeepsItsLengthWhateverItsSizeClass) {
  message::Header header = sample();
  const std::size_t length = encode(header).size();
  for (const std::uint32_t size : {1U, 256U, 1'179'648U, UINT32_MAX}) {
    header.size_class = size;
    EXPECT_EQ(encode(header).size(), length);
  }
}

TEST(Header, WithoutAnyOrWithTooManyRecipientsIsRefused) {
  message::Header header = sample();
  header.recipients.resize(base::kRecipientsMax, header.recipients[1]);
  EXPECT_TRUE(decoded(header).has_value());
  header.recipients.push_back(header.recipients[1]);
  expect_refused(decoded(header), base::Code::TooLarge, "header.recipients: 65 of them, at most 64");
  header.recipients.clear();
  expect_refused(decoded(header), base::Code::Frame, "header.recipients: 0 of them, at least 1");
}

TEST(Header, NamesAreShortAndShownAsTheyAre) {
  message::Header header = sample();
  header.recipients[1].station = base::NodeName(std::string(base::kNameBytesMax, 'X'));
  EXPECT_TRUE(decoded(header).has_value());
  header.recipients[1].station.value += 'X';
  expect_refused(decoded(header), base::Code::TooLarge, "recipient.station: 65 bytes, at most 64");
  header.recipients[1].station = base::NodeName("");
  expect_refused(decoded(header), base::Code::Frame, "recipient.station: missing");
  for (const char* name : {"PAR\nIS", "\x1b[31mPARIS", "\u202ePARIS", "PA\u200bRIS", "PARIS\x7f"}) {
    header.recipients[1].station = base::NodeName(name);
    expect_refused(decoded(header), base::Code::Frame, "recipient.station: a name with characters");
  }
}

TEST(Header, TextThatIsNotUtf8IsRefused) {
  message::Header header = sample();
  for (const char* text : {"\xff", "\xc0\x80", "\xed\xa0\x80", "abc\xe2\x82"}) {
    header.service_line = text;
    expect_refused(decoded(header), base::Code::Frame, "not UTF-8");
  }
}

TEST(Header, TimesReachToTwoToTheFiftyThree) {
  constexpr std::int64_t most = std::int64_t{1} << 53;
  message::Header header = sample();
  for (const std::int64_t ms : {most, -most}) {
    header.expires = {ms};
    EXPECT_TRUE(decoded(header).has_value());
  }
  for (const std::int64_t ms : {most + 1, -most - 1, INT64_MAX, INT64_MIN}) {
    header.expires = {ms};
    expect_refused(decoded(header), base::Code::Frame, "header.expires");
  }
}

TEST(Header, NumbersOutsideTheirEnumAreRefused) {
  for (const int kind : {0, 3, 255}) {
    message::Header header = sample();
    header.kind = static_cast<message::Kind>(kind);
    expect_refused(decoded(header), base::Code::Frame, "header.kind");
  }
  for (const int precedence : {0, 6, 200}) {
    message::Header header = sample();
    header.recipients[0].precedence = static_cast<message::Precedence>(precedence);
    expect_refused(decoded(header), base::Code::Frame, "recipient.precedence");
  }
}

TEST(Header, IdentifiersOfAnotherSizeAreRefused) {
  const base::Bytes good = encode(sample());
  for (const std::size_t size : {0U, 15U, 17U}) {
    // The last of two occurrences of a field counts, for protobuf.
    const base::Bytes bad = good + bytes_field(1, base::Bytes(size, 7));
    expect_refused(decode_header(bad), base::Code::Frame, "header.message");
  }
}

TEST(Header, OverItsLimitIsRefusedBeforeItIsRead) {
  const base::Bytes bytes(base::kHeaderBytesMax + 1, 0xff);
  expect_refused(decode_header(bytes), base::Code::TooLarge, "Header: 32769 bytes, at most 32768");
}

TEST(Header, LongLinesAreRefused) {
  message::Header header = sample();
  header.service_line.assign(base::kLineBytesMax, 'x');
  EXPECT_TRUE(decoded(header).has_value());
  header.service_line += 'x';
  expect_refused(decoded(header), base::Code::TooLarge, "header.service_line");
}

TEST(Header, UnknownFieldsAreRefusedAtEveryDepth) {
  const base::Bytes good = encode(sample());
  expect_refused(decode_header(good + varint_field(99, 1)), base::Code::Frame,
                 "Header: a field that this version");
  expect_refused(decode_header(good + bytes_field(77, good)), base::Code::Frame, "Header: a field that this");
  // Merged into the number that is already there.
  expect_refused(decode_header(good + bytes_field(8, varint_field(99, 1))), base::Code::Frame,
                 "Number: a field that this version");
}

TEST(Header, HasOneEncodingOnly) {
  const base::Bytes good = encode(sample());
  const base::Bytes again = good + varint_field(2, 1);             // kind, said twice
  const base::Bytes written_default = good + varint_field(12, 0);  // copies: 0 is left out
  base::Bytes long_varint = good;                                  // copies: 5 in two bytes
  append(long_varint, base::Bytes{12 << 3, 0x85, 0x00});
  base::Bytes moved = varint_field(12, 5);  // copies before everything else
  append(moved, good);
  for (const base::Bytes& bytes : {again, written_default, long_varint, moved}) {
    expect_refused(decode_header(bytes), base::Code::Frame, "Header: not the one encoding");
  }
}

TEST(Header, EndsWithItsBytesAndNotAtTheEndOfAGroup) {
  const base::Bytes end_of_group = {1 << 3 | 4};
  expect_refused(decode_header(encode(sample()) + end_of_group), base::Code::Frame, "not of this schema");
}

TEST(Header, FieldsThatMustBeThereAreMissed) {
  expect_refused(decode_header({}), base::Code::Frame, "header.message");
  const base::Bytes good = encode(sample());
  const base::Bytes without_size_class(good.begin(), good.end() - 5);
  expect_refused(decode_header(without_size_class), base::Code::Frame, "header.size_class: missing");
}

}  // namespace
}  // namespace backchannel::wire
