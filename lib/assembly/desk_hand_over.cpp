// Delivery by hand: only the enclosure leaves, under the originator's instruction; the carrier
// signs for it before the paper leaves the desk, and tells whoever wrote the text, on both sides of a
// quotation.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "backchannel/message/time_group.h"
#include "backchannel/netplan/path.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using store::EventKind;

base::Result<const netplan::Outsider*> outsider_near(DeskState& desk, const std::string& to) {
  const netplan::Outsider* outsider = outsider_named(desk.plan(), to);
  if (outsider == nullptr) {
    std::vector<std::string> names;
    for (const netplan::Outsider& each : desk.plan().outsiders) names.push_back(each.name);
    return base::fail(Code::UnknownName,
                      "\"" + base::visible(to) +
                          "\" is not among those outside the net to whom a text is handed" +
                          or_nearest(to, names));
  }
  if (outsider->near == desk.station->name) return outsider;
  return base::fail(Code::Permission, outsider->name + " is near " + outsider->near.value +
                                          ", and this desk is at " + desk.station->name.value);
}

// The time of handing over: that of an earlier attempt whose reports may not have been sent.
base::Result<base::HandlingTime> note_handing_over(DeskState& desk, const Received& what,
                                                   const std::string& data) {
  for (const store::PersonEvent& event : what.mine)
    if (event.kind == EventKind::HandedOver && base::to_text(event.data) == data) return event.at;
  const base::HandlingTime now = desk.now();
  BC_TRY_VOID(add_event(desk, what.row.key, EventKind::HandedOver, data));
  return now;
}

std::string report_words(const std::string& to, const std::string& place, base::HandlingTime at,
                         const message::PassOn& pass_on, bool read_out) {
  std::string words =
      (read_out ? "by word of mouth to " : "to ") + to + " at " + place + ", " + message::to_short_dtg(at);
  if (!pass_on.on_behalf_of.empty()) words += ", in the name of " + pass_on.on_behalf_of;
  return words.substr(0, base::kStatementBytesMax / 2);
}

struct Reports {
  DeskState& desk;
  const Received& what;
  std::string purpose;  // tells this handing over from another
  std::vector<std::string> to;

  base::Result<> send(const message::Statement& said, const About& about, std::string_view subject) {
    BC_TRY_VOID(
        submit_statement(desk, said, about,
                         derived_id("delivery report", what.row.key, std::string(subject) + "\n" + purpose)));
    if (std::ranges::find(to, about.to.value) == to.end()) to.push_back(about.to.value);
    return {};
  }
};

}  // namespace

base::Result<HandedOver> hand_over_message(DeskState& desk, const std::string& which, const std::string& to,
                                           const std::string& place) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, received(desk, which));
  BC_TRY(outsider, outsider_near(desk, to));
  BC_TRY(here, open_received(desk, what, "to hand it over"));
  const message::Message& original = here.opened.content.message;
  const policy::Verdict verdict =
      policy::may_hand_over(desk.catalogue(), here.opened.outer.label, original.pass_on, outsider->name);
  if (!verdict.allowed()) return std::unexpected(verdict.error());
  if (original.enclosure.empty())
    return base::fail(Code::PassOn, what.line.number + " has no enclosure, and nothing else leaves the net");

  HandedOver out;
  out.read_out = delivery_here(desk, what.row).orally_only;
  const std::string where = place.empty() ? desk.station->name.value : base::visible(place);
  BC_TRY(at, note_handing_over(desk, what, outsider->name + "\n" + where));
  out.at = at;
  message::Statement statement = statement_about(what, message::StatementKind::DeliveryReport, at);
  statement.text = report_words(outsider->name, where, at, *original.pass_on, out.read_out);
  Reports reports{desk, what, desk.person->name.value + "\n" + outsider->name + "\n" + where, {}};
  BC_TRY_VOID(reports.send(statement, back(desk, what), "message"));
  if (original.provenance && !original.provenance->originator_node.empty()) {
    // The first originator knows his own message, not the one that quotes it; its transfer is not known here.
    statement.message = original.provenance->message;
    statement.transfer = {};
    statement.leg = 0;
    statement.copy = 1;
    message::Header first;
    first.originator = original.provenance->originator;
    first.originator_node = original.provenance->originator_node;
    const base::NodeName home = netplan::origin(desk.plan(), first, at);
    BC_TRY_VOID(reports.send(statement, {home, {}, what.line.precedence, first.originator}, "quoted"));
  }
  out.reported_to = std::move(reports.to);
  out.paper = base::visible(original.enclosure, true);
  return out;
}

}  // namespace backchannel::assembly
