#pragma once
// What a program does when there is no memory left: it ends at once and in one way, so that no half-done work
// is taken for done. What was promised is on the disk; the next start goes on from there.

namespace backchannel::base {

// To be called first in main(). From then on an allocation that fails writes one line to standard error and
// ends the process with the exit code of Code::Memory; nothing is unwound, nothing is flushed. `program` is
// kept, not copied. libzmq alone aborts by itself when its own malloc fails.
void end_when_memory_is_out(const char* program) noexcept;

// For the allocators of libraries that would go on with an error instead: does what a failing `new` does. It
// returns only where end_when_memory_is_out has not been called.
void out_of_memory() noexcept;

}  // namespace backchannel::base
