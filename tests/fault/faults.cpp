#include "faults.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cstring>
#include <new>
#include <stdexcept>

#include "support/sanitizer.h"

namespace backchannel::fault {

Faults::Faults(const std::filesystem::path& control, const std::filesystem::path& home) : file_(control) {
  const int fd = ::open(control.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || ::ftruncate(fd, sizeof(Control)) != 0) throw std::runtime_error("the control of faults");
  void* mapped = ::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (mapped == MAP_FAILED) throw std::runtime_error("the control of faults");
  control_ = new (mapped) Control{};
  std::strncpy(control_->under, (home.string() + "/").c_str(), sizeof control_->under - 1);
}

Faults::~Faults() { ::munmap(control_, sizeof(Control)); }

e2e::Net::Environment Faults::environment() const {
  return {{"LD_PRELOAD", BACKCHANNEL_FAILING_CALLS}, {kControlVariable, file_.string()}};
}

void Faults::arm(std::uint32_t calls, int error, std::uint64_t at) {
  control_->at = 0;
  control_->calls = calls;
  control_->error = error;
  control_->count = 0;
  control_->struck = 0;
  control_->lies = false;
  control_->power_cut = false;
  control_->which[0] = '\0';
  control_->at = at;  // last: the daemon may run already
}

void Faults::lie() { control_->lies = true; }

void Faults::cut_power() { control_->power_cut = true; }

void Faults::end_disk_after(std::int64_t bytes) {
  control_->room = bytes;
  control_->limited = true;
}

void Faults::give_room(std::int64_t bytes) { control_->room += bytes; }

double Faults::ms_since_struck() const {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t ns = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  return static_cast<double>(ns - control_->struck_ns) / 1e6;
}

bool can_preload() { return !tests::under_sanitizer(); }

}  // namespace backchannel::fault
