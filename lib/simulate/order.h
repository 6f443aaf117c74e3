#pragma once
// No lower precedence leaves while a higher one that was ready waits. Only in calm weather: after a loss a
// higher one may rightly be waiting for its retry.

#include <map>

#include "letters.h"
#include "net.h"
#include "stage.h"
#include "weather.h"

namespace backchannel::simulate {

class Order {
 public:
  Order(Stage& stage, const Net& net, const Weather& weather, const Letters& letters)
      : stage_(stage), net_(net), weather_(weather), letters_(letters) {}

  void queued(const base::NodeName& at, const custody::LegRow& leg);
  void moved(const base::NodeName& at, const base::TransferId& transfer);
  void leaves(const base::NodeName& from, const base::NodeName& to, const base::TransferId& transfer);

 private:
  struct Holding {  // one leg or more, on the way to one neighbour
    std::int64_t since_us = 0;
    bool offered = false;
    message::Precedence meant = message::Precedence::Routine;
  };
  using Queue = std::map<base::TransferId, Holding>;
  [[nodiscard]] static bool in_flight(const Queue& queue, message::Precedence meant);

  Stage& stage_;
  const Net& net_;
  const Weather& weather_;
  const Letters& letters_;
  std::map<Way, Queue> queues_;
};

}  // namespace backchannel::simulate
