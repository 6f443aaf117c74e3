#pragma once
// A node that keeps to no rule: a real engine whose frames are altered, swallowed and replayed on their way
// out, and that says whatever it likes beside it. It has no keys but its own: what others sealed it can only
// repeat. When everything heals it becomes honest, or falls silent for good.

#include <functional>
#include <vector>

#include "backchannel/wire/frames.h"
#include "letters.h"
#include "net.h"
#include "stage.h"
#include "weather.h"

namespace backchannel::simulate {

class Hostile {
 public:
  using Send = std::function<void(const base::NodeName& to, const wire::Frame& frame)>;
  Hostile(Stage& stage, const Net& net, const Weather& weather, const Letters& letters, Send send);

  void begin();
  // A frame of its engine leaves, or one for it arrives. True: not as it is.
  [[nodiscard]] bool says(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame);
  [[nodiscard]] bool hears(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame);

 private:
  [[nodiscard]] bool active() const { return stage_.now_us() < kHealsUs; }
  [[nodiscard]] const base::NodeName& any_neighbour() {
    return neighbours_[stage_.below(neighbours_.size())];
  }
  [[nodiscard]] base::Code any_code();
  [[nodiscard]] wire::Consignment any_consignment();
  void remember(const wire::Frame& frame);
  void talk();
  void lie(const base::NodeName& to);
  void flood(const base::NodeName& to);
  [[nodiscard]] wire::Frame false_word(const wire::Consignment& about);
  [[nodiscard]] wire::Frame false_demand(const wire::Consignment& about);
  [[nodiscard]] wire::Offer own_message();  // of its own making, and not as it should be
  [[nodiscard]] wire::Offer noise();        // bytes that nobody sealed
  [[nodiscard]] wire::Offer stolen();       // what somebody else has sealed and may not have handed in yet
  [[nodiscard]] wire::Offer altered(wire::Offer offer);

  Stage& stage_;
  const Net& net_;
  const Letters& letters_;
  const base::NodeName self_;
  const bool goes_silent_;
  Send send_;
  std::vector<base::NodeName> neighbours_;
  std::vector<wire::Frame> heard_;
  std::vector<wire::Consignment> known_;
};

}  // namespace backchannel::simulate
