// From the outbox of this station into the queue. The command line has appended the sealed bytes; the agent
// checks them as any relay would, and takes them over in one transaction.

#include "backchannel/base/check.h"
#include "backchannel/netplan/path.h"
#include "backchannel/policy/decision.h"
#include "state.h"

namespace backchannel::custody {

void Engine::State::on(Submitted input) {
  submissions_.push_back(std::move(input));
  take_up_submissions();
}

// While FLASH are about, of this station's own ROUTINE too one at a time is in hand.
void Engine::State::take_up_submissions() {
  if (!started_) return;
  for (auto it = submissions_.begin(); it != submissions_.end();) {
    const bool routine = it->precedence == message::Precedence::Routine;
    if (routine && flash_about() && !routine_in_hand_.empty()) {
      ++it;
      continue;
    }
    if (routine) routine_in_hand_.insert(it->submission);
    check(std::move(*it));
    it = submissions_.erase(it);
  }
}

void Engine::State::submission_answered(std::int64_t submission) {
  if (routine_in_hand_.erase(submission) > 0) take_up_submissions();
}

void Engine::State::check(Submitted input) {
  const RequestId id = next_request(is_urgent(input.precedence));
  verifying_.emplace(id, [this, submission = input.submission, sealed = input.sealed](VerifyDone done) {
    submission_verified(submission, sealed, std::move(done.result));
  });
  emit(Verify{id, input.sealed, {}, {}, {}, input.precedence});
}

void Engine::State::reject(std::int64_t submission, const base::Error& error) {
  audit("submission-rejected",
        "submission=" + std::to_string(submission) + " code=" + std::string(base::row_of(error.code).name));
  commit({RejectSubmission{submission, error.code, base::to_sentence(error), now_.handling}}, false,
         [this, submission] { submission_answered(submission); });
}

void Engine::State::submission_verified(std::int64_t submission, Payload sealed,
                                        base::Result<Verified> result) {
  const auto refused = [&](base::Code code, std::string detail) {
    reject(submission, base::Error{code, std::move(detail), std::nullopt, {}});
  };
  if (!result) {
    reject(submission, result.error());
    return;
  }
  Verified& checked = *result;
  const message::Header& header = checked.header;
  if (!at_originator(header)) return refused(base::Code::Role, "signed at " + header.originator_node.value);
  if (const auto against = objection_to_times(header)) return reject(submission, *against);
  if (const auto against = objection_by_handling(checked)) return reject(submission, *against);
  for (std::uint16_t leg = 0; leg < header.recipients.size(); ++leg)
    if (const auto against = objection_by_handling(checked, leg)) return reject(submission, *against);
  for (std::uint16_t leg = 0; leg < header.recipients.size(); ++leg) {
    if (for_mailbox(checked, leg)) continue;
    const auto any = [](const base::NodeName&) { return false; };
    if (!hops_to(header, checked.label, leg, {}, any).empty()) continue;
    return refused(base::Code::NoPath,
                   netplan::why_no_path(*config_.plan, *config_.catalogue, config_.self,
                                        header.recipients[leg].station, checked.label, header.channel));
  }
  // The same bytes twice are carried once: what is being taken over is left alone, what was is found.
  if (!submitting_.insert(checked.transfer).second) return submission_answered(submission);
  const RequestId id = next_request(is_urgent(message::precedence_of(header)));
  finding_.emplace(id, [this, submission, sealed, checked](const FoundFacts& facts) {
    submission_found(submission, sealed, checked, facts);
  });
  emit(Find{id, checked.transfer});
}

// Its writer's turn and room. What it may not take here, no relay would let him take either. Statements are
// answers to what others sent: they always find room in their own station's queue.
std::optional<base::Error> Engine::State::objection_to_submission(const message::Header& header) {
  if (header.kind == message::Kind::Statement) return std::nullopt;
  if (auto against = objection_to_room(header, message::precedence_of(header))) return against;
  if (auto against = objection_to_turn(header, config_.self)) return against;
  BC_CHECK(take_turn(header, config_.self));
  return std::nullopt;
}

void Engine::State::submission_found(std::int64_t submission, Payload sealed, Verified checked,
                                     const FoundFacts& facts) {
  const message::Header& header = checked.header;
  if (!facts.tombstones.empty()) {
    submitting_.erase(checked.transfer);
    audit("submitted-again", "submission=" + std::to_string(submission));
    commit({TakeSubmission{submission, now_.handling}}, false,
           [this, submission] { submission_answered(submission); });
    return;
  }
  if (const auto against = objection_to_submission(header)) {
    submitting_.erase(checked.transfer);
    reject(submission, *against);
    return;
  }
  wire::Legs local;
  for (std::uint16_t leg = 0; leg < header.recipients.size(); ++leg)
    if (for_mailbox(checked, leg)) local.push_back(leg);
  if (local.empty() || header.kind == message::Kind::Statement) {
    submission_testified(submission, std::move(sealed), std::move(checked), {});
    return;
  }
  Testify request = receipts(checked, local, 1, {});
  testifying_.emplace(request.id, [this, submission, sealed, checked](Testified done) {
    if (done.result) {
      submission_testified(submission, sealed, checked, std::move(*done.result));
    } else {
      submitting_.erase(checked.transfer);
      give_turn_back(checked.header, config_.self);
      reject(submission, done.result.error());
    }
  });
  emit(std::move(request));
}

void Engine::State::submission_testified(std::int64_t submission, Payload sealed, Verified checked,
                                         Testimony testimony) {
  HeldTransfer added;
  added.row = TransferRow{checked.transfer,
                          checked.header,
                          checked.header_bytes,
                          checked.label,
                          checked.label_bytes,
                          checked.originator_key,
                          sealed->size(),
                          {},
                          {},
                          now_.handling,
                          next_sequence_++};
  added.payload = sealed;
  const bool is_statement = checked.header.kind == message::Kind::Statement;
  std::vector<Change> changes;
  changes.push_back(TakeSubmission{submission, now_.handling});
  changes.push_back(PutTransfer{added.row, sealed});
  for (std::uint16_t leg = 0; leg < checked.header.recipients.size(); ++leg) {
    const LegKey key{checked.transfer, leg, 1};
    changes.push_back(PutTombstone{key, {}, now_.handling, keep_until(checked.header)});
    if (for_mailbox(checked, leg)) {
      if (!is_statement) changes.push_back(PutMailbox{key, now_.handling});
      continue;
    }
    LegRow row = queued_leg(added.row, leg, key.copy, destination(checked.header, checked.label, leg));
    changes.push_back(PutLeg{row});
    added.legs.emplace(std::pair{leg, std::uint8_t{1}}, std::move(row));
  }
  bind_at_once(added, changes);
  if (!is_statement && !added.legs.empty()) watch_receipts(checked.header, checked.transfer, changes);
  for (const auto& [signed_statement, statement] : checked.statements)
    changes.push_back(PutStatement{signed_statement, statement, now_.handling});
  for (const auto& [signed_statement, statement] : testimony.subjects)
    changes.push_back(PutStatement{signed_statement, statement, now_.handling});
  std::optional<HeldTransfer> carriage;  // its writer has left since
  if (testimony.carriage) put_carriage(*testimony.carriage, changes, carriage);
  audit("submitted", "message=" + base::to_hex(checked.header.message.view()).substr(0, 16) +
                         " transfer=" + base::to_hex(checked.transfer.view()).substr(0, 16) + " precedence=" +
                         std::string(message::name_of(message::precedence_of(checked.header))));
  commit(std::move(changes), is_urgent(message::precedence_of(checked.header)),
         [this, submission, added, carriage] {
           submitting_.erase(added.row.transfer);
           submission_answered(submission);
           if (!added.legs.empty()) hold(added);
           if (carriage) hold(*carriage);
         });
}

}  // namespace backchannel::custody
