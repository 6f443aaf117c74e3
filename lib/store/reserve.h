#pragma once
// Room set aside, so that on a full disk what is held can still be moved, ended and reported on. It is a file
// that is deleted when the disk is full, and with a page limit the pages above it. While the disk stays full,
// the room that messages leave behind in the database itself has to do.

#include <filesystem>

#include "sqlite.h"

namespace backchannel::store {

class Reserve {
 public:
  Reserve(Database& database, std::filesystem::path file, std::uint64_t bytes, std::uint64_t page_limit);

  // Sets the room aside, if there is room, and ends its use. At the start and from time to time while it is
  // in use.
  [[nodiscard]] base::Result<> restore();
  [[nodiscard]] base::Result<> use();
  [[nodiscard]] bool in_use() const noexcept { return in_use_; }

 private:
  [[nodiscard]] base::Result<> limit_pages(std::uint64_t pages);
  [[nodiscard]] base::Result<bool> pages_free();
  [[nodiscard]] base::Result<bool> room_inside();
  [[nodiscard]] bool allocate() const;

  Database& database_;
  std::filesystem::path file_;
  std::uint64_t bytes_;
  std::uint64_t page_limit_;
  bool in_use_ = true;
};

}  // namespace backchannel::store
