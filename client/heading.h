#pragma once
// Headings as JSON: what comes in on standard input, what is said about each.

#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/doctrine/heading.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

// "1972-10-23". Syntax if it is no day of the calendar.
[[nodiscard]] base::Result<int> year_of_day(std::string_view day);

// A list of objects; of each only number_as_printed, marking_order, from, to, place and date are read. null
// is as good as nothing. Syntax with the item, counted from 1, and its key; with line and column if it is no
// JSON.
[[nodiscard]] base::Result<std::vector<doctrine::HeadingText>> headings_from_json(std::string_view content);

[[nodiscard]] text::Value heading_json(const doctrine::Heading& heading);

}  // namespace backchannel::client
