#include "backchannel/base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <type_traits>
#include <unordered_set>

#include "backchannel/base/names.h"

namespace backchannel::base {
namespace {

TEST(Bytes, WipeZeroesEveryByte) {
  Bytes bytes(37, 0xa5);
  wipe(bytes.data(), bytes.size());
  EXPECT_EQ(bytes, Bytes(37, 0));
  wipe(nullptr, 0);
}

TEST(Bytes, SecretBytesMoveAndLeaveNothingBehind) {
  SecretBytes first{std::string_view("open sesame")};
  SecretBytes second{std::move(first)};
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): the contract says empty
  EXPECT_EQ(second.text(), "open sesame");
  SecretBytes third{std::string_view("other")};
  third = std::move(second);
  EXPECT_EQ(third.text(), "open sesame");
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  static_assert(!std::is_copy_constructible_v<SecretBytes>);
  static_assert(!std::is_convertible_v<SecretBytes, std::string>);
}

TEST(Bytes, HexIsLowerCaseAndReadsBothCases) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x9f, 0xff}), "009fff");
  Bytes out;
  ASSERT_TRUE(from_hex("009FfF", out));
  EXPECT_EQ(out, (Bytes{0x00, 0x9f, 0xff}));
}

TEST(Bytes, BadHexIsRefusedAndLeavesNothing) {
  for (const char* bad : {"0", "0g", "00 0", "-1", "\xc3\xa9"}) {
    Bytes out{1, 2, 3};
    EXPECT_FALSE(from_hex(bad, out)) << bad;
    EXPECT_TRUE(out.empty()) << bad;
  }
}

// RFC 4648 section 10.
TEST(Bytes, Base64FollowsTheVectorsOfItsRfc) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), encoded);
    Bytes out;
    ASSERT_TRUE(from_base64(encoded, out)) << encoded;
    EXPECT_EQ(to_text(out), plain);
  }
}

TEST(Bytes, Base64HasOneTextForOneByteString) {
  for (const char* bad :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm-_"}) {
    Bytes out;
    EXPECT_FALSE(from_base64(bad, out)) << bad;
    EXPECT_TRUE(out.empty()) << bad;
  }
}

RC_GTEST_PROP(BytesProperty, HexAndBase64ReadBackWhatTheyWrite, (const Bytes& bytes)) {
  Bytes out;
  RC_ASSERT(from_hex(to_hex(bytes), out));
  RC_ASSERT(out == bytes);
  RC_ASSERT(from_base64(to_base64(bytes), out));
  RC_ASSERT(out == bytes);
}

RC_GTEST_PROP(BytesProperty, WhatBase64AcceptsItWritesTheSame, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::element('A', 'b', '7', '+', '/', '='));
  Bytes out;
  if (from_base64(text, out)) RC_ASSERT(to_base64(out) == text);
}

TEST(Id, DifferentTagsAreDifferentTypes) {
  static_assert(!std::is_convertible_v<MessageId, StoreUuid>);
  static_assert(!std::is_convertible_v<NodeName, PersonName>);
  const MessageId id = MessageId::from_bytes(Bytes(16, 7));
  EXPECT_FALSE(id.is_zero());
  EXPECT_TRUE(MessageId{}.is_zero());
  const std::unordered_set<MessageId> ids{id, MessageId{}, id};
  EXPECT_EQ(ids.size(), 2u);
}

}  // namespace
}  // namespace backchannel::base
