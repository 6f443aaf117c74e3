#include "checks.h"

#include <poll.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "stage.h"

namespace backchannel::client {

namespace {

constexpr int kPollMs = 10;

}  // namespace

base::Result<> Checks::verify(bool as_expected, std::string_view expected, std::string_view found) {
  if (!as_expected)
    return base::fail(base::Code::Internal,
                      "expected " + std::string(expected) + ", found " + std::string(found));
  ++verified_;
  return go_on();
}

base::Result<> Checks::until(std::string_view expected, int deadline_ms,
                             const std::function<base::Result<bool>()>& done) {
  using namespace std::chrono;
  const auto limit = steady_clock::now() + milliseconds(deadline_ms);
  while (true) {
    BC_TRY(yes, done());
    if (yes) {
      ++verified_;
      return go_on();
    }
    if (steady_clock::now() > limit)
      return base::fail(base::Code::Internal, "expected " + std::string(expected) + " within " +
                                                  std::to_string(deadline_ms / 1'000) +
                                                  " s, found that it did not come");
    static_cast<void>(::poll(nullptr, 0, kPollMs));
    BC_TRY_VOID(go_on());
  }
}

int end_of_play(std::string_view program, const base::Result<>& played) {
  if (interrupted()) return kPlayInterrupted;
  if (played) return kPlayed;
  // A step that came out otherwise says so itself; all else is an error with its own sentence.
  const base::Error& error = played.error();
  const std::string sentence =
      error.detail.starts_with("expected ") ? error.detail : base::to_sentence(error);
  std::fprintf(stderr, "%s: %s\n", std::string(program).c_str(), sentence.c_str());
  return kPlayFailed;
}

}  // namespace backchannel::client
