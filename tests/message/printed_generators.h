#pragma once
// Words, names and damaged papers for the properties of the printed forms.

#include <rapidcheck.h>

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace backchannel::message::generators {

// Words as people write them, none longer than the narrowest column of a layout.
inline std::string words(int least, int most) {
  std::string text;
  for (int i = *rc::gen::inRange(least, most + 1); i > 0; --i) {
    const auto length = *rc::gen::inRange<std::size_t>(1, 12);
    const auto letters = rc::gen::element('A', 'E', 'N', 'S', 'T', '9', '(', ')', '/', '-', ':');
    text += (text.empty() ? "" : " ") + *rc::gen::container<std::string>(length, letters);
  }
  return text;
}

// A name for a layout: begins with a letter and ends with one, so that it is no label and no number.
inline std::string name() { return "N" + words(0, 9) + " X"; }

inline std::vector<std::string> several(int least, int most) {
  std::vector<std::string> all;
  for (int i = *rc::gen::inRange(least, most + 1); i > 0; --i)
    all.push_back(name() + std::string(1, static_cast<char>('A' + i)));
  return all;
}

inline std::string paragraphs(int most) {
  std::string text;
  for (int i = *rc::gen::inRange(0, most); i > 0; --i) text += (text.empty() ? "" : "\n\n") + words(1, 40);
  return text;
}

// A paper with a few bytes changed, or no paper at all.
inline rc::Gen<std::string> bytes_like(std::string paper) {
  return rc::gen::exec([paper] {
    std::string text = paper;
    if (text.empty() || *rc::gen::inRange(0, 4) == 0) return *rc::gen::arbitrary<std::string>();
    for (int i = *rc::gen::inRange(1, 8); i > 0; --i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      text[at] = *rc::gen::element(' ', '\n', 'X', ':', '/', '[', ']', '#', '\0', '\xff', '\xe2');
    }
    text.resize(*rc::gen::inRange<std::size_t>(0, text.size() + 1));
    return text;
  });
}

// A property on 10,000 generated values (RapidCheck's own default is 100).
inline void check_often(const std::string& name, const std::function<void()>& property) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = 10'000;
  rc::detail::TestMetadata metadata;
  metadata.id = name;
  metadata.description = name;
  const auto result = rc::detail::checkTestable(property, metadata, params);
  if (!result.template is<rc::detail::SuccessResult>()) {
    std::ostringstream said;
    rc::detail::printResultMessage(result, said);
    FAIL() << said.str();
  }
}

}  // namespace backchannel::message::generators
