#include "backchannel/base/memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <new>

#include "support/sanitizer.h"

namespace backchannel::base {
namespace {

volatile std::size_t too_much = SIZE_MAX / 2;

TEST(Memory, ThatIsOutEndsTheProcessWithOneLineAndItsOwnCode) {
  if (tests::under_sanitizer()) GTEST_SKIP() << "a sanitizer's own `new` asks no handler";
  const auto run_out = [] {
    end_when_memory_is_out("backchannel-relay");
    ::operator delete(::operator new(too_much));
  };
  EXPECT_EXIT(run_out(), testing::ExitedWithCode(71), "^backchannel-relay: no memory is left\n  hint: ");
}

TEST(Memory, ThatALibraryDoesNotGetEndsItTheSameWay) {
  const auto run_out = [] {
    end_when_memory_is_out("backchannel");
    out_of_memory();
  };
  EXPECT_EXIT(run_out(), testing::ExitedWithCode(71), "^backchannel: no memory is left\n");
}

TEST(Memory, ThatIsOutIsAnErrorLikeAnyOtherWhereNothingElseWasAsked) { out_of_memory(); }

}  // namespace
}  // namespace backchannel::base
