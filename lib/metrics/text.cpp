#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <sstream>

#include "backchannel/metrics/exposer.h"

namespace backchannel::metrics {

namespace {

prometheus::ClientMetric to_metric(const Sample& sample, Kind kind) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
  switch (kind) {
    case Kind::Counter:
      metric.counter.value = sample.value;
      break;
    case Kind::Gauge:
      metric.gauge.value = sample.value;
      break;
  }
  return metric;
}

}  // namespace

std::string to_text(const std::vector<Family>& families) {
  std::vector<prometheus::MetricFamily> all;
  for (const Family& family : families) {
    prometheus::MetricFamily out;
    out.name = family.name;
    out.help = family.help;
    out.type = family.kind == Kind::Counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    for (const Sample& sample : family.samples) out.metric.push_back(to_metric(sample, family.kind));
    all.push_back(std::move(out));
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, all);
  return std::move(text).str();
}

}  // namespace backchannel::metrics
