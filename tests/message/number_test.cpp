#include "backchannel/message/number.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace backchannel::message {
namespace {

TEST(Number, IsPrintedInThreeForms) {
  const Number number{"HAKTO", "1972-10", 49};
  EXPECT_EQ(slip_number(number), "HAKTO 049");
  EXPECT_EQ(cite("SAIGON", 231), "CITE SAIGON 0231");
  EXPECT_EQ(summary_number(number, 231), "Hakto 49/231");
  EXPECT_EQ(summary_number(number, std::nullopt), "Hakto 49");
  EXPECT_EQ(slip_number({"WH", "", 21'557}), "WH 21557");
  EXPECT_EQ(summary_number({"WHP", "1972-10", 76}, std::nullopt), "WHP 76");
  EXPECT_EQ(summary_number({"BUENOS AIRES", "", 4058}, std::nullopt), "Buenos Aires 4058");
  EXPECT_EQ(summary_number({"TOSIT", "", 15}, std::nullopt), "Tosit 15");
  EXPECT_EQ(slip_number({}), "");
  EXPECT_EQ(summary_number({}, 3), "");
}

TEST(Number, IsReadFromEveryForm) {
  EXPECT_EQ(parse_number("HAKTO 049"), (PrintedNumber{"HAKTO", 49, std::nullopt}));
  EXPECT_EQ(parse_number(" Hakto  49 "), (PrintedNumber{"HAKTO", 49, std::nullopt}));
  EXPECT_EQ(parse_number("Hakto 49/231"), (PrintedNumber{"HAKTO", 49, 231}));
}

TEST(Number, OtherTextIsNone) {
  for (const char* text : {"", "HAKTO", "049", "HAKTO 49/", "HAKTO /231", "HAKTO 4x", "HAKTO 49/231/1",
                           "HAKTO -1", "9 9", "CITE SAIGON 0231", "HAKTO 4294967296", "HÄKTO 1"})
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

RC_GTEST_PROP(NumberProperty, WhatIsPrintedIsReadBack, (std::uint32_t serial, std::uint32_t bearer)) {
  const auto series = "A" + *rc::gen::container<std::string>(rc::gen::element('A', 'K', 'Z', '7', '-'));
  const Number number{series, "", serial};
  RC_ASSERT(parse_number(slip_number(number)) == (PrintedNumber{series, serial, std::nullopt}));
  RC_ASSERT(parse_number(summary_number(number, bearer)) == (PrintedNumber{series, serial, bearer}));
}

}  // namespace
}  // namespace backchannel::message
