#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "generators.h"
#include "hostile.h"

namespace backchannel::wire {
namespace {

using testing::expect_refused;
using testing::operator+;

Content sample() {
  Content content;
  content.header.message.value.fill(9);
  content.header.originator = base::PersonName("KISSINGER");
  content.header.originator_node = base::NodeName("SAIGON");
  content.header.recipients.resize(1);
  content.header.recipients[0].station = base::NodeName("CAS-HQ");
  content.message.subject = "DELIVERY";
  content.message.text = "Please transmit the following to Guay.";
  content.message.pass_on = message::PassOn{.to = "GUAY",
                                            .for_whom = "DRV",
                                            .occasion = "his 1500 meeting",
                                            .deadline = base::HandlingTime{1},
                                            .zone = "Europe/Paris",
                                            .on_behalf_of = "",
                                            .as_written = ""};
  content.message.provenance.emplace();
  content.message.provenance->label.restrictive = {3, 9};
  content.message.garbles = {{.arrived = "", .editors_guess = "announcement?", .offset = 40}};
  return content;
}

base::Result<Content> decoded(const Content& content) { return decode_content(encode(content)); }

// The frame around protobuf, written by hand.
base::Bytes framed(const base::Bytes& inner) {
  base::Bytes bytes(4);
  for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(inner.size() >> (24 - 8 * i));
  testing::append(bytes, inner);
  bytes.resize(size_class(bytes.size()));
  return bytes;
}

base::Bytes inner_of(const base::Bytes& bytes) {
  const std::size_t length = std::size_t{bytes[2]} << 8 | bytes[3];
  return {bytes.begin() + 4, bytes.begin() + 4 + static_cast<std::ptrdiff_t>(length)};
}

RC_GTEST_PROP(Content, ComesBackFromItsEncoding, (const Content& content)) {
  const base::Bytes bytes = encode(content);
  const auto back = decode_content(bytes);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == content);
  RC_ASSERT(encode(*back) == bytes);
  RC_ASSERT(size_class(bytes.size()) == bytes.size());
}

TEST(Content, CutOrChangedIsRefusedOrAnotherValueWithThatEncoding) {
  const auto encoder = [](const Content& content) { return encode(content); };
  for (const std::uint8_t mask : testing::kMasks) {
    testing::expect_total(encode(sample()), decode_content, encoder, mask);
  }
}

TEST(Content, LengthsTellSizeClassesOnly) {
  std::set<std::size_t> lengths;
  Content content = sample();
  for (std::size_t size = 1; size <= 65'536; size += 97) {
    content.message.text.assign(size, 'x');
    lengths.insert(encode(content).size());
  }
  EXPECT_LE(lengths.size(), 64U);
  for (const std::size_t length : lengths) EXPECT_EQ(size_class(length), length);
}

TEST(Content, CarriesItsOwnSizeInItsHeaderOrNone) {
  Content content = sample();
  EXPECT_TRUE(decoded(content).has_value());
  content.header.size_class = static_cast<std::uint32_t>(encode(content).size());
  EXPECT_TRUE(decoded(content).has_value());
  content.header.size_class += 64;
  expect_refused(decoded(content), base::Code::Frame, "not the size class in its header");
}

TEST(Content, PaddingIsZeroAndReachesToTheSizeClassAndNoFurther) {
  const base::Bytes good = encode(sample());
  base::Bytes bad = good;
  bad.back() = 1;
  expect_refused(decode_content(bad), base::Code::Frame, "padding that is not zero");
  bad = good;
  bad.resize(size_class(good.size() + 1));
  expect_refused(decode_content(bad), base::Code::Frame, "not padded to its size class");
  bad = good;
  bad.pop_back();
  expect_refused(decode_content(bad), base::Code::Frame, "not padded to its size class");
}

TEST(Content, ALengthOfTwoGibibytesAnnouncedIsRefused) {
  base::Bytes bytes(256);
  bytes[0] = 0x80;
  expect_refused(decode_content(bytes), base::Code::Frame, "more than there is");
  // The same inside protobuf: a text that claims 2 GiB.
  base::Bytes claim = {2 << 3 | 2};
  testing::append_varint(claim, std::uint64_t{1} << 31);
  expect_refused(decode_content(framed(claim)), base::Code::Frame, "Content: cut short");
}

TEST(Content, IsOneOfMessageAndStatementsAsItsHeaderSays) {
  const base::Bytes statement = encode(message::SignedStatement{});
  const base::Bytes message_and_statement = inner_of(encode(sample())) + testing::bytes_field(3, statement);
  expect_refused(decode_content(framed(message_and_statement)), base::Code::Frame,
                 "Content: not the one encoding");
  Content content = sample();
  content.header.kind = message::Kind::Statement;
  expect_refused(decoded(content), base::Code::Frame, "content.statements: 0 of them, at least 1");
  content.message = {};
  content.statements.resize(base::kStatementsMax);
  EXPECT_TRUE(decoded(content).has_value());
  content.statements.emplace_back();
  expect_refused(decoded(content), base::Code::TooLarge, "content.statements: 81 of them, at most 80");
  const base::Bytes header_only = testing::bytes_field(1, encode(sample().header));
  expect_refused(decode_content(framed(header_only)), base::Code::Frame, "content.message: missing");
}

TEST(Content, TheLargestBodyFitsAndOneByteMoreDoesNot) {
  Content content = sample();
  content.header.recipients.resize(base::kRecipientsMax, content.header.recipients[0]);
  content.message.text.assign(base::kBodyBytesMax / 2, 'x');
  content.message.enclosure.assign(base::kBodyBytesMax / 2, 'y');
  EXPECT_TRUE(decoded(content).has_value());
  content.message.text += 'x';
  expect_refused(decoded(content), base::Code::TooLarge, "text and enclosure together");
}

TEST(Content, OverItsLimitIsRefusedBeforeItIsRead) {
  expect_refused(decode_content(base::Bytes(kContentBytesMax + 1)), base::Code::TooLarge,
                 "content: 1179649 bytes");
  Content content = sample();
  content.message.source_notes.assign(400, std::string(base::kLineBytesMax, 'n'));
  expect_refused(decoded(content), base::Code::TooLarge, "content: ");
}

TEST(Content, UnknownFieldsAreRefusedAtEveryDepth) {
  const base::Bytes good = inner_of(encode(sample()));
  const base::Bytes unknown = testing::varint_field(99, 1);
  const auto planted = [&](const base::Bytes& field) { return decode_content(framed(good + field)); };
  using testing::bytes_field;
  expect_refused(planted(unknown), base::Code::Frame, "Content: a field");
  expect_refused(planted(bytes_field(2, unknown)), base::Code::Frame, "Message: a field");
  expect_refused(planted(bytes_field(2, bytes_field(4, unknown))), base::Code::Frame, "PassOn: a field");
  expect_refused(planted(bytes_field(2, bytes_field(5, bytes_field(5, unknown)))), base::Code::Frame,
                 "Label: a field");
  expect_refused(planted(bytes_field(2, bytes_field(7, unknown))), base::Code::Frame, "Garble: a field");
}

TEST(Content, LabelNumbersAreAscendingAndKnown) {
  Content content = sample();
  content.message.provenance->label.classification = 6;
  expect_refused(decoded(content), base::Code::Frame, "label.classification: 6 is not within 0 to 5");
  const base::Bytes good = inner_of(encode(sample()));
  const base::Bytes lower = {3};  // packed, appended to 3, 9
  const base::Bytes planted =
      good + testing::bytes_field(
                 2, testing::bytes_field(5, testing::bytes_field(5, testing::bytes_field(2, lower))));
  expect_refused(decode_content(framed(planted)), base::Code::Frame, "Content: not the one encoding");
}

}  // namespace
}  // namespace backchannel::wire
