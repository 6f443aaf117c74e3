// Further readers: the originator's leave and go-ahead, a reader who lets somebody in, readdressal. The
// original's signature stays with its reader; what goes on is a new message under the hand that passes it on,
// with where it came from and on whose word.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using message::StatementKind;

// One sealing of a message: there are several of one that was sealed once more.
struct Sealing {
  message::Header header;
  base::TransferId transfer;
  message::Label label;
};

base::Result<std::vector<Sealing>> in_short(std::vector<store::SubmissionRow> rows) {
  std::vector<Sealing> out;
  for (store::SubmissionRow& row : rows) {
    BC_TRY(label, seal::label_of(row.label_bytes));
    out.push_back({std::move(row.header), row.transfer, std::move(label)});
  }
  return out;
}

base::Result<std::vector<store::SubmissionRow>> all_sealings(DeskState& desk, const std::string& which) {
  BC_TRY(rows, sealings_of(desk, which));
  if (!rows.empty()) return rows;
  return std::unexpected(base::Error{Code::NotFound,
                                     "nothing sent from this desk is \"" + base::visible(which) + "\"",
                                     std::nullopt, "see what you sent with: backchannel status"});
}

// A secretariat looks after what its station has sent and received, whoever wrote it.
base::Result<std::vector<Sealing>> sealings_here(DeskState& desk, const std::string& which) {
  BC_TRY(rows, sealings_of(desk, which, By::Station));
  BC_TRY(here, received_as(desk, which));
  if (rows.empty() && here.empty())
    return std::unexpected(base::Error{Code::NotFound,
                                       "neither sent from " + desk.station->name.value +
                                           " nor in its mailbox: \"" + base::visible(which) + "\"",
                                       std::nullopt, "see what has come with: backchannel inbox"});
  if (!rows.empty() && !here.empty() && !same_message(rows.front().header, here.front().row.header))
    return std::unexpected(
        base::Error{Code::Usage, "\"" + base::visible(which) + "\" fits several messages", std::nullopt,
                    "give the series with the number, or the beginning of the message id"});
  if (!rows.empty()) return in_short(std::move(rows));
  std::vector<Sealing> out;
  for (const Received& each : here)
    if (std::ranges::find(out, each.row.key.transfer, &Sealing::transfer) == out.end())
      out.push_back({each.row.header, each.row.key.transfer, each.row.label});
  return out;
}

// To every station that has it, about its own leg.
base::Result<> tell_readers(DeskState& desk, const std::vector<Sealing>& sealings,
                            message::Statement statement, std::string_view purpose) {
  for (const Sealing& sent : sealings) {
    for (std::uint16_t leg = 0; leg < sent.header.recipients.size(); ++leg) {
      const message::Recipient& recipient = sent.header.recipients[leg];
      statement.message = sent.header.message;
      statement.transfer = sent.transfer;
      statement.leg = leg;
      const custody::LegKey key{sent.transfer, leg, 1};
      BC_TRY_VOID(submit_statement(
          desk, statement, {recipient.station, sent.header.channel, recipient.precedence, recipient.person},
          derived_id(purpose, key, desk.person->name.value + "\n" + statement.reader)));
    }
  }
  return {};
}

// Whoever wrote it hears of a leave that another has given, where no copy for a reader goes.
base::Result<> tell_originator(DeskState& desk, const Sealing& about, message::Statement statement) {
  const message::Header& header = about.header;
  const auto there = [&](const message::Recipient& each) { return each.station == header.originator_node; };
  if (header.originator == desk.person->name || std::ranges::any_of(header.recipients, there)) return {};
  statement.message = header.message;
  statement.transfer = about.transfer;
  return submit_statement(desk, statement,
                          {header.originator_node, header.channel, message::precedence_of(header)},
                          derived_id("leave, to the originator", {about.transfer, 0, 1},
                                     desk.person->name.value + "\n" + statement.reader));
}

base::Result<const netplan::Person*> person_or_nearest(DeskState& desk, const std::string& name) {
  if (const netplan::Person* found = person_named(desk.plan(), name)) return found;
  std::vector<std::string> names;
  for (const netplan::Person& each : desk.plan().persons) names.push_back(each.name.value);
  return base::fail(Code::UnknownName,
                    "\"" + base::visible(name) + "\" is no person of this net" + or_nearest(name, names));
}

// One who has the message anyway needs no leave, and is not let in.
base::Result<> must_be_further(const message::Header& header, const netplan::Person& reader) {
  const bool reads = std::ranges::find(header.recipients, reader.name, &message::Recipient::person) !=
                     header.recipients.end();
  if (!reads && header.originator != reader.name) return {};
  return std::unexpected(base::Error{
      Code::Usage,
      reader.name.value + (reads ? " is a reader of this message already" : " wrote this message"),
      std::nullopt, "a further reader is one who does not have it"});
}

// A further reader, and who has named him.
struct Leave {
  std::string reader, by;
};

// Those named by a leave whose signature holds and whose signer may give it.
base::Result<std::vector<Leave>> leaves_of(DeskState& desk, const message::Header& header,
                                           const message::Label& label) {
  std::vector<Leave> out;
  const base::HandlingTime now = desk.now();
  BC_TRY(rows, desk.store.statements(header.message));
  for (const store::StatementRow& row : rows) {
    if (row.statement.kind != StatementKind::Leave) continue;
    const auto said = seal::verify(*desk.trust, row.signed_statement, as_kept(now));
    if (!said || said->message != header.message) continue;
    const auto giver = desk.trust->party(said->author_person, now);
    if (giver && policy::may_give_leave(desk.catalogue(), label, header.originator.value, *giver).allowed())
      out.push_back({said->reader, said->author_person});
  }
  return out;
}

// The whole message in a form of this reader's, word for word.
Form whole_form(DeskState& desk, const seal::Opened& opened, std::vector<std::string> to,
                const std::string& precedence, std::string authority) {
  const message::Message& original = opened.content.message;
  const message::Header& header = opened.content.header;
  Form form;
  form.from = desk.person->name.value;
  form.to = std::move(to);
  form.classification = printed_markings(desk.catalogue(), opened.outer.label, {}).classification;
  if (const auto rows = doctrine::rows_of(desk.catalogue(), opened.outer.label))
    for (const doctrine::CaveatRow* row : *rows) form.caveats.push_back(row->name);
  form.precedence =
      precedence.empty() ? std::string(message::name_of(message::precedence_of(header))) : precedence;
  form.subject = original.subject;
  form.references = original.references;
  if (!header.number.series.empty())
    form.references.insert(form.references.begin(), message::slip_number(header.number));
  form.text = original.text;
  form.enclosure = original.enclosure;
  form.garbles = original.garbles;
  form.source_notes = original.source_notes;
  const std::string& digested = original.enclosure.empty() ? original.text : original.enclosure;
  form.provenance = message::Provenance{header.number,
                                        header.message,
                                        header.originator,
                                        header.originator_node,
                                        opened.outer.label,
                                        seal::OpensslDigester().sha256(base::as_bytes(digested)),
                                        false,
                                        std::move(authority)};
  return form;
}

base::Result<Composed> keep_whole(DeskState& desk, const Received& what, const Form& form,
                                  const policy::Verdict& verdict) {
  BC_TRY(resolved, resolve(desk, form));
  resolved.verdict.against.insert(resolved.verdict.against.begin(), verdict.against.begin(),
                                  verdict.against.end());
  BC_TRY(composed, keep_draft(desk, form, std::move(resolved)));
  if (composed.draft != 0)
    BC_TRY_VOID(add_event(desk, what.row.key, store::EventKind::Quoted, composed.summary));
  return std::move(composed);
}

}  // namespace

base::Result<> give_go_ahead(DeskState& desk, const std::string& which) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(sent, all_sealings(desk, which));
  const policy::Delivery delivery =
      policy::delivery_of(desk.catalogue(), sent.front().header, sent.front().created, {});
  if (!delivery.awaits_go_ahead)
    return base::fail(Code::Usage, "\"" + base::visible(which) +
                                       "\" was not sent to be held, so nobody waits for a go-ahead");
  message::Statement statement;
  statement.kind = StatementKind::GoAhead;
  statement.at = desk.now();
  BC_TRY(sealings, in_short(std::move(sent)));
  return tell_readers(desk, sealings, std::move(statement), "go-ahead");
}

base::Result<> give_leave(DeskState& desk, const std::string& which, const std::string& reader) {
  BC_TRY_VOID(desk.unlocked());
  std::vector<Sealing> sealings;
  if (desk.person->secretariat) {
    BC_TRY(found, sealings_here(desk, which));
    sealings = std::move(found);
  } else {
    BC_TRY(rows, all_sealings(desk, which));
    BC_TRY(found, in_short(std::move(rows)));
    sealings = std::move(found);
  }
  const Sealing& about = sealings.front();
  BC_TRY(further, person_or_nearest(desk, reader));
  BC_TRY_VOID(must_be_further(about.header, *further));
  BC_TRY(giver, desk.trust->party(desk.person->name.value, desk.now()));
  const policy::Verdict verdict =
      policy::may_give_leave(desk.catalogue(), about.label, about.header.originator.value, giver);
  if (!verdict.allowed()) return std::unexpected(verdict.error());
  message::Statement statement;
  statement.kind = StatementKind::Leave;
  statement.at = desk.now();
  statement.reader = further->name.value;
  BC_TRY_VOID(tell_readers(desk, sealings, statement, "leave"));
  return tell_originator(desk, about, std::move(statement));
}

base::Result<Composed> admit_reader(DeskState& desk, const std::string& which, const std::string& reader,
                                    const std::string& precedence) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, received(desk, which));
  BC_TRY(further, person_or_nearest(desk, reader));
  BC_TRY_VOID(must_be_further(what.row.header, *further));
  BC_TRY(leaves, leaves_of(desk, what.row.header, what.row.label));
  BC_TRY(party, desk.trust->party(further->name.value, desk.now()));
  std::vector<std::string> named;
  for (const Leave& leave : leaves) named.push_back(leave.reader);
  const policy::Verdict verdict = policy::may_admit(desk.catalogue(), what.row.label, named, party);
  if (!verdict.allowed()) return Composed{0, verdict, {}};
  BC_TRY(here, open_received(desk, what, "to admit " + further->name.value));
  const auto leave = std::ranges::find(leaves, further->name.value, &Leave::reader);
  const std::string authority = desk.person->name.value + " admits " + further->name.value +
                                (leave == leaves.end() ? "" : " by leave of " + leave->by);
  return keep_whole(desk, what, whole_form(desk, here.opened, {further->name.value}, precedence, authority),
                    verdict);
}

base::Result<> tell_of_passing_on(DeskState& desk, const message::Message& message,
                                  const message::Header& onward) {
  if (!message.provenance || message.provenance->authority.empty()) return {};
  BC_TRY(what, received(desk, base::to_hex(message.provenance->message.view())));
  for (const message::Recipient& recipient : onward.recipients) {
    message::Statement statement = statement_about(what, StatementKind::Admission, desk.now());
    statement.reader = name_of(recipient);
    BC_TRY_VOID(submit_statement(
        desk, std::move(statement), back(desk, what),
        derived_id("admission", what.row.key, desk.person->name.value + "\n" + name_of(recipient))));
  }
  return {};
}

base::Result<Composed> readdress_message(DeskState& desk, const std::string& which,
                                         const std::vector<std::string>& to, const std::string& precedence) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(what, received(desk, which));
  const policy::Verdict verdict = policy::may_readdress(desk.catalogue(), what.row.label);
  if (!verdict.allowed()) return Composed{0, verdict, {}};
  BC_TRY(here, open_received(desk, what, "to readdress it"));
  return keep_whole(desk, what,
                    whole_form(desk, here.opened, to, precedence,
                               "readdressed by " + desk.person->name.value + ", " + desk.station->name.value),
                    verdict);
}

}  // namespace backchannel::assembly
