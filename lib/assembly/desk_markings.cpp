#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

// The words that were printed for this marking, else its own name.
std::string words_for(const doctrine::Catalogue& catalogue, const doctrine::CaveatRow& row,
                      const std::vector<std::string>& as_written) {
  for (const std::string& words : as_written)
    if (const auto recognised = catalogue.recognise(words); recognised && recognised->row == &row)
      return base::visible(base::upper(words));
  return row.name;
}

}  // namespace

message::PrintedMarkings printed_markings(const doctrine::Catalogue& catalogue, const message::Label& label,
                                          const std::vector<std::string>& as_written) {
  message::PrintedMarkings out;
  const auto* classification = catalogue.classification(label.classification);
  out.classification = classification != nullptr ? classification->name : "CLASSIFICATION NOT KNOWN";
  const auto rows = doctrine::rows_of(catalogue, label);
  if (!rows) return out;
  for (const doctrine::CaveatRow* row : *rows)
    (row->slip_place == "reader" ? out.reader_caveats : out.heading_caveats)
        .push_back(words_for(catalogue, *row, as_written));
  return out;
}

std::string marking_words(const doctrine::Catalogue& catalogue, const message::Label& label) {
  const message::PrintedMarkings markings = printed_markings(catalogue, label, {});
  std::string out = markings.classification;
  for (const auto* caveats : {&markings.heading_caveats, &markings.reader_caveats})
    for (const std::string& caveat : *caveats) out += "; " + caveat;
  return out;
}

std::optional<Bearer> bearer_of(const DeskState& desk, const base::MessageId& message,
                                const std::vector<message::SignedStatement>& stamps, base::HandlingTime now) {
  for (const message::SignedStatement& stamp : stamps) {
    const auto said = seal::verify(*desk.trust, stamp, now);
    if (!said || said->message != message || said->kind != message::StatementKind::Stamp ||
        said->bearer.empty())
      continue;
    // A relay numbers with its own bearer only.
    const netplan::Node* relay = desk.plan().node(base::NodeName(said->author_node));
    if (relay != nullptr && relay->bearer == said->bearer) return Bearer{said->bearer, said->bearer_serial};
  }
  return std::nullopt;
}

std::string printed_number(const message::Header& header, const std::optional<Bearer>& bearer) {
  if (header.number.series.empty()) return base::to_hex(header.message.view()).substr(0, 8);
  return message::summary_number(header.number, bearer ? std::optional(bearer->serial) : std::nullopt);
}

}  // namespace backchannel::assembly
