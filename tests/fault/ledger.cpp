#include "ledger.h"

#include <ostream>
#include <set>
#include <stdexcept>

#include "backchannel/seal/crypto.h"

namespace backchannel::fault {

namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_sentence(result.error()));
  return std::move(*result);
}

[[nodiscard]] bool explains_absence(End end) {
  switch (end) {
    case End::Delivered:
      return false;
    case End::NotDelivered:
    case End::Unknown:
    case End::Refused:
    case End::Held:
      return true;
  }
  return false;
}

[[nodiscard]] bool contradicts(End end, bool arrived) {
  switch (end) {
    case End::Delivered:
      return !arrived;
    case End::NotDelivered:
    case End::Refused:
      return arrived;
    case End::Unknown:
    case End::Held:
      return false;
  }
  return false;
}

}  // namespace

bool Verdict::sound() const {
  return lost == 0 && duplicated == 0 && unexpected == 0 && altered == 0 && untrue == 0 && unaccounted == 0;
}

std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
  const auto of = [&](End end) {
    const auto found = verdict.ends.find(end);
    return found == verdict.ends.end() ? std::size_t{0} : found->second;
  };
  out << "handed in " << verdict.attempted << ", answered " << verdict.acknowledged << ", arrived "
      << verdict.arrived << "\n"
      << "lost " << verdict.lost << ", duplicated " << verdict.duplicated << ", unexpected "
      << verdict.unexpected << ", recovered " << verdict.recovered << ", altered " << verdict.altered << "\n"
      << "delivered " << of(End::Delivered) << ", not delivered " << of(End::NotDelivered) << ", unknown "
      << of(End::Unknown) << ", refused " << of(End::Refused) << ", held " << of(End::Held)
      << ", unaccounted " << verdict.unaccounted << ", untrue " << verdict.untrue << "\n";
  return out;
}

Verdict judge(const Books& books) {
  Verdict verdict;
  std::map<base::MessageId, const Attempt*> handed_in;
  for (const Attempt& each : books.attempts) handed_in.emplace(each.message, &each);
  std::map<base::MessageId, std::size_t> arrived;
  for (const Arrival& each : books.arrivals) {
    if (++arrived[each.message] > 1) ++verdict.duplicated;
    const auto attempt = handed_in.find(each.message);
    if (attempt == handed_in.end()) {
      ++verdict.unexpected;
      continue;
    }
    if (each.bytes != attempt->second->transfer || each.transfer != attempt->second->transfer)
      ++verdict.altered;
  }
  verdict.arrived = arrived.size();
  verdict.attempted = handed_in.size();
  for (const auto& [message, attempt] : handed_in) {
    const bool is_there = arrived.contains(message);
    const auto end = books.ends.find(message);
    if (attempt->acknowledged) {
      ++verdict.acknowledged;
      if (!is_there && (end == books.ends.end() || !explains_absence(end->second))) ++verdict.lost;
    } else if (is_there) {
      ++verdict.recovered;
    }
  }
  for (const auto& [message, end] : books.ends) {
    ++verdict.ends[end];
    if (contradicts(end, arrived.contains(message))) ++verdict.untrue;
  }
  verdict.unaccounted = books.records - std::min(books.records, books.ends.size());
  return verdict;
}

std::vector<Arrival> arrivals(const store::ClientStore& mailbox) {
  std::vector<Arrival> all;
  for (const store::MailboxRow& row : must(mailbox.mailbox())) {
    const base::Bytes sealed = must(mailbox.sealed(row.key.transfer));
    all.push_back({row.header.message, row.key.transfer,
                   base::TransferId::from_bytes(seal::OpensslDigester().sha256(sealed).view())});
  }
  return all;
}

std::map<base::MessageId, End> ends(const store::ClientStore& originator,
                                    const std::vector<base::MessageId>& held) {
  std::map<base::MessageId, End> all;
  std::set<base::MessageId> sent;
  for (const store::SubmissionRow& row : must(originator.submissions())) {
    sent.insert(row.message);
    if (row.state == store::SubmissionState::Rejected) all[row.message] = End::Refused;
    if (row.state == store::SubmissionState::Waiting) all[row.message] = End::Held;
  }
  for (const base::MessageId& message : held)
    if (sent.contains(message)) all[message] = End::Held;
  // Rising in what is known: a receipt says more than any report.
  const std::pair<message::StatementKind, End> said[] = {
      {message::StatementKind::Unknown, End::Unknown},
      {message::StatementKind::Report, End::NotDelivered},
      {message::StatementKind::StationReceipt, End::Delivered},
  };
  for (const auto& [kind, end] : said)
    for (const store::StatementRow& row : must(originator.statements(kind)))
      if (sent.contains(row.statement.message)) all[row.statement.message] = end;
  return all;
}

}  // namespace backchannel::fault
