#pragma once
// What keeps a simulated node's rows beside the tables in memory, when a world runs on a real store: it must
// say what they say. Everything is answered in the call.

#include <functional>
#include <memory>
#include <vector>

#include "backchannel/custody/ports.h"

namespace backchannel::simulate {

class Drive {
 public:
  virtual ~Drive() = default;
  virtual void write(const custody::Batch& batch) = 0;  // durable when it returns
  [[nodiscard]] virtual custody::FoundFacts find(const base::TransferId& transfer) = 0;
  [[nodiscard]] virtual base::Bytes read(const base::TransferId& transfer, std::uint64_t offset,
                                         std::uint64_t size) = 0;
  [[nodiscard]] virtual custody::Page page(const custody::ReadPage& request) = 0;
  [[nodiscard]] virtual custody::OverduePage overdue(const custody::ReadOverdue& request) = 0;
  // As after a kill, and at the first start.
  [[nodiscard]] virtual custody::Recovered reopen() = 0;
};

using MakeDrive = std::function<std::unique_ptr<Drive>(const base::NodeName& node)>;

}  // namespace backchannel::simulate
