#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/text/value.h"

namespace backchannel::text {
namespace {

constexpr std::string_view kPlan =
    "name = \"autumn\"\n"
    "rate = 2.5\n"
    "\n"
    "[zebra]\n"
    "on = true\n"
    "\n"
    "[[station]]\n"
    "name = \"CAS-HQ\"\n"
    "persons = [\n"
    "  \"HAIG\",\n"
    "  7,\n"
    "]\n"
    "\n"
    "[[station]]\n"
    "  name = \"PARIS\"\n";

TEST(Toml, ValuesOfEveryKindArrive) {
  const auto plan = parse_toml(kPlan, "net.toml");
  ASSERT_TRUE(plan);
  EXPECT_EQ(*plan->find("name")->string(), "autumn");
  EXPECT_EQ(std::get<double>(plan->find("rate")->data), 2.5);
  EXPECT_EQ(plan->find("zebra")->find("on")->boolean(), true);
  const Array& stations = *plan->find("station")->array();
  ASSERT_EQ(stations.size(), 2u);
  EXPECT_EQ((*stations[0].find("persons")->array())[1].integer(), 7);
  EXPECT_EQ(*stations[1].find("name")->string(), "PARIS");
  EXPECT_EQ(plan->find("nothing"), nullptr);
  EXPECT_EQ(plan->find("name")->find("x"), nullptr);
}

TEST(Toml, MembersKeepTheOrderWritten) {
  const auto plan = parse_toml(kPlan, "net.toml");
  ASSERT_TRUE(plan);
  std::vector<std::string> keys;
  for (const auto& [key, value] : *plan->table()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"name", "rate", "zebra", "station"}));
}

TEST(Toml, EveryValueKnowsItsLineAndColumn) {
  const auto plan = parse_toml(kPlan, "net.toml");
  ASSERT_TRUE(plan);
  const auto expect_at = [](const Value& value, int line, int column) {
    EXPECT_EQ(value.where.file, "net.toml");
    EXPECT_EQ(value.where.line, line);
    EXPECT_EQ(value.where.column, column);
  };
  expect_at(*plan->find("name"), 1, 8);
  expect_at(*plan->find("zebra"), 4, 1);
  const Array& stations = *plan->find("station")->array();
  expect_at(stations[0], 7, 1);
  expect_at(stations[1], 14, 1);
  expect_at((*stations[0].find("persons")->array())[0], 10, 3);
  expect_at((*stations[0].find("persons")->array())[1], 11, 3);
  expect_at(*stations[1].find("name"), 15, 10);
}

TEST(Toml, AMistakeIsNamedWithItsPlace) {
  const auto plan = parse_toml("a = 1\nb = = 2\n", "net.toml");
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, base::Code::Syntax);
  EXPECT_FALSE(plan.error().detail.empty());
  ASSERT_TRUE(plan.error().where);
  EXPECT_EQ(plan.error().where->file, "net.toml");
  EXPECT_EQ(plan.error().where->line, 2);
  EXPECT_EQ(plan.error().where->column, 5);
}

TEST(Toml, DoubledKeysAndUnquotedDatesAreMistakes) {
  EXPECT_FALSE(parse_toml("a = 1\na = 2\n", "x"));
  const auto dated = parse_toml("a = 1\nb = 1972-10-23\n", "x");
  ASSERT_FALSE(dated);
  EXPECT_EQ(dated.error().where->line, 2);
}

TEST(Toml, AHeaderWithoutANameIsAMistakeWithAPlace) {
  for (const char* header : {"[.a]", "[,]", "[[=]]", "[a.]", "[]", "[a..b]"}) {
    const auto plan = parse_toml("x = 1\n" + std::string(header) + "\n", "net.toml");
    ASSERT_FALSE(plan) << header;
    EXPECT_EQ(plan.error().where->line, 2) << header;
  }
  const auto plan = parse_toml("x = 1\ny = 2\nb = [}\nz = 3\n", "net.toml");
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().where->line, 3);
  EXPECT_EQ(plan.error().where->column, 6);
}

TEST(Toml, MistakesQuoteNoControlCharacters) {
  const auto plan = parse_toml("a = \"\x1b[2J", "x");
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().detail.find('\x1b'), std::string::npos);
}

RC_GTEST_PROP(TomlProperty, AnyInputGivesAValueOrAPlace, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('a', 'b', '.', '=', '[', ']', '{', '}', '"', '\'', ',', '1', '\n', ' ', '#', '\\'));
  const auto value = parse_toml(text, "x");
  if (!value) RC_ASSERT(value.error().where->line >= 1);
}

}  // namespace
}  // namespace backchannel::text
