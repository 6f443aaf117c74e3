#include "backchannel/message/statement.h"

namespace backchannel::message {

std::string_view name_of(StatementKind kind) noexcept {
  switch (kind) {
    case StatementKind::Stamp:
      return "stamp";
    case StatementKind::StationReceipt:
      return "station receipt";
    case StatementKind::Report:
      return "report";
    case StatementKind::Unknown:
      return "fate unknown";
    case StatementKind::OpeningReceipt:
      return "opening receipt";
    case StatementKind::Acknowledgement:
      return "acknowledgement";
    case StatementKind::DeliveryReport:
      return "delivery report";
    case StatementKind::Leave:
      return "leave";
    case StatementKind::Admission:
      return "admission";
    case StatementKind::GoAhead:
      return "go-ahead";
    case StatementKind::Release:
      return "release";
    case StatementKind::Correction:
      return "correction";
    case StatementKind::Service:
      return "service message";
    case StatementKind::Departure:
      return "departure";
  }
  return "unknown";
}

}  // namespace backchannel::message
