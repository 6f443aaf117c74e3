#pragma once
// Notices a connection that takes in bytes and never completes a frame. ZMQ_MAXMSGSIZE bounds one part, but
// libzmq 4.3 holds any number of parts of an unfinished message, and counts none of them against its
// high-water mark.

#include <cstddef>
#include <cstdint>

namespace backchannel::link {

class Intake {
 public:
  explicit Intake(int descriptor = -1) : descriptor_(descriptor) {}

  [[nodiscard]] int descriptor() const { return descriptor_; }
  void delivered();  // a whole frame has come
  // More than `limit` bytes have come since the last whole frame.
  [[nodiscard]] bool over(std::size_t limit) const;

 private:
  int descriptor_;
  std::uint64_t base_ = 0;
};

// What an honest peer can have on its way: the frames that ZeroMQ holds ready for us, and the kernel's
// buffers.
[[nodiscard]] std::size_t intake_limit(std::size_t frame_bytes_max);

// Ends a connection whose socket belongs to libzmq, which offers no way to end one of a ROUTER's. The
// descriptor may have been closed meanwhile and belong to another connection: that one is dialled again;
// anything but a socket is left alone by shutdown().
void cut(int descriptor);

}  // namespace backchannel::link
