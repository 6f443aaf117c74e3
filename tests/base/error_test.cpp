#include "backchannel/base/error.h"

#include <gtest/gtest.h>

#include "backchannel/base/check.h"
#include "backchannel/base/limits.h"

namespace backchannel::base {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(Code::Syntax, "odd");
  return number / 2;
}

Result<int> quarter(int number) {
  BC_TRY(once, half(number));
  BC_TRY(twice, half(once));
  return twice;
}

Result<> even(int number) {
  BC_TRY_VOID(half(number));
  return {};
}

TEST(Error, EveryRowIsFoundByItsNumber) {
  ASSERT_FALSE(error_rows().empty());
  for (const CodeRow& row : error_rows()) {
    EXPECT_EQ(code_from_number(static_cast<std::uint16_t>(row.code)), row.code) << row.name;
    EXPECT_EQ(row_of(row.code).name, row.name);
  }
}

TEST(Error, EveryTextIsAClauseAndEveryExitCodeOneOfSysexits) {
  for (const CodeRow& row : error_rows()) {
    EXPECT_FALSE(row.text.empty()) << row.name;
    EXPECT_FALSE(row.text.ends_with('.')) << row.name;
    EXPECT_GE(row.exit_code, 64) << row.name;
    EXPECT_LE(row.exit_code, 78) << row.name;
  }
}

TEST(Error, AnUnknownNumberHasNoCodeAndTheRowOfABug) {
  EXPECT_EQ(code_from_number(0), std::nullopt);
  EXPECT_EQ(code_from_number(65'535), std::nullopt);
  EXPECT_EQ(row_of(static_cast<Code>(65'535)).code, Code::Internal);
}

TEST(Error, SentenceNamesPlaceTextAndDetail) {
  Error error{Code::Syntax, "no closing bracket", Where{"net.toml", 12, 3}, {}};
  EXPECT_EQ(to_sentence(error), "net.toml:12:3: the input cannot be read: no closing bracket");
}

TEST(Error, SentenceLeavesOutWhatIsNotKnown) {
  Error error{Code::Syntax, {}, std::nullopt, {}};
  EXPECT_EQ(to_sentence(error), "the input cannot be read");
  error.where = Where{"net.toml", 12, 0};
  EXPECT_EQ(to_sentence(error), "net.toml:12: the input cannot be read");
  error.where = Where{"net.toml", 0, 7};
  EXPECT_EQ(to_sentence(error), "net.toml: the input cannot be read");
  error.where = Where{"", 12, 3};
  EXPECT_EQ(to_sentence(error), "line 12:3: the input cannot be read");
  error.where = Where{};
  EXPECT_EQ(to_sentence(error), "the input cannot be read");
}

TEST(Error, OwnHintOverridesTheOneOfTheTable) {
  EXPECT_EQ(hint_of({Code::Usage, {}, std::nullopt, {}}), "see --help");
  EXPECT_EQ(hint_of({Code::Usage, {}, std::nullopt, "name a station"}), "name a station");
}

TEST(Error, TryHandsTheFirstErrorUp) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_EQ(quarter(6).error().detail, "odd");
  EXPECT_TRUE(even(2));
  EXPECT_FALSE(even(1));
}

TEST(Error, DispositionsHaveNames) {
  EXPECT_EQ(to_string(Disposition::Retry), "retry");
  EXPECT_EQ(to_string(Disposition::Reject), "reject");
  EXPECT_EQ(to_string(Disposition::Quarantine), "quarantine");
  EXPECT_EQ(to_string(Disposition::Fatal), "fatal");
}

TEST(CheckDeathTest, ABrokenConditionNamesItselfAndItsPlace) {
  BC_CHECK(1 + 1 == 2);
  EXPECT_DEATH(BC_CHECK(1 + 1 == 3), "a bug: 1 \\+ 1 == 3 does not hold at .*error_test.cpp");
}

TEST(Limits, EveryRowHasNameValueAndUnit) {
  for (const LimitRow& row : limits()) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_GT(row.value, 0u) << row.name;
    EXPECT_FALSE(row.unit.empty()) << row.name;
  }
  EXPECT_EQ(limits().front().value, kBodyBytesMax);
}

}  // namespace
}  // namespace backchannel::base
