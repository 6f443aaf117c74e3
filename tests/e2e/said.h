#pragma once
// What commands said: sentences are wrapped at the width of a screen, and compared without it.

#include <gtest/gtest.h>

#include <string>

#include "net.h"

namespace backchannel::e2e {

[[nodiscard]] inline bool has(const std::string& text, const std::string& words) {
  return text.contains(words);
}

// Every run of blanks and line ends as one blank.
[[nodiscard]] std::string flat(const std::string& text);

[[nodiscard]] testing::AssertionResult says(const std::string& text, const std::string& words);
// On either of its two streams.
[[nodiscard]] testing::AssertionResult says(const Ended& ended, const std::string& words);

#define EXPECT_SAYS(what, words) EXPECT_TRUE(says(what, words))
#define EXPECT_DONE(ended) EXPECT_EQ((ended).exit_code, 0) << what_happened(ended)
#define EXPECT_REFUSED(ended, code, words)                        \
  do {                                                            \
    const Ended refusal = (ended);                                \
    EXPECT_EQ(refusal.exit_code, code) << what_happened(refusal); \
    EXPECT_SAYS(refusal.err, words);                              \
    EXPECT_FALSE(has(refusal.out, kTheText)) << refusal.out;      \
  } while (false)

// The text of a message that is refused must not be shown: forms that tests write have this one.
inline const std::string kTheText = "the text itself";

}  // namespace backchannel::e2e
