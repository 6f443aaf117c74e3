// The enclosure of an opened message goes into a new one under the reader's own signature, with where it came
// from. The original itself is never sent on.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/netplan/path.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/text/word_difference.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;

bool same(std::string_view a, std::string_view b) {
  return base::upper(base::trim(a)) == base::upper(base::trim(b));
}

// "WHITE HOUSE" of a series row means the station WHITE HOUSE SITUATION ROOM too.
bool fits(std::string_view of_row, std::string_view person, std::string_view station) {
  if (of_row.empty()) return false;
  const std::string words = " " + base::upper(station) + " ";
  return same(of_row, person) || words.contains(" " + base::upper(of_row) + " ");
}

// The series in which this person writes to that reader, of those that the exercise numbers. Empty: none.
std::string usual_series(DeskState& desk, const std::string& reader) {
  const netplan::Node* station = station_of(desk.plan(), reader, desk.now());
  if (station == nullptr) return {};
  for (const auto& first : desk.plan().numbers) {
    const auto* row = desk.catalogue().find_series(first.series);
    if (row == nullptr) continue;
    if (fits(row->from, desk.person->name.value, desk.station->name.value) &&
        fits(row->to, reader, station->name.value))
      return row->name;
  }
  return {};
}

std::string channel_for(DeskState& desk, const seal::Outer& outer, const std::vector<std::string>& to) {
  const auto reaches = [&](const std::string& name) {
    const netplan::Node* station = station_of(desk.plan(), name, desk.now());
    return station == nullptr || station == desk.station ||
           !netplan::path(desk.plan(), desk.catalogue(), desk.station->name, station->name, outer.label,
                          outer.header.channel)
                .empty();
  };
  return std::ranges::all_of(to, reaches) ? outer.header.channel : std::string();
}

void carry_pass_on(const message::Message& original, Form& form) {
  const message::PassOn& pass_on = *original.pass_on;
  if (std::ranges::none_of(form.to, [&](const std::string& name) { return same(name, pass_on.to); })) return;
  form.pass_on = FormPassOn{pass_on.to,   pass_on.for_whom,     pass_on.occasion,  {},
                            pass_on.zone, pass_on.on_behalf_of, pass_on.as_written};
  form.deadline = pass_on.deadline;
}

Form form_of(DeskState& desk, const seal::Opened& opened, const QuoteOrder& order) {
  const message::Message& original = opened.content.message;
  const message::Header& header = opened.content.header;
  const std::string& as_received = original.enclosure.empty() ? original.text : original.enclosure;
  Form form;
  form.from = desk.person->name.value;
  form.to = order.to;
  if (form.to.empty() && original.pass_on) form.to = {original.pass_on->to};
  form.classification = printed_markings(desk.catalogue(), opened.outer.label, {}).classification;
  if (const auto rows = doctrine::rows_of(desk.catalogue(), opened.outer.label))
    for (const doctrine::CaveatRow* row : *rows) form.caveats.push_back(row->name);
  form.precedence = order.precedence.empty() ? std::string(message::name_of(message::precedence_of(header)))
                                             : order.precedence;
  form.channel = channel_for(desk, opened.outer, form.to);
  form.series = !order.series.empty() ? order.series
                : form.to.empty()     ? std::string()
                                      : usual_series(desk, form.to.front());
  form.subject = original.subject;
  if (!header.number.series.empty()) form.references = {message::slip_number(header.number)};
  form.text = order.text;
  form.enclosure = order.enclosure.value_or(as_received);
  const bool changed = form.enclosure != as_received;
  if (!changed) form.garbles = original.garbles;
  if (original.pass_on) carry_pass_on(original, form);
  form.provenance = message::Provenance{header.number,
                                        header.message,
                                        header.originator,
                                        header.originator_node,
                                        opened.outer.label,
                                        seal::OpensslDigester().sha256(base::as_bytes(as_received)),
                                        changed};
  return form;
}

}  // namespace

base::Result<Composed> quote_message(DeskState& desk, const std::string& which, const QuoteOrder& order) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, received(desk, which));
  BC_TRY(here, open_received(desk, what, "to quote it"));
  const message::Message& original = here.opened.content.message;
  if (order.to.empty() && !original.pass_on)
    return std::unexpected(base::Error{Code::Usage, what.line.number + " names no next reader", std::nullopt,
                                       "say to whom the quotation goes"});
  const Form form = form_of(desk, here.opened, order);
  BC_TRY(resolved, resolve(desk, form));
  policy::Verdict verdict = policy::may_quote(desk.catalogue(), here.opened.outer.label, original.pass_on,
                                              resolved.label, resolved.addressees);
  // The leave decides first: it is what a reader most needs to hear.
  resolved.verdict.against.insert(resolved.verdict.against.begin(), verdict.against.begin(),
                                  verdict.against.end());
  resolved.verdict.warnings.insert(resolved.verdict.warnings.end(), verdict.warnings.begin(),
                                   verdict.warnings.end());
  BC_TRY(composed, keep_draft(desk, form, std::move(resolved)));
  if (composed.draft != 0)
    BC_TRY_VOID(add_event(desk, what.row.key, store::EventKind::Quoted, composed.summary));
  const std::string& as_received = original.enclosure.empty() ? original.text : original.enclosure;
  composed.changed = base::visible(text::to_words(text::word_difference(as_received, form.enclosure)));
  return std::move(composed);
}

}  // namespace backchannel::assembly
