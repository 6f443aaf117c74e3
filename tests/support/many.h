#pragma once
// Properties that are to hold for many more cases than RapidCheck's usual hundred.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace backchannel::tests {

constexpr int kMany = 10'000;

// RC_PARAMS may ask for more, and gives the seed. Every case draws from generators with operator*.
template <class Property>
void check_many(Property&& property) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = std::max(params.maxSuccess, kMany);
  rc::detail::TestMetadata metadata;
  metadata.description = ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, params);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream words;
  rc::detail::printResultMessage(result, words);
  FAIL() << words.str();
}

inline rc::Gen<std::string> element_of(std::vector<std::string> choices) {
  return rc::gen::elementOf(std::move(choices));
}

// Pieces one behind the other, up to twelve of them.
inline rc::Gen<std::string> text_of(std::vector<std::string> pieces) {
  return rc::gen::exec([pieces = std::move(pieces)] {
    std::string text;
    const auto count = *rc::gen::inRange<std::size_t>(0, 13);
    for (std::size_t i = 0; i < count; ++i) text += *rc::gen::elementOf(pieces);
    return text;
  });
}

}  // namespace backchannel::tests
