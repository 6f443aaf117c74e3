#pragma once
// The circuits of the plan as they are: a Link in front of the sockets where what this node sends takes its
// time, and some is lost. Both ends of a circuit do so, each with its own frames. Custody stands above it,
// paces what leaves, and mends what is lost. The engine's thread.

#include <map>
#include <optional>
#include <random>

#include "backchannel/custody/ports.h"
#include "backchannel/netplan/weather.h"

namespace backchannel::assembly {

class WeatherLink final : public custody::Link {
 public:
  // The circuits of `self` in the plan; both outlive this object. `clock` is asked at each frame.
  WeatherLink(const netplan::Plan& plan, const base::NodeName& self, base::Clock& clock,
              custody::Link& below);

  void send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) override;

  // What comes in for the engine: with the end of a session what was on its way in it is lost.
  void saw(const custody::Input& input);
  // Lets arrive what is due; the moment when something is due next, if anything is on its way.
  std::optional<base::ProtocolTime> deliver();

 private:
  struct OnItsWay {
    wire::Frame frame;
    bool urgent;
  };
  struct Way {
    const netplan::Circuit* circuit = nullptr;
    std::mt19937_64 random;
    base::ProtocolTime line_free{};                          // the last bit of what is paced has left
    std::multimap<base::ProtocolTime, OnItsWay> on_its_way;  // by arrival
  };

  base::NodeName self_;
  base::Clock& clock_;
  custody::Link& below_;
  std::map<base::NodeName, Way> ways_;  // those of circuits with a rate or weather
};

}  // namespace backchannel::assembly
