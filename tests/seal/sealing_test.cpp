// What an honest originator, relay and reader see.

#include <gtest/gtest.h>

#include <algorithm>

#include "backchannel/seal/crypto.h"
#include "sealing_fixture.h"

namespace backchannel::seal::testing {
namespace {

TEST(Sealing, WhatIsSealedToOneReaderOpensAsItWasWritten) {
  const auto content = message_to({{"BAKER", "BRAVO"}});
  const auto sealed = sealed_by("ADAMS", content);
  const auto opened = value_of(open_as("BAKER", sealed.bytes));
  EXPECT_EQ(opened.content.message, content.message);
  EXPECT_EQ(opened.outer.header_bytes, sealed.header_bytes);
  EXPECT_EQ(opened.outer.label, secret_label());
  EXPECT_EQ(opened.outer.originator.name, "ADAMS");
  EXPECT_EQ(opened.outer.transfer, sealed.transfer);
  EXPECT_EQ(opened.content.header.message, content.header.message);
}

TEST(Sealing, EachOfSeveralReadersOpensTheSameMessage) {
  const auto content = message_to({{"BAKER", "BRAVO"}, {"", "BRAVO"}, {"ALLEN", "ALPHA"}});
  message::Label plain;
  plain.classification = secret_label().classification;
  const auto sealed = sealed_by("ADAMS", content, plain);
  for (const std::string reader : {"BAKER", "BRAVO", "ALLEN"})
    EXPECT_EQ(value_of(open_as(reader, sealed.bytes)).content.message, content.message) << reader;
}

TEST(Sealing, ABodyAtTheLimitPasses) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.message.enclosure.clear();
  content.message.subject.clear();
  content.message.text = std::string(base::kBodyBytesMax, 'A');
  const auto sealed = sealed_by("ADAMS", content);
  EXPECT_EQ(value_of(open_as("BAKER", sealed.bytes)).content.message, content.message);
}

TEST(Sealing, ANodeSealsStatementsToAStationAndAsksForNoReceipt) {
  const auto content = statements_to_station();
  const auto sealed = sealed_by("HUB", content);
  EXPECT_TRUE(sealed.receipt_expectation.empty());
  const auto opened = value_of(open_as("ALPHA", sealed.bytes));
  EXPECT_EQ(opened.content.statements, content.statements);
  EXPECT_TRUE(opened.outer.header.originator.empty());
}

}  // namespace
}  // namespace backchannel::seal::testing
