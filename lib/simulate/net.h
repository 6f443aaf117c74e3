#pragma once
// The net of a world: relays in a line, a ring or a ring with a short cut, and three stations on it.

#include "backchannel/netplan/plan.h"
#include "stage.h"

namespace backchannel::simulate {

constexpr base::HandlingTime kBegins{88'665'900'000};  // 230525Z OCT 72
constexpr std::size_t kStations = 3;

struct Net {
  netplan::Plan plan;
  doctrine::Catalogue catalogue;
  message::Label plain;
  message::Label personal;  // sealed to a person's own key: it follows him
};

[[nodiscard]] base::NodeName relay_name(std::size_t number);
[[nodiscard]] base::NodeName station_name(std::size_t number);
[[nodiscard]] base::PersonName writer_name(std::size_t number);
[[nodiscard]] base::PersonName reader_name(std::size_t number);

// persons_move: a writer or a reader leaves his station for another in the course of it.
[[nodiscard]] Net draw_net(Stage& stage, bool persons_move);

}  // namespace backchannel::simulate
