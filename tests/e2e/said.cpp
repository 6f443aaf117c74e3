#include "said.h"

namespace backchannel::e2e {

std::string flat(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == '\n' || c == ' ';
    if (!blank)
      out.push_back(c);
    else if (!out.empty() && out.back() != ' ')
      out.push_back(' ');
  }
  return out;
}

testing::AssertionResult says(const std::string& text, const std::string& words) {
  if (has(flat(text), words)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "missing: " << words << "\n" << text;
}

testing::AssertionResult says(const Ended& ended, const std::string& words) {
  if (has(flat(ended.out + ended.err), words)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "missing: " << words << "\n" << what_happened(ended);
}

}  // namespace backchannel::e2e
