// Opening: the decision is made from what the originator signed before any key is
// touched, made again on what was opened, and noted before anything is shown. Whoever crashes in between has
// opened it.

#include "backchannel/base/format.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using store::EventKind;

void wipe(std::string& text) {
  base::wipe(text.data(), text.size());
  text.clear();
}

base::Result<> decide(DeskState& desk, const Received& what, const message::Label& label,
                      const message::Header& header, base::HandlingTime now) {
  BC_TRY(reader, desk.trust->party(desk.person->name.value, now));
  // What its author might claim was asked on its way, of the net as it was then.
  const policy::Verdict stands = policy::may_originate(desk.catalogue(), label, header, nullptr);
  if (!stands.allowed()) return std::unexpected(stands.error());
  const policy::Verdict verdict =
      policy::may_open(desk.catalogue(), label, header, reader, desk.station->name.value);
  if (!verdict.allowed()) return std::unexpected(verdict.error());
  if (what.withdrawn)
    return std::unexpected(base::Error{Code::Revoked, what.line.why_not, std::nullopt,
                                       "the writer does it with: backchannel resend"});
  if (!what.line.mine) return base::fail(Code::NotARecipient, what.line.why_not);
  BC_TRY(events, desk.store.events(what.row.key.transfer));
  const policy::Verdict yet =
      policy::may_open_yet(desk.catalogue(), header, at_station(desk, what.row, events, now));
  if (!yet.allowed()) return std::unexpected(yet.error());
  return {};
}

// What a second person released is what came.
base::Result<> check_release(const seal::Opened& opened) {
  if (opened.outer.releaser.empty() ||
      released_digest(opened.content, opened.outer.label) == opened.outer.released)
    return {};
  return base::fail(Code::Release, opened.outer.releaser + " released another text than the one that came");
}

// Whether somebody asked to read: only then is a refusal an event.
enum class Asked : std::uint8_t { ByPerson, ByRepair };

// A refusal is on record before it is told; if it cannot be recorded, that is told instead.
std::unexpected<base::Error> refused(DeskState& desk, const Received& what, Asked asked, base::Error error,
                                     const std::string& detail) {
  if (asked == Asked::ByRepair) return std::unexpected(std::move(error));
  const std::string words =
      std::string(base::row_of(error.code).text) + (detail.empty() ? "" : ": " + detail);
  if (auto noted = add_event(desk, what.row.key, EventKind::Refused, words); !noted)
    return std::unexpected(std::move(noted).error());
  return std::unexpected(std::move(error));
}

// The key to which this leg is sealed: the person's, or the station's, which lies in the station's home and
// is used only when the person has unlocked a key of his own: that is who he says he is.
base::Result<seal::Opened> unseal(DeskState& desk, const DeskKeys& keys, const Received& what,
                                  base::BytesView sealed, const seal::CheckTime& when, std::string& detail) {
  BC_TRY(own, desk.trust->key_of(desk.person->name.value, netplan::KeyUse::Agree, when.now));
  if (own.key == what.row.recipient().key)
    return seal::open(*desk.trust, sealed, desk.person->name.value, keys.agreement, when, &detail);
  const std::filesystem::path folder = desk.net.node_home(desk.station->name);
  BC_TRY(passphrase, seal::load_passphrase((folder / "passphrase").string()));
  BC_TRY(station_key, seal::load_key((folder / "keys" / "agree.pem").string(), passphrase));
  return seal::open(*desk.trust, sealed, desk.station->name.value, station_key, when, &detail);
}

base::Result<> send_receipt(DeskState& desk, const Received& what, const seal::Opened& opened,
                            base::HandlingTime opened_at) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY(receipt, seal::make_receipt(*desk.trust, opened, desk.person->name.value, keys->signing, opened_at));
  message::Statement statement = statement_about(what, message::StatementKind::OpeningReceipt, opened_at);
  statement.data = std::move(receipt);
  const About about = back(desk, what);
  BC_TRY_VOID(submit_statement(desk, std::move(statement), about,
                               derived_id("opening receipt", what.row.key, desk.person->name.value)));
  return add_event(desk, what.row.key, EventKind::OpeningReceiptSent);
}

base::Result<seal::Opened> decide_and_unseal(DeskState& desk, const Received& what, Asked asked,
                                             base::HandlingTime now) {
  BC_TRY(keys, desk.unlocked());
  if (what.row.state != store::MailboxState::Present || what.event(EventKind::SignedOff) != nullptr)
    return base::fail(Code::NotFound, what.line.number + " was signed off; its copy here is gone");
  BC_TRY(sealed, desk.store.sealed(what.row.key.transfer));
  const seal::CheckTime when = as_received(desk, what.row, now);
  const auto outer = seal::check_outer(*desk.trust, sealed, when);
  if (!outer) return refused(desk, what, asked, outer.error(), {});
  // The store's copies of header and label are for lists; what is sealed counts, and both must be the same.
  if (outer->transfer != what.row.key.transfer || outer->header_bytes != what.row.header_bytes ||
      outer->label_bytes != what.row.label_bytes)
    return refused(desk, what, asked,
                   {Code::Conflict, "the mailbox and the sealed message differ", std::nullopt, {}}, {});
  if (auto allowed = decide(desk, what, outer->label, outer->header, now); !allowed)
    return refused(desk, what, asked, allowed.error(), {});
  std::string detail;
  auto opened = unseal(desk, *keys, what, sealed, when, detail);
  if (!opened) return refused(desk, what, asked, opened.error(), detail);
  OpenedHere guarded(std::move(*opened), now);
  if (auto allowed = decide(desk, what, guarded.opened.outer.label, guarded.opened.content.header, now);
      !allowed)
    return refused(desk, what, asked, allowed.error(), "after opening");
  if (auto same = check_release(guarded.opened); !same)
    return refused(desk, what, asked, same.error(), "after opening");
  return std::move(guarded.opened);
}

}  // namespace

OpenedHere::~OpenedHere() {
  base::wipe(opened.inner.data(), opened.inner.size());
  message::Message& message = opened.content.message;
  wipe(message.text);
  wipe(message.enclosure);
  wipe(message.subject);
}

base::Result<OpenedHere> open_received(DeskState& desk, const Received& what, std::string_view purpose) {
  const base::HandlingTime now = desk.now();
  BC_TRY(opened, decide_and_unseal(desk, what, Asked::ByPerson, now));
  OpenedHere here(std::move(opened), now);
  BC_TRY_VOID(add_event(desk, what.row.key, EventKind::Opening, purpose, other_alternate(what.row)));
  // One receipt for each reader, whose time is that of the first opening. One that cannot be sent now is
  // owed.
  if (what.event(EventKind::OpeningReceiptSent) == nullptr) {
    const store::PersonEvent* first = what.event(EventKind::Opening);
    (void)send_receipt(desk, what, here.opened, first == nullptr ? now : first->at);
  }
  return here;
}

void send_receipts_owed(DeskState& desk) {
  auto all = all_received(desk);
  if (!all) return;
  for (const Received& each : *all) {
    const store::PersonEvent* opening = each.event(EventKind::Opening);
    if (opening == nullptr || each.event(EventKind::OpeningReceiptSent) != nullptr || !each.line.mine)
      continue;
    if (each.row.state != store::MailboxState::Present) continue;
    // Nothing is shown: the text is opened for its receipt alone, so no further opening is signed for.
    auto opened = decide_and_unseal(desk, each, Asked::ByRepair, desk.now());
    if (!opened) continue;
    const OpenedHere here(std::move(*opened), opening->at);
    (void)send_receipt(desk, each, here.opened, opening->at);
  }
}

}  // namespace backchannel::assembly
