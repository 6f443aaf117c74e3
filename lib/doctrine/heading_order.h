#pragma once
// Markings in the order of printed editions.

#include <string>
#include <vector>

#include "backchannel/doctrine/heading.h"

namespace backchannel::doctrine {

// As Heading::markings_in_order.
[[nodiscard]] std::string markings_in_order(const Catalogue& catalogue,
                                            const std::vector<WrittenMarkings>& entries);

// The row's name with the writer's own words in the place of the braces: "AT 1500".
[[nodiscard]] std::string filled(const WrittenMarking& marking);

}  // namespace backchannel::doctrine
