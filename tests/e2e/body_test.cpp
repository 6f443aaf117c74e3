// The largest message there is, and one that is larger.

#include <gtest/gtest.h>

#include "backchannel/base/limits.h"
#include "net.h"
#include "support/live_net.h"

namespace backchannel::e2e {
namespace {

const std::string kWords = "Inventory of furniture, all offices. One desk, one lamp, two chairs.";

std::string form_of(std::size_t bytes) {
  return "from = \"ALFA\"\nto = \"B\"\nclassification = \"CONFIDENTIAL\"\nprecedence = \"ROUTINE\"\ntext = "
         "\"" +
         kWords + "\"\nfill_to_bytes = " + std::to_string(bytes) + "\n";
}

std::string text_of(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += kWords.substr(0, bytes - text.size());
  return text;
}

TEST(Body, OfOneMebibyteArrivesByteForByte) {
  Net net(support::line_plan(2));
  net.start_all();
  const Ended sent = net.as("ALFA", {"send", "-", "--json"}, form_of(base::kBodyBytesMax));
  ASSERT_EQ(sent.exit_code, 0) << what_happened(sent);
  const std::string id = string_at(json_of(sent), "message");
  ASSERT_TRUE(eventually([&] {
    const auto rows = net.store("B").mailbox();
    return rows && rows->size() == 1;
  }));
  const text::Value read = json_of(net.as("BRAVO", {"read", id.substr(0, 8), "--json"}));
  ASSERT_NE(read.find("message"), nullptr);
  const std::string text = string_at(*read.find("message"), "text");
  EXPECT_EQ(text.size(), base::kBodyBytesMax);
  EXPECT_TRUE(text == text_of(base::kBodyBytesMax));
}

TEST(Body, OneByteLongerIsRefusedBeforeAnythingIsSaved) {
  Net net(support::line_plan(2));
  for (const char* command : {"compose", "send"}) {
    const Ended ended = net.as("ALFA", {command, "-"}, form_of(base::kBodyBytesMax + 1));
    EXPECT_EQ(ended.exit_code, 65) << what_happened(ended);
    EXPECT_EQ(ended.out, "");
    EXPECT_NE(ended.err.find("1,048,577"), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("Send them in parts."), std::string::npos) << ended.err;
  }
  const auto store = net.store("A");
  EXPECT_TRUE(store.drafts(base::PersonName("ALFA"))->empty());
  EXPECT_TRUE(store.submissions()->empty());
}

}  // namespace
}  // namespace backchannel::e2e
