#pragma once
// Values of the net as words for a screen.

#include <string>

#include "backchannel/base/time.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/label.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

// The highest classification (or all of them, when one below is missing), then the categories held.
[[nodiscard]] std::string clearance_words(const doctrine::Catalogue& catalogue,
                                          const message::Clearance& clearance);

// "0125 Mon 23 Oct 1972"; the date-time group when the zone is not known.
[[nodiscard]] std::string local_words(base::HandlingTime at, const std::string& zone);
// "230525Z OCT 72 (0125 local)"
[[nodiscard]] std::string time_words(base::HandlingTime at, const std::string& zone);
// "8 h 35 min left", "3 min past"
[[nodiscard]] std::string left_words(std::int64_t left_ms);
// "0.4 s", "12 s", "3 min 5 s": how long something took.
[[nodiscard]] std::string way_words(std::int64_t ms);

// "384 kbit/s"; "not limited"
[[nodiscard]] std::string rate_words(std::int64_t bits_per_second);

// "Stands between the banners" for JSON: the exercise's banner as a member of every answer with markings.
[[nodiscard]] text::Value marked_json(std::string key, text::Value value);
[[nodiscard]] text::Value to_json_list(const std::vector<std::string>& words);

}  // namespace backchannel::client
