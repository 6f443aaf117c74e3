#include "reserve.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace backchannel::store {

namespace {
constexpr std::uint64_t kPageBytes = 4'096;
constexpr std::uint64_t kRefillPercent = 95;
constexpr std::uint64_t kRoomPagesMin = 64;
}  // namespace

Reserve::Reserve(Database& database, std::filesystem::path file, std::uint64_t bytes,
                 std::uint64_t page_limit)
    : database_(database), file_(std::move(file)), bytes_(bytes), page_limit_(page_limit) {}

base::Result<> Reserve::limit_pages(std::uint64_t pages) {
  return database_.script(("PRAGMA max_page_count=" + std::to_string(pages)).c_str());
}

base::Result<bool> Reserve::pages_free() {
  if (page_limit_ == 0) return true;
  BC_TRY(all, database_.number(0, "PRAGMA page_count"));
  BC_TRY(unused, database_.number(0, "PRAGMA freelist_count"));
  return static_cast<std::uint64_t>(all - unused) * 100 < page_limit_ * kRefillPercent;
}

// The file never shrinks: on a disk that stays full, what messages that left have given back is the only room
// there will be.
base::Result<bool> Reserve::room_inside() {
  BC_TRY(all, database_.number(0, "PRAGMA page_count"));
  BC_TRY(unused, database_.number(0, "PRAGMA freelist_count"));
  const auto wanted = static_cast<std::uint64_t>(all) * (100 - kRefillPercent) / 100;
  return static_cast<std::uint64_t>(unused) >= std::max(wanted, kRoomPagesMin);
}

bool Reserve::allocate() const {
  if (bytes_ == 0) return true;
  const int file = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return errno != ENOSPC;
  const int failed = ::posix_fallocate(file, 0, static_cast<off_t>(bytes_));
  ::close(file);
  if (failed == ENOSPC) ::unlink(file_.c_str());
  return failed != ENOSPC;
}

base::Result<> Reserve::restore() {
  BC_TRY(free, pages_free());
  if (!free) return {};
  if (!allocate()) {
    BC_TRY(inside, room_inside());
    if (!inside) return {};
  }
  if (page_limit_ != 0) BC_TRY_VOID(limit_pages(page_limit_));
  in_use_ = false;
  return {};
}

base::Result<> Reserve::use() {
  in_use_ = true;
  ::unlink(file_.c_str());
  if (page_limit_ == 0) return {};
  return limit_pages(page_limit_ + std::max<std::uint64_t>(bytes_ / kPageBytes, 1));
}

}  // namespace backchannel::store
