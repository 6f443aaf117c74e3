#include "backchannel/base/memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <new>

namespace backchannel::base {
namespace {

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have a `new` of their own

volatile std::size_t too_much = SIZE_MAX / 2;

TEST(Memory, ThatIsOutEndsTheProcessWithOneLineAndItsOwnCode) {
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

#endif

TEST(Memory, ThatIsOutIsAnErrorLikeAnyOtherWhereNothingElseWasAsked) { out_of_memory(); }

}  // namespace
}  // namespace backchannel::base
