#include "backchannel/base/memory.h"

#include <unistd.h>

#include <new>
#include <string_view>

#include "backchannel/base/error.h"

namespace backchannel::base {

namespace {

const char* program_name = "backchannel";

void say(std::string_view words) noexcept {
  if (::write(STDERR_FILENO, words.data(), words.size()) < 0) return;
}

// Nothing here allocates.
[[noreturn]] void end_process() noexcept {
  const CodeRow& row = row_of(Code::Memory);
  say(program_name);
  say(": ");
  say(row.text);
  say("\n  hint: ");
  say(row.hint);
  say("\n");
  ::_exit(row.exit_code);
}

}  // namespace

void end_when_memory_is_out(const char* program) noexcept {
  program_name = program;
  std::set_new_handler(end_process);
}

void out_of_memory() noexcept {
  if (std::get_new_handler() == &end_process) end_process();
}

}  // namespace backchannel::base
