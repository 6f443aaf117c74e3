#pragma once
// The net between the nodes: what a frame meets on its way.

#include <functional>
#include <map>

#include "backchannel/wire/frames.h"
#include "stage.h"
#include "weather.h"

namespace backchannel::simulate {

class Circuits {
 public:
  // Frames that arrive, decoded.
  using Deliver =
      std::function<void(const base::NodeName& from, const base::NodeName& to, wire::Frame frame)>;
  Circuits(Stage& stage, const Weather& weather, Deliver deliver)
      : stage_(stage), weather_(weather), deliver_(std::move(deliver)) {}

  void carry(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame);
  [[nodiscard]] bool cut(const base::NodeName& from, const base::NodeName& to);

 private:
  void arrive(const base::NodeName& from, const base::NodeName& to, const base::Bytes& bytes);
  [[nodiscard]] const Weather::OfNode* deaf(const base::NodeName& node) const;
  [[nodiscard]] std::int64_t arrival_us(const Way& way);

  Stage& stage_;
  const Weather& weather_;
  Deliver deliver_;
  std::map<Way, std::int64_t> last_arrival_us_;
  std::map<base::NodeName, std::size_t> kept_;  // for a peer that does not read
};

}  // namespace backchannel::simulate
