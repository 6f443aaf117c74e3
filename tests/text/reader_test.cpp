#include <gtest/gtest.h>

#include "backchannel/text/value.h"

namespace backchannel::text {
namespace {

Value parsed(std::string_view content) {
  auto value = parse_toml(content, "net.toml");
  EXPECT_TRUE(value);
  return value.value_or(Value{});
}

std::string complaint(Reader& reader) {
  const auto end = reader.finish();
  return end ? "none" : base::to_sentence(end.error());
}

TEST(Reader, GivesWhatIsThereAndDefaultsForTheRest) {
  const Value table =
      parsed("name = \"HQ\"\nport = 7\nopen = true\none = \"a\"\nmany = [\"a\", \"b\"]\n[[leg]]\nx = 1\n");
  Reader reader(table, "station");
  EXPECT_EQ(reader.required_string("name"), "HQ");
  EXPECT_EQ(reader.optional_string("motto", "none"), "none");
  EXPECT_EQ(reader.required_integer("port", 1, 9), 7);
  EXPECT_EQ(reader.optional_integer("speed", 300, 1, 9'600), 300);
  EXPECT_TRUE(reader.optional_boolean("open", false));
  EXPECT_TRUE(reader.optional_boolean("closed", true));
  EXPECT_EQ(reader.optional_strings("one"), std::vector<std::string>{"a"});
  EXPECT_EQ(reader.optional_strings("many"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(reader.optional_strings("absent").empty());
  EXPECT_EQ(reader.optional_tables("leg").size(), 1u);
  EXPECT_EQ(reader.where_of("port").line, 2);
  EXPECT_EQ(reader.where_of("absent").line, table.where.line);
  EXPECT_EQ(complaint(reader), "none");
}

TEST(Reader, AnUnknownKeyIsReportedWithTheNearestKnownOne) {
  const Value table = parsed("name = \"HQ\"\npresedence = \"FLASH\"\n");
  Reader reader(table, "station");
  (void)reader.required_string("name");
  (void)reader.optional_string("precedence");
  EXPECT_EQ(complaint(reader),
            "net.toml:2:14: the input cannot be read: unknown key 'presedence' in station; did you mean "
            "'precedence'?");
}

TEST(Reader, AnUnknownKeyLikeNoOtherIsReportedAlone) {
  const Value table = parsed("wavelength = 3\n");
  Reader reader(table, "station");
  (void)reader.optional_string("name");
  EXPECT_EQ(complaint(reader),
            "net.toml:1:14: the input cannot be read: unknown key 'wavelength' in station");
}

TEST(Reader, AMissingKeyIsReportedAtTheTable) {
  const Value root = parsed("\n[[station]]\nport = 1\n");
  Reader outer(root, "plan");
  const auto stations = outer.optional_tables("station");
  ASSERT_EQ(stations.size(), 1u);
  Reader reader(stations[0], "station");
  EXPECT_EQ(reader.required_string("name"), "");
  EXPECT_EQ(complaint(reader), "net.toml:2:1: the input cannot be read: 'name' is missing in station");
}

TEST(Reader, AWrongKindIsReportedWithBothKinds) {
  const Value table = parsed("name = 3\n");
  Reader reader(table, "station");
  EXPECT_EQ(reader.required_string("name"), "");
  EXPECT_EQ(complaint(reader),
            "net.toml:1:8: the input cannot be read: 'name' in station must be a text in quotes, not a whole "
            "number");
}

TEST(Reader, AnElementOfTheWrongKindIsReportedAtItsOwnPlace) {
  const Value table = parsed("many = [\n  \"a\",\n  7,\n]\n");
  Reader reader(table, "station");
  EXPECT_TRUE(reader.optional_strings("many").empty());
  EXPECT_EQ(
      complaint(reader),
      "net.toml:3:3: the input cannot be read: an element of 'many' in station must be a text in quotes, "
      "not a whole number");
}

TEST(Reader, ANumberOutOfRangeIsReportedWithTheRange) {
  const Value table = parsed("port = 70000\n");
  Reader reader(table, "relay");
  EXPECT_EQ(reader.required_integer("port", 1, 65'535), 1);
  EXPECT_EQ(complaint(reader),
            "net.toml:1:8: the input cannot be read: 'port' in relay is 70000, but must be from 1 to 65535");
}

TEST(Reader, TheFirstComplaintIsKept) {
  const Value table = parsed("port = 70000\nname = 3\nother = 1\n");
  Reader reader(table, "relay");
  reader.complain(base::Code::PlanInvalid, "first", table.where, "mend it");
  (void)reader.required_integer("port", 1, 65'535);
  (void)reader.required_string("name");
  const auto end = reader.finish();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, base::Code::PlanInvalid);
  EXPECT_EQ(end.error().detail, "first");
  EXPECT_EQ(end.error().hint, "mend it");
}

TEST(Reader, OtherKindsAreRefusedWhereTablesAreWanted) {
  const Value table = parsed("leg = 1\nmixed = [1]\nflag = 0\n");
  Reader no_list(table, "plan");
  EXPECT_TRUE(no_list.optional_tables("leg").empty());
  EXPECT_NE(complaint(no_list).find("[[leg]]"), std::string::npos);
  Reader no_tables(table, "plan");
  EXPECT_TRUE(no_tables.optional_tables("mixed").empty());
  EXPECT_NE(complaint(no_tables).find("an element of 'mixed'"), std::string::npos);
  Reader no_flag(table, "plan");
  EXPECT_TRUE(no_flag.optional_boolean("flag", true));
  EXPECT_NE(complaint(no_flag).find("must be true or false"), std::string::npos);
  Reader no_table(*table.find("leg"), "leg");
  EXPECT_NE(complaint(no_table).find("leg must be a table, not a whole number"), std::string::npos);
}

TEST(Reader, KeysInComplaintsAreMadeVisible) {
  const Value table = parsed("\"a\\u001b[2J\" = 1\n");
  Reader reader(table, "station");
  EXPECT_NE(complaint(reader).find("'a\\x1b[2J'"), std::string::npos);
}

TEST(Nearest, FindsSlipsOfThePenOnly) {
  const std::vector<std::string> known = {"precedence", "classification", "to", "station"};
  EXPECT_EQ(nearest("presedence", known), "precedence");
  EXPECT_EQ(nearest("PRECEDENCE", known), "precedence");
  EXPECT_EQ(nearest("statoin", known), "station");
  EXPECT_EQ(nearest("classifcation", known), "classification");
  EXPECT_EQ(nearest("frequency", known), std::nullopt);
  EXPECT_EQ(nearest("", known), std::nullopt);
  EXPECT_EQ(nearest(std::string(10'000, 'a'), known), std::nullopt);
}

}  // namespace
}  // namespace backchannel::text
