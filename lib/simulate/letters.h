#pragma once
// What is written in a world, as the world knows it, independent of any node.

#include <map>
#include <vector>

#include "backchannel/custody/rows.h"
#include "backchannel/simulate/seals.h"
#include "backchannel/simulate/workload.h"
#include "net.h"
#include "weather.h"

namespace backchannel::simulate {

constexpr std::int64_t kConnectedUs = kSecondUs / 10;  // writing begins

struct Letter {
  base::NodeName station;  // where it is written
  std::int64_t submission = 0;
  std::int64_t at_us = 0;
  custody::Payload sealed;
  base::TransferId transfer;
  message::Header header;
  std::vector<message::Precedence> meant;  // by leg
};

class Letters {
 public:
  Letters(Stage& stage, const Net& net, const Workload& workload, const Weather& weather, Seals& seals,
          unsigned messages);
  [[nodiscard]] const std::vector<Letter>& all() const noexcept { return all_; }
  [[nodiscard]] const Letter* find(const base::TransferId& transfer) const;

 private:
  [[nodiscard]] Letter draw(Stage& stage, const Net& net, const Workload& workload, const Weather& weather,
                            Seals& seals, std::int64_t number);
  std::vector<Letter> all_;
  std::map<base::TransferId, std::size_t> by_transfer_;
};

}  // namespace backchannel::simulate
