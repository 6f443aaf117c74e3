#pragma once
// One row from one table of a doctrine file. What concerns several rows is load.cpp's.

#include <string>

#include "backchannel/base/error.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/text/value.h"

namespace backchannel::doctrine {

struct CaveatDraft {
  CaveatRow row;
  std::string lowest_classification;  // a name, looked up when all files are read; empty: any
  base::Where needs_where;
  base::Where lowest_where;
};

[[nodiscard]] base::Result<ClassificationRow> read_classification(const text::Value& table);
[[nodiscard]] base::Result<CaveatDraft> read_caveat(const text::Value& table);
[[nodiscard]] base::Result<PrecedenceRow> read_precedence(const text::Value& table);
[[nodiscard]] base::Result<DeliveryRow> read_delivery(const text::Value& table);
[[nodiscard]] base::Result<SignalRow> read_signal(const text::Value& table);
[[nodiscard]] base::Result<SeriesRow> read_series(const text::Value& table);
[[nodiscard]] base::Result<ChannelRow> read_channel(const text::Value& table);

}  // namespace backchannel::doctrine
