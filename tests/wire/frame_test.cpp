#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <utility>

#include "generators.h"
#include "hostile.h"

namespace backchannel::wire {
namespace {

using testing::bytes_field;
using testing::expect_refused;
using testing::operator+;
using testing::varint_field;

Consignment about() {
  Consignment consignment;
  consignment.transfer.value.fill(5);
  consignment.legs = {0, 2, 63};
  return consignment;
}

Offer offer() {
  Offer out;
  out.consignment = about();
  out.size = 12;
  out.header = {1, 2, 3};
  out.label = {4};
  out.stamps.resize(2);
  out.circuit_number = 999;
  out.body = base::Bytes(12, 0xab);
  return out;
}

Chunk chunk() {
  Chunk out;
  out.transfer.value.fill(5);
  out.offset = 16'384;
  out.data.assign(20, 0xcd);
  out.last_legs = {1};
  return out;
}

std::vector<Frame> one_of_each() {
  return {Hello{},
          offer(),
          Go{about(), 1, 2},
          Have{about()},
          Refuse{about(), base::Code::Quota, true},
          Busy{about(), 500},
          chunk(),
          Accept{about(), message::SignedStatement{}},
          Query{about()},
          Status{about(), Fate::Never},
          Credit{about().transfer, 1, 9}};
}

base::Result<Frame> decoded(const Frame& frame) { return decode_frame(encode(frame)); }

RC_GTEST_PROP(Frame, ComesBackFromItsEncoding, (const Frame& frame)) {
  RC_TAG(std::string(name_of(frame)));
  const base::Bytes bytes = encode(frame);
  const auto back = decode_frame(bytes);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == frame);
  RC_ASSERT(encode(*back) == bytes);
}

RC_GTEST_PROP(Frame, TakesAnyBytesWithoutHarm, ()) {
  const base::Bytes bytes = *testing::bytes(300);
  const auto value = decode_frame(bytes);
  if (value) RC_ASSERT(encode(*value) == bytes);
}

RC_GTEST_PROP(Frame, ChangedAnywhereIsRefusedOrAnotherValueWithThatEncoding, (const Frame& frame)) {
  base::Bytes bytes = encode(frame);
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = *rc::gen::arbitrary<std::uint8_t>();
  const auto value = decode_frame(bytes);
  if (value) RC_ASSERT(encode(*value) == bytes);
}

TEST(Frame, OfEveryKindHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const Frame& frame : one_of_each()) {
    EXPECT_FALSE(name_of(frame).empty());
    names.insert(name_of(frame));
  }
  EXPECT_EQ(names.size(), std::variant_size_v<Frame>);
  EXPECT_EQ(name_of(Frame{Offer{}}), "OFFER");
}

TEST(Frame, OfEveryKindCutOrChangedIsRefusedOrAnotherValueWithThatEncoding) {
  const auto encoder = [](const Frame& frame) { return encode(frame); };
  for (const Frame& frame : one_of_each()) {
    ASSERT_TRUE(decoded(frame).has_value()) << name_of(frame) << ": " << decoded(frame).error().detail;
    for (const std::uint8_t mask : testing::kMasks) {
      testing::expect_total(encode(frame), decode_frame, encoder, mask);
    }
  }
}

TEST(Frame, OfEveryKindWithAnUnknownFieldIsRefused) {
  for (const Frame& frame : one_of_each()) {
    const base::Bytes good = encode(frame);
    expect_refused(decode_frame(good + varint_field(99, 1)), base::Code::Frame,
                   "Frame: a field that this version");
    // Merged into the object that is already there: the kinds are numbered in the order of the variant.
    const auto kind = static_cast<std::uint32_t>(frame.index() + 1);
    expect_refused(decode_frame(good + bytes_field(kind, varint_field(99, 1))), base::Code::Frame,
                   ": a field that this version");
  }
  const base::Bytes in_consignment = bytes_field(4, bytes_field(1, varint_field(99, 1)));
  expect_refused(decode_frame(encode(Frame{Have{about()}}) + in_consignment), base::Code::Frame,
                 "Consignment: a field that this version");
}

TEST(Frame, OfNoKindIsRefused) {
  expect_refused(decode_frame({}), base::Code::Frame, "frame: of no kind");
  expect_refused(decode_frame(bytes_field(12, {})), base::Code::Frame, "frame: of no kind");
}

TEST(Frame, OfTwoKindsIsRefused) {
  expect_refused(decode_frame(encode(Frame{Query{about()}}) + encode(Frame{Have{about()}})),
                 base::Code::Frame, "Frame: not the one encoding");
}

TEST(Frame, OverItsLimitIsRefusedBeforeItIsRead) {
  expect_refused(decode_frame(base::Bytes(base::kFrameBytesMax + 1)), base::Code::Frame,
                 "Frame: 163841 bytes, at most 163840");
}

TEST(Frame, FilledToEveryLimitPasses) {
  Offer full = offer();
  full.consignment.legs.clear();
  for (std::uint16_t leg = 0; leg < base::kRecipientsMax; ++leg) full.consignment.legs.push_back(leg);
  full.size = base::kSealedBytesMax;
  full.header.assign(base::kHeaderBytesMax, 1);
  full.label.assign(base::kLabelBytesMax, 1);
  message::SignedStatement stamp;
  stamp.statement.assign(base::kStatementBytesMax - 100, 1);
  stamp.signature.assign(72, 1);
  stamp.statement.resize(stamp.statement.size() - (encode(stamp).size() - base::kStatementBytesMax));
  ASSERT_EQ(encode(stamp).size(), base::kStatementBytesMax);
  full.stamps.assign(base::kHopsMax, stamp);
  full.body = base::Bytes(base::kChunkBytesMax, 1);
  EXPECT_EQ(decoded(full), Frame{full});
}

TEST(Frame, NestedHundredDeepIsRefused) {
  base::Bytes bomb;
  for (int depth = 0; depth < 101; ++depth) bomb = bytes_field(2, bomb);
  expect_refused(decode_frame(bomb), base::Code::Frame, "");
  // Groups nest for free in bytes and are skipped as unknown by protobuf, one level of stack each.
  base::Bytes groups(100'000, 0x7b);
  expect_refused(decode_frame(groups), base::Code::Frame, "nested too deep");
}

TEST(Frame, AHundredThousandUnknownFieldsAreRefused) {
  base::Bytes many = encode(Frame{Have{about()}});
  while (many.size() + 3 < base::kFrameBytesMax) testing::append(many, varint_field(99, 1));
  expect_refused(decode_frame(many), base::Code::Frame, "Frame: a field that this version");
}

TEST(Frame, ALengthOfTwoGibibytesAnnouncedIsRefused) {
  base::Bytes claim = {7 << 3 | 2};  // CHUNK
  testing::append_varint(claim, std::uint64_t{1} << 31);
  expect_refused(decode_frame(claim), base::Code::Frame, "Frame: cut short");
  base::Bytes data_claim = {4 << 3 | 2};  // its data
  testing::append_varint(data_claim, (std::uint64_t{1} << 31) - 1);
  expect_refused(decode_frame(bytes_field(7, data_claim)), base::Code::Frame, "Frame: cut short");
}

TEST(Consignment, NamesLegsOnceAscendingAndBelowTheLimit) {
  for (const Legs& legs : {Legs{}, Legs{1, 1}, Legs{2, 1}, Legs{64}, Legs{0, 65'535}}) {
    Consignment consignment = about();
    consignment.legs = legs;
    expect_refused(decoded(Have{consignment}), base::Code::Frame, "consignment.legs");
  }
  Consignment many = about();
  many.legs.assign(65, 0);
  expect_refused(decoded(Have{many}), base::Code::Frame, "consignment.legs: 65 of them, at most 64");
}

TEST(Consignment, IsWholeAndItsCopyCountsFromOne) {
  expect_refused(decode_frame(bytes_field(4, {})), base::Code::Frame, "consignment: missing");
  Consignment consignment = about();
  consignment.copy = 0;
  expect_refused(decoded(Have{consignment}), base::Code::Frame, "copy: 0 is not within 1 to 255");
  const base::Bytes short_id = bytes_field(4, bytes_field(1, bytes_field(1, base::Bytes(31, 5))));
  expect_refused(decode_frame(encode(Frame{Have{about()}}) + short_id), base::Code::Frame,
                 "consignment.transfer: 31 bytes, must be 32");
}

TEST(Offer, FieldsOverTheirLimitsAreRefused) {
  const auto refused = [](auto change, std::string_view words) {
    Offer changed = offer();
    change(changed);
    expect_refused(decoded(changed), base::Code::Frame, words);
  };
  refused([](Offer& o) { o.header.resize(base::kHeaderBytesMax + 1); }, "offer.header");
  refused([](Offer& o) { o.label.resize(base::kLabelBytesMax + 1); }, "offer.label");
  refused([](Offer& o) { o.body->resize(base::kChunkBytesMax + 1); }, "offer.body");
  refused([](Offer& o) { o.size = base::kSealedBytesMax + 1; }, "offer.size");
  refused([](Offer& o) { o.stamps.resize(base::kHopsMax + 1); }, "offer.stamps");
  refused([](Offer& o) { o.circuit_number = 1'000; }, "offer.circuit_number");
  refused([](Offer& o) { o.stamps[0].statement.resize(base::kStatementBytesMax); }, "signed statement");
}

TEST(Offer, TellsAnEmptyBodyFromNone) {
  Offer empty = offer();
  empty.body = base::Bytes{};
  Offer none = offer();
  none.body.reset();
  EXPECT_NE(encode(Frame{empty}), encode(Frame{none}));
  EXPECT_EQ(decoded(empty), Frame{empty});
  EXPECT_EQ(decoded(none), Frame{none});
}

TEST(Chunk, FieldsOverTheirLimitsAreRefused) {
  Chunk changed = chunk();
  changed.data.resize(base::kChunkBytesMax);
  EXPECT_TRUE(decoded(changed).has_value());
  changed.data.resize(base::kChunkBytesMax + 1);
  expect_refused(decoded(changed), base::Code::Frame, "chunk.data: 16385 bytes, at most 16384");
  changed = chunk();
  changed.offset = UINT64_MAX;
  expect_refused(decoded(changed), base::Code::Frame, "chunk.offset");
  changed.offset = base::kSealedBytesMax - changed.data.size() + 1;
  expect_refused(decoded(changed), base::Code::Frame, "chunk: ends beyond");
  changed = chunk();
  changed.last_legs = {3, 2};
  expect_refused(decoded(changed), base::Code::Frame, "chunk.last_legs: not strictly ascending");
}

TEST(Chunk, WithoutDataSaysThatItIsTheLast) {
  Chunk changed = chunk();
  changed.data.clear();
  EXPECT_TRUE(decoded(changed).has_value());
  changed.last_legs.clear();
  expect_refused(decoded(changed), base::Code::Frame, "chunk: neither data nor the end of it");
}

TEST(Frame, NumbersOutsideTheirEnumAreRefused) {
  for (const int fate : {0, 4, 255}) {
    expect_refused(decoded(Status{about(), static_cast<Fate>(fate)}), base::Code::Frame, "status.fate");
  }
  for (const int code : {0, 39, 65'535}) {
    expect_refused(decoded(Refuse{about(), static_cast<base::Code>(code), false}), base::Code::Frame,
                   "refuse.code");
  }
}

TEST(Frame, CreditsCannotOverflowAnAccount) {
  expect_refused(decoded(Go{about(), 0, UINT64_MAX}), base::Code::Frame, "credit");
  expect_refused(decoded(Credit{about().transfer, 1, base::kQueueBytesMax + 1}), base::Code::Frame, "credit");
}

TEST(Frame, HelloOfAnotherVersionCanStillBeRead) {
  Hello hello;
  hello.version = kProtocolVersion + 1;
  EXPECT_EQ(decoded(hello), Frame{hello});
}

}  // namespace
}  // namespace backchannel::wire
