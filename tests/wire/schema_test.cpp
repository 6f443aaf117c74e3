// The schema itself: numbers that are signed or travel and must never change, written out by hand.

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "backchannel/wire/codec.h"
#include "hostile.h"

namespace backchannel::wire {
namespace {

using testing::bytes_field;
using testing::varint_field;
using testing::operator+;

base::Bytes text_field(std::uint32_t number, std::string_view text) {
  return bytes_field(number, base::as_bytes(text));
}

TEST(Schema, HeaderIsWrittenWithItsPermanentNumbers) {
  message::Header header;
  header.message.value.fill(7);
  header.created = {-1};
  header.expires = {2};
  header.originator = base::PersonName("KISSINGER");
  header.originator_node = base::NodeName("SAIGON");
  header.recipients.resize(1);
  header.recipients[0].person = base::PersonName("HAIG");
  header.recipients[0].station = base::NodeName("CAS-HQ");
  header.recipients[0].key.value.fill(8);
  header.recipients[0].precedence = message::Precedence::Flash;
  header.recipients[0].pair_sequence = 300;
  header.number = {.series = "HAKTO", .trip = "1972-10", .serial = 49};
  header.channel = "CAS";
  header.delivery = {"ON RECEIPT", "NIACT"};
  header.service_line = "RELAY";
  header.copies = 1;
  header.size_class = 0x01020304;

  const base::Bytes recipient = text_field(1, "HAIG") + text_field(2, "CAS-HQ") +
                                bytes_field(3, base::Bytes(20, 8)) + varint_field(4, 1) + varint_field(5, 4) +
                                varint_field(6, 1) + varint_field(7, 300);
  const base::Bytes number = text_field(1, "HAKTO") + text_field(2, "1972-10") + varint_field(3, 49);
  const base::Bytes expected =
      bytes_field(1, base::Bytes(16, 7)) + varint_field(2, 1) + varint_field(3, 1) + varint_field(4, 4) +
      text_field(5, "KISSINGER") + text_field(6, "SAIGON") + bytes_field(7, recipient) +
      bytes_field(8, number) + text_field(9, "CAS") + text_field(10, "ON RECEIPT") + text_field(10, "NIACT") +
      text_field(11, "RELAY") + varint_field(12, 1) + base::Bytes{13 << 3 | 5, 4, 3, 2, 1};
  EXPECT_EQ(encode(header), expected);
}

TEST(Schema, StatementIsWrittenWithItsPermanentNumbers) {
  message::Statement statement;
  statement.kind = message::StatementKind::DeliveryReport;
  statement.message.value.fill(1);
  statement.transfer.value.fill(2);
  statement.leg = 3;
  statement.copy = 4;
  statement.at = {5};
  statement.author_node = "PARIS";
  statement.author_person = "GUAY";
  statement.code = 6;
  statement.bearer = "SAIGON";
  statement.bearer_serial = 231;
  statement.text = "handed over";
  statement.data = {9};

  const base::Bytes expected = varint_field(1, 7) + bytes_field(2, base::Bytes(16, 1)) +
                               bytes_field(3, base::Bytes(32, 2)) + varint_field(4, 3) + varint_field(5, 4) +
                               varint_field(6, 10) + text_field(7, "PARIS") + text_field(8, "GUAY") +
                               varint_field(9, 6) + text_field(10, "SAIGON") + varint_field(11, 231) +
                               text_field(12, "handed over") + bytes_field(13, base::Bytes{9});
  EXPECT_EQ(encode(statement), expected);
}

TEST(Schema, FramesAreWrittenWithTheirPermanentNumbers) {
  Chunk chunk;
  chunk.transfer.value.fill(5);
  chunk.offset = 300;
  chunk.data = {1, 2};
  chunk.last_legs = {0, 63};
  const base::Bytes inside = bytes_field(1, base::Bytes(32, 5)) + varint_field(2, 1) + varint_field(3, 300) +
                             bytes_field(4, base::Bytes{1, 2}) + bytes_field(5, base::Bytes{0, 63});
  EXPECT_EQ(encode(Frame{chunk}), bytes_field(7, inside));
}

TEST(ObjectIdentifiers, AreEachNamedOnceAndStayWithinTheExerciseArc) {
  std::ifstream file(std::string(BACKCHANNEL_SOURCE_DIR) + "/proto/oids.txt");
  ASSERT_TRUE(file.is_open());
  const std::string arc = "1.3.6.1.4.1.99999";
  std::set<std::string> names;
  std::set<std::string> oids;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string name;
    std::string oid;
    if (!(words >> name)) continue;
    ASSERT_TRUE(words >> oid) << line;
    EXPECT_TRUE(oid == arc || oid.starts_with(arc + ".")) << line;
    EXPECT_TRUE(names.insert(name).second) << line;
    EXPECT_TRUE(oids.insert(oid).second) << line;
  }
  EXPECT_GE(oids.size(), 16U);
}

}  // namespace
}  // namespace backchannel::wire
