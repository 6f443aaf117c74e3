#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/text/value.h"

namespace backchannel::text {
namespace {

TEST(Json, ReadsAndWritesInTheOrderGiven) {
  const std::string text = R"({"z":1,"a":[true,null,"x\ny",2.5],"m":{"k":-7}})";
  const auto value = parse_json(text, "x.json");
  ASSERT_TRUE(value);
  EXPECT_EQ(to_json(*value), text);
  EXPECT_EQ(value->find("z")->where.file, "x.json");
}

TEST(Json, IndentationIsOnRequest) {
  Value value;
  value.set("b", 1).set("a", Array{Value("x")}).set("b", 2);
  EXPECT_EQ(to_json(value), R"({"b":2,"a":["x"]})");
  EXPECT_EQ(to_json(value, 2), "{\n  \"b\": 2,\n  \"a\": [\n    \"x\"\n  ]\n}");
}

TEST(Json, AMistakeIsNamedWithLineAndColumn) {
  const auto value = parse_json("{\n  \"a\": 1,\n  \"\xc3\xa9\": x\n}\n", "x.json");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, base::Code::Syntax);
  EXPECT_EQ(value.error().where->file, "x.json");
  EXPECT_EQ(value.error().where->line, 3);
  EXPECT_EQ(value.error().where->column, 8);
}

TEST(Json, EndOfInputHasAPlaceToo) {
  const auto value = parse_json("{\"a\":\n", "x.json");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().where->line, 2);
  EXPECT_FALSE(parse_json("", "x.json"));
}

TEST(Json, DoubledKeysBigNumbersAndDeepNestsAreRefused) {
  EXPECT_FALSE(parse_json(R"({"a":1,"a":2})", "x"));
  EXPECT_FALSE(parse_json("9223372036854775808", "x"));
  EXPECT_FALSE(parse_json("123456789012345678901234567890", "x"));
  EXPECT_TRUE(parse_json("9223372036854775807", "x"));
  const auto nest = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nest(64), "x"));
  EXPECT_FALSE(parse_json(nest(65), "x"));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '['), "x"));
}

TEST(Json, InvalidUtf8IsRefusedOnReadingAndReplacedOnWriting) {
  EXPECT_FALSE(parse_json("\"\xff\"", "x"));
  EXPECT_EQ(to_json(Value("\xff")), "\"\xef\xbf\xbd\"");
}

TEST(Json, TrailingWordsAreRefused) { EXPECT_FALSE(parse_json("1 2", "x")); }

Value arbitrary_value(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 7 : 5);
  switch (kind) {
    case 0:
      return {};
    case 1:
      return Value(*rc::gen::arbitrary<bool>());
    case 2:
      return Value(*rc::gen::arbitrary<std::int64_t>());
    case 3:
      return Value(static_cast<double>(*rc::gen::arbitrary<std::int32_t>()) / 8);
    case 4:
      return Value(*rc::gen::container<std::string>(rc::gen::inRange<char>(0, 0x7f)));
    case 5: {
      Array array;
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) array.push_back(arbitrary_value(depth - 1));
      return array;
    }
    default: {
      Value table = Table{};
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        table.set("key " + std::to_string(i), arbitrary_value(depth - 1));
      return table;
    }
  }
}

RC_GTEST_PROP(JsonProperty, ReadsBackWhatItWrote, ()) {
  const std::string text = to_json(arbitrary_value(3), *rc::gen::inRange(0, 3));
  const auto value = parse_json(text, "x");
  RC_ASSERT(value.has_value());
  const std::string short_form = to_json(*value);
  RC_ASSERT(to_json(*parse_json(short_form, "x")) == short_form);
  RC_ASSERT(text.find('\n') != std::string::npos || text == short_form);
}

RC_GTEST_PROP(JsonProperty, AnyInputGivesAValueOrAnError, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('{', '}', '[', ']', '"', ':', ',', '1', 'e', '.', '-', 't', ' ', '\n', '\\', '\xff'));
  const auto value = parse_json(text, "x");
  if (!value) RC_ASSERT(value.error().where.has_value());
}

}  // namespace
}  // namespace backchannel::text
