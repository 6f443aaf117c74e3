// Corrections: only the originator knows what a garble hides. The words are part of the text, so they are
// sealed to whoever the text was sealed to, and carry its label; the field stays what arrived.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using message::StatementKind;

constexpr std::size_t kPaperColumns = 69;

base::Result<std::vector<store::SubmissionRow>> own_message(DeskState& desk, const std::string& which) {
  BC_TRY(sent, sealings_of(desk, which));
  if (!sent.empty()) return sent;
  const std::string quoted = "\"" + base::visible(which) + "\"";
  if (const auto theirs = received(desk, which))
    return std::unexpected(base::Error{
        Code::Permission, "only its originator, " + theirs->line.from + ", corrects " + theirs->line.number,
        std::nullopt, "ask for it: backchannel service \"" + theirs->line.number + "\" --kind repeat"});
  return std::unexpected(base::Error{Code::NotFound, "nothing sent from this desk is " + quoted, std::nullopt,
                                     "see what you sent with: backchannel status"});
}

// Whoever the leg is sealed to: its person, or the station as a whole.
base::Result<std::string> sealed_to(const DeskState& desk, const message::Recipient& leg,
                                    base::HandlingTime now) {
  BC_TRY(station, desk.trust->key_of(leg.station.value, netplan::KeyUse::Agree, now));
  return station.key == leg.key ? leg.station.value : leg.person.value;
}

base::Result<base::SecretBytes> unsealed(DeskState& desk, const message::Recipient& leg,
                                         base::BytesView sealed) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY(owner, sealed_to(desk, leg, desk.now()));
  if (owner == desk.person->name.value) return seal::open_own(*desk.trust, owner, keys->agreement, sealed);
  const std::filesystem::path folder = desk.net.node_home(desk.station->name);
  BC_TRY(passphrase, seal::load_passphrase((folder / "passphrase").string()));
  BC_TRY(station_key, seal::load_key((folder / "keys" / "agree.pem").string(), passphrase));
  return seal::open_own(*desk.trust, owner, station_key, sealed);
}

base::Result<> check_garble(const store::SubmissionRow& sent, std::size_t garbles, std::uint16_t garble) {
  if (garble >= 1 && garble <= garbles) return {};
  const std::string number = printed_number(sent.header, std::nullopt);
  if (garbles == 0) return base::fail(Code::NotFound, number + " has no garble");
  return base::fail(Code::NotFound, number + " has " + std::to_string(garbles) +
                                        (garbles == 1 ? " garble" : " garbles") + ", and none is number " +
                                        std::to_string(garble));
}

// To each reader of one sealing, about his own leg.
base::Result<> correct_sealing(DeskState& desk, const store::SubmissionRow& sent, std::uint16_t garble,
                               const std::string& words, const message::Label& label, ServiceSent& out) {
  const base::HandlingTime now = desk.now();
  for (std::size_t leg = 0; leg < sent.header.recipients.size(); ++leg) {
    const message::Recipient& recipient = sent.header.recipients[leg];
    message::Statement statement;
    statement.kind = StatementKind::Correction;
    statement.message = sent.message;
    statement.transfer = sent.transfer;
    statement.leg = static_cast<std::uint16_t>(leg);
    statement.at = now;
    statement.code = garble;
    BC_TRY(reader, sealed_to(desk, recipient, now));
    BC_TRY(sealed, seal::seal_to_self(*desk.trust, reader, base::as_bytes(words), now));
    statement.data = std::move(sealed);
    const custody::LegKey key{statement.transfer, statement.leg, statement.copy};
    const About about{recipient.station, sent.header.channel, recipient.precedence, recipient.person, label};
    BC_TRY_VOID(submit_statement(desk, std::move(statement), about,
                                 derived_id("correction", key, std::to_string(garble) + "\n" + words)));
    if (std::ranges::find(out.to, recipient.station.value) == out.to.end())
      out.to.push_back(recipient.station.value);
  }
  return {};
}

}  // namespace

base::Result<ServiceSent> correct_message(DeskState& desk, const std::string& which, std::uint16_t garble,
                                          const std::string& words) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY_VOID(words_fit(words, "a correction"));
  if (words.empty()) return base::fail(Code::Usage, "a correction says what the garble should read");
  BC_TRY(sealings, own_message(desk, which));
  const store::SubmissionRow& newest = sealings.back();
  BC_TRY(text, seal::open_own(*desk.trust, desk.person->name.value, keys->agreement, newest.file_copy));
  BC_TRY(form, parse_form(text.text(), "the file copy"));
  BC_TRY_VOID(check_garble(newest, form.garbles.size(), garble));
  BC_TRY(resolved, resolve(desk, form));

  ServiceSent out{printed_number(newest.header, std::nullopt), "correction", {}};
  for (const store::SubmissionRow& sent : sealings)
    BC_TRY_VOID(correct_sealing(desk, sent, garble, words, resolved.label, out));
  return out;
}

base::Result<std::vector<CorrectionLine>> corrections_of(DeskState& desk, const Received& what,
                                                         const message::Message& message) {
  BC_TRY(rows, desk.store.statements(what.row.header.message));
  std::vector<CorrectionLine> out;
  for (const store::StatementRow& row : rows) {
    const auto said = seal::verify(*desk.trust, row.signed_statement, as_kept(desk.now()));
    if (!said || said->kind != StatementKind::Correction) continue;
    // A correction is only ever the originator's, and each leg has its own.
    const bool his = said->author_person == what.row.header.originator.value;
    if (!his || said->transfer != what.row.key.transfer || said->leg != what.row.key.leg) continue;
    if (said->code == 0 || said->code > message.garbles.size()) continue;
    const auto words = unsealed(desk, what.row.recipient(), said->data);
    if (!words) continue;
    const message::Garble& garble = message.garbles[said->code - 1U];
    out.push_back({said->code, garble.arrived, garble.editors_guess, base::visible(words->text()),
                   said->author_person, said->at});
  }
  std::ranges::stable_sort(out, {}, &CorrectionLine::at);
  return out;
}

std::string correction_lines(const std::vector<CorrectionLine>& corrections) {
  std::string out;
  for (const CorrectionLine& line : corrections) {
    std::string words = "CORRECTION by " + line.by + ", " + message::to_dtg(line.at) + ": garble " +
                        std::to_string(line.garble);
    if (!line.arrived.empty()) words += " (\"" + line.arrived + "\")";
    words += " reads \"" + line.words + "\"";
    if (!line.editors_guess.empty()) words += "; the editors guessed \"" + line.editors_guess + "\"";
    out += "\n" + base::wrap(words, kPaperColumns) + "\n";
  }
  return out;
}

}  // namespace backchannel::assembly
