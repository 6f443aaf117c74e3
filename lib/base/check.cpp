#include "backchannel/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace backchannel::base {

void check_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "backchannel: a bug: %s does not hold at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace backchannel::base
