#include "backchannel/policy/delivery.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "rules.h"

namespace backchannel::policy {

namespace {

using base::HandlingTime;
using doctrine::DeliverWhen;

constexpr std::int64_t kBusinessHours = 10;

// "11 P.M.", "9:30 A.M.": as "2300", "0930". nullopt: not of this form.
std::optional<std::string> from_twelve_hours(std::string_view words) {
  std::string letters;
  for (const char c : base::upper(words))
    if (c != '.' && c != ' ') letters.push_back(c);
  const bool afternoon = letters.ends_with("PM");
  if (!afternoon && !letters.ends_with("AM")) return std::nullopt;
  letters.resize(letters.size() - 2);
  unsigned hour = 0;
  unsigned minute = 0;
  const char* end = letters.data() + letters.size();
  auto [next, error] = std::from_chars(letters.data(), end, hour);
  if (error != std::errc() || hour < 1 || hour > 12) return std::nullopt;
  if (next != end) {
    if (*next != ':' || end - next != 3) return std::nullopt;
    const auto rest = std::from_chars(next + 1, end, minute);
    if (rest.ec != std::errc() || rest.ptr != end || minute > 59) return std::nullopt;
  }
  const unsigned time = (hour % 12 + (afternoon ? 12 : 0)) * 100 + minute;
  const std::string digits = std::to_string(time);
  return std::string(4 - digits.size(), '0') + digits;
}

// The first such moment after the message was released: one that arrives late is late, not a day early.
base::Result<HandlingTime> moment(std::string_view words, HandlingTime released, const std::string& zone) {
  const std::string trimmed(base::trim(words));
  if (const auto group = message::parse_dtg(trimmed)) return *group;
  return message::next_local(released, from_twelve_hours(trimmed).value_or(trimmed), zone);
}

HandlingTime opening_of_business(HandlingTime received, const LocalClock& clock) {
  const auto next = message::next_local(received, clock.opens, clock.zone);
  if (!next) return received;  // a station without a zone keeps nothing back
  constexpr std::int64_t kDayMs = 24 * 3600 * base::kSecondMs;
  const bool open_now = *next - received > kDayMs - kBusinessHours * 3600 * base::kSecondMs;
  return open_now || *next == received ? received : *next;
}

std::string local_words(HandlingTime at, const std::string& zone) {
  const auto local = message::local_time(at, zone);
  return local ? local->hhmm() + " local time, " + message::to_short_dtg(at) : message::to_short_dtg(at);
}

void add_waking(const doctrine::DeliveryDemands& demands, Delivery& out) {
  out.wake_duty_officer |= demands.wake_duty_officer;
  out.wake_reader |= demands.wake_reader;
  out.find_reader |= demands.find_reader;
  out.phone |= demands.phone;
  out.orally_only |= demands.orally_only;
  if (demands.wake_duty_officer) out.duties.emplace_back("Wake the duty officer.");
  if (demands.wake_reader) out.duties.emplace_back("Wake the reader, whatever the hour.");
  if (demands.find_reader) out.duties.emplace_back("Find the reader wherever the reader is.");
  if (demands.phone)
    out.duties.emplace_back("Telephone the reader that it is here; say nothing of what is in it.");
  if (demands.orally_only)
    out.duties.emplace_back("It is told by word of mouth only; no paper leaves the station.");
}

void obey(const doctrine::DeliveryFound& found, const message::Header& header, HandlingTime received,
          const LocalClock& clock, Delivery& out) {
  const auto keep_until = [&](HandlingTime at, const std::string& why) {
    out.not_before = std::max(out.not_before, at);
    if (at > received) out.duties.push_back(why + ": keep it until " + local_words(at, clock.zone) + ".");
  };
  switch (found.row->demands.when) {
    case DeliverWhen::AsPrecedenceSays:
      break;
    case DeliverWhen::Receipt:
      // What is to be told by telephone on receipt may wait for its reader.
      if (!found.row->demands.phone)
        out.duties.emplace_back("Put it before the reader as soon as it is here.");
      break;
    case DeliverWhen::OpeningOfBusiness:
      keep_until(opening_of_business(received, clock), "For the opening of business");
      break;
    case DeliverWhen::Time:
      if (const auto at = moment(found.parameter, header.date_time_group, clock.zone))
        keep_until(*at, "For " + base::visible(found.parameter));
      break;
    case DeliverWhen::Event:
      out.duties.push_back("Put it before the reader before " + base::visible(found.parameter) +
                           "; it is of no use after.");
      break;
    case DeliverWhen::GoAhead:
      out.awaits_go_ahead = true;
      out.duties.emplace_back("Hold it until the originator gives the go-ahead.");
      break;
  }
  add_waking(found.row->demands, out);
}

}  // namespace

Verdict may_instruct(const doctrine::Catalogue& catalogue, const std::string& instruction) {
  Verdict verdict;
  const auto found = catalogue.delivery(instruction);
  if (!found) {
    refuse(verdict, base::Code::MarkingUnknown,
           "The doctrine knows no delivery instruction \"" + base::visible(instruction) +
               "\". An instruction that nobody knows is obeyed by nobody: see the known ones with "
               "backchannel catalog, or write a row for it.");
    return verdict;
  }
  if (found->row->demands.when != DeliverWhen::Time) return verdict;
  if (!moment(found->parameter, {}, "UTC"))
    refuse(verdict, base::Code::Syntax,
           "\"" + base::visible(found->parameter) +
               "\" is no time of day that a station could keep. Write 1500, 3 P.M. or 231400Z OCT 72.");
  return verdict;
}

Delivery delivery_of(const doctrine::Catalogue& catalogue, const message::Header& header,
                     HandlingTime received, const LocalClock& clock) {
  Delivery out;
  out.not_before = received;
  for (const std::string& instruction : header.delivery) {
    if (const auto found = catalogue.delivery(instruction))
      obey(*found, header, received, clock, out);
    else
      out.duties.push_back(base::visible(instruction));
  }
  // Two instructions may ask for the same: said once.
  std::vector<std::string> once;
  for (std::string& duty : out.duties)
    if (std::ranges::find(once, duty) == once.end()) once.push_back(std::move(duty));
  out.duties = std::move(once);
  return out;
}

Verdict may_open_yet(const doctrine::Catalogue& catalogue, const message::Header& header,
                     const AtStation& here) {
  Verdict verdict;
  const Delivery delivery = delivery_of(catalogue, header, here.received, here.clock);
  if (delivery.awaits_go_ahead && !here.go_ahead)
    refuse(
        verdict, base::Code::Held,
        "It was sent ahead, to be held until its originator gives the go-ahead, which has not come. Wait for "
        "it, or ask the originator.");
  if (here.now < delivery.not_before)
    refuse(verdict, base::Code::Held,
           "A delivery instruction keeps it until " + local_words(delivery.not_before, here.clock.zone) +
               ", in " + message::duration_words(delivery.not_before - here.now) + ". Wait until then.");
  if (!here.opened_by.empty())
    refuse(verdict, base::Code::Lapsed,
           "One of two readers opens it, and " + base::visible(here.opened_by) +
               " has: the other's right to open it has lapsed. Ask " + base::visible(here.opened_by) + ".");
  return verdict;
}

}  // namespace backchannel::policy
