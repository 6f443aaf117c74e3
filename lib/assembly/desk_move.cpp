// A person who moves takes his papers along: a pouch, packed at the desk that he leaves and unpacked at the
// one where he arrives. Sealed to himself, and signed, so that nobody slips him numbers or receipts.

#include <algorithm>
#include <utility>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"
#include "pouch_text.h"

namespace backchannel::assembly {

namespace {

using base::Code;

const netplan::Move* next_move(const DeskState& desk, base::HandlingTime now) {
  const auto& moves = desk.plan().moves;
  const auto found = std::ranges::find_if(
      moves, [&](const auto& move) { return move.person == desk.person->name && move.at > now; });
  return found == moves.end() ? nullptr : &*found;
}

// The last move until now, and the one before it; nullptr: none.
std::pair<const netplan::Move*, const netplan::Move*> last_moves(const netplan::Plan& plan,
                                                                 const netplan::Person& person,
                                                                 base::HandlingTime now) {
  const netplan::Move *last = nullptr, *before = nullptr;
  for (const netplan::Move& move : plan.moves)
    if (move.person == person.name && move.at <= now) before = std::exchange(last, &move);
  return {last, before};
}

bool is_trip(const DeskState& desk, const std::string& series) {
  const doctrine::SeriesRow* row = desk.catalogue().find_series(series);
  return row != nullptr && row->kind == doctrine::SeriesKind::Trip;
}

// The series of the party: those of its trip in which this person has written, or that the plan numbers for
// him.
base::Result<std::vector<message::Number>> series_of_party(DeskState& desk) {
  std::vector<message::Number> out;
  const auto add = [&](const message::Number& number) {
    const auto same = [&](const auto& each) {
      return each.series == number.series && each.trip == number.trip;
    };
    if (is_trip(desk, number.series) && std::ranges::none_of(out, same))
      out.push_back({number.series, number.trip, 0});
  };
  BC_TRY(sent, desk.store.submissions(desk.person->name));
  for (const store::SubmissionRow& row : sent) add(row.header.number);
  BC_TRY(drafts, desk.store.drafts(desk.person->name));
  for (const store::DraftRow& draft : drafts) add(draft.number);
  return out;
}

std::vector<std::string> stations_written_to(const std::vector<store::SubmissionRow>& sent,
                                             const std::string& series) {
  std::vector<std::string> out;
  for (const store::SubmissionRow& row : sent)
    for (const message::Recipient& recipient : row.header.recipients)
      if (row.header.number.series == series && std::ranges::find(out, recipient.station.value) == out.end())
        out.push_back(recipient.station.value);
  return out;
}

base::Result<std::vector<std::string>> unopened_here(DeskState& desk) {
  BC_TRY(lines, list_inbox(desk));
  std::vector<std::string> out;
  for (const InboxLine& line : lines)
    if (line.mine && line.state == "new") out.push_back(line.number);
  return out;
}

// Without service messages and the like.
std::size_t messages_in(const store::Pouch& pouch) {
  return static_cast<std::size_t>(std::ranges::count_if(
      pouch.sent, [](const auto& row) { return row.header.kind == message::Kind::Message; }));
}

base::Digest digest_of(std::string_view papers) {
  return seal::OpensslDigester().sha256(base::as_bytes(papers));
}

base::Error no_pouch(const DeskState& desk, std::string_view why) {
  return {Code::Syntax, "this is no pouch that " + desk.person->name.value + " packed: " + std::string(why),
          std::nullopt, "pack it where you were before: backchannel depart"};
}

}  // namespace

base::Result<const netplan::Move*> move_without_papers(DeskState& here, base::HandlingTime now) {
  const auto [last, before] = last_moves(here.plan(), *here.person, now);
  if (last == nullptr) return nullptr;
  // What was packed before he came to the station that he left last belongs to an earlier stay here.
  BC_TRY(packed, here.store.arrival(here.person->name));
  const bool came = packed && (before == nullptr || *packed >= before->at);
  return came ? nullptr : last;
}

base::Result<> numbers_are_here(DeskState& desk, const std::string& series) {
  if (!is_trip(desk, series)) return {};
  BC_TRY(without, move_without_papers(desk, desk.now()));
  if (without == nullptr) return {};
  return std::unexpected(base::Error{
      Code::Permission,
      "the next number of " + series + " is with the papers that " + desk.person->name.value + " left behind",
      std::nullopt, "take them along: backchannel depart, then backchannel arrive"});
}

base::Result<Departed> depart_from(DeskState& desk) {
  BC_TRY(keys, desk.unlocked());
  const base::HandlingTime now = desk.now();
  Departed out;
  out.from = desk.station->name.value;
  const base::NodeName& here = desk.plan().station_of(*desk.person, now);
  const netplan::Move* move = next_move(desk, now);
  const bool leaving = here == desk.station->name;  // else he is gone, and only his papers are here
  if (leaving && move == nullptr)
    return std::unexpected(base::Error{Code::Usage,
                                       "the net plan has no move of " + desk.person->name.value + " from " +
                                           desk.station->name.value + " that is still to come",
                                       std::nullopt, "see who moves, and when: backchannel net show"});
  out.to = leaving ? move->to.value : here.value;
  BC_TRY(series, series_of_party(desk));
  BC_TRY(pouch, desk.store.pack(desk.person->name, series, now));
  for (const message::Number& last : pouch.numbers) out.numbers.push_back(message::slip_number(last));
  if (leaving)  // the report on leaving a post
    for (const message::Number& last : pouch.numbers)
      for (const std::string& station : stations_written_to(pouch.sent, last.series)) {
        BC_TRY(sent, report_last_number(desk, last.series, station));
        out.reported_to.insert(out.reported_to.end(), sent.to.begin(), sent.to.end());
      }
  out.sent = messages_in(pouch);
  out.drafts = pouch.drafts.size();
  BC_TRY(unopened, unopened_here(desk));
  out.unopened = std::move(unopened);

  const std::string papers = write_pouch(pouch);
  message::Statement statement;
  statement.kind = message::StatementKind::Departure;
  statement.at = now;
  statement.author_person = desk.person->name.value;
  statement.author_node = here.value;
  statement.text = out.to;
  const base::Digest digest = digest_of(papers);
  statement.data.assign(digest.value.begin(), digest.value.end());
  BC_TRY(said, seal::sign(*desk.trust, statement, desk.person->name.value, keys->signing));
  BC_TRY(sealed, seal::seal_to_self(*desk.trust, desk.person->name.value,
                                    base::as_bytes(write_signed(papers, said)), now));
  out.pouch = std::move(sealed);
  return out;
}

base::Result<Arrived> arrive_with(DeskState& desk, base::BytesView sealed) {
  BC_TRY(keys, desk.unlocked());
  auto text = seal::open_own(*desk.trust, desk.person->name.value, keys->agreement, sealed);
  if (!text) return std::unexpected(no_pouch(desk, base::to_sentence(text.error())));
  BC_TRY(content, read_signed(text->text()));
  BC_TRY(said, seal::verify(*desk.trust, content.said, desk.now()));
  if (said.kind != message::StatementKind::Departure || said.author_person != desk.person->name.value)
    return std::unexpected(no_pouch(desk, "it is signed as something else"));
  if (!std::ranges::equal(said.data, digest_of(content.papers).view()))
    return std::unexpected(no_pouch(desk, "what is in it is not what was signed"));
  if (said.text != desk.station->name.value)
    return base::fail(Code::Usage, "this pouch goes to " + base::visible(said.text) + ", and " +
                                       desk.person->name.value + " is at " + desk.station->name.value);
  BC_TRY(pouch, read_pouch(content.papers));
  if (pouch.person != desk.person->name || pouch.at != said.at)
    return std::unexpected(no_pouch(desk, "it names somebody else or another time"));
  Arrived out;
  BC_TRY(fresh, desk.store.unpack(pouch));
  out.fresh = fresh;
  out.sent = messages_in(pouch);
  out.drafts = pouch.drafts.size();
  for (const message::Number& last : pouch.numbers) out.numbers.push_back(message::slip_number(last));
  return out;
}

}  // namespace backchannel::assembly
