#include <algorithm>
#include <charconv>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/situation_room.h"
#include "backchannel/message/time_group.h"
#include "printed_lines.h"
#include "situation_room_layout.h"

namespace backchannel::message {

namespace {

using namespace situation_room;
using base::trim;
using printed::bad;
using printed::Line;
using printed::words_of;

// A line and those that go on with it after four blanks; `lines` then begins behind them.
std::string take_continued(std::span<const Line>& lines) {
  std::string words(lines.front().text);
  for (lines = lines.subspan(1);
       !lines.empty() && lines.front().indent >= kContinued && !lines.front().text.empty();
       lines = lines.subspan(1))
    words.append(" ").append(lines.front().text);
  return words;
}

base::Result<> take_precedence(std::span<const Line>& lines, SituationRoomMessage& out) {
  const auto precedence = precedence_from(lines.front().text);
  if (!precedence || lines.front().text.size() == 1)
    return bad(lines.front(), "the first line is the precedence in words, such as OP IMMED");
  out.precedence = *precedence;
  lines = lines.subspan(1);
  return {};
}

// The station's line waits for the year of the date-time group below it.
base::Result<> take_times(std::span<const Line>& lines, SituationRoomMessage& out) {
  constexpr std::string_view kStation =
      "the second line is DE, the station, its number and day and time, such as DE WTE #0661 0381304";
  constexpr std::string_view kGroup =
      "the third line is a prosign and a date-time group, such as O 071304Z FEB 74";
  const Line& station = lines[0];
  const auto words = words_of(station.text);
  const bool shaped = words.size() == 4 && station.text.starts_with(kDe);
  if (!shaped) return bad(station, std::string(kStation));
  if (!is_station_word(words[1].text)) return bad(station, std::string(kStation), words[1].at);
  const auto serial = parse_serial_mark(words[2].text);
  if (!serial) return bad(station, std::string(kStation), words[2].at);
  if (lines.size() < 2) return bad(station, "the message ends before its third line");
  const Line& group = lines[1];
  const auto blank = group.text.find(' ');
  const auto prosign = blank == 1 ? precedence_from(group.text.substr(0, 1)) : std::nullopt;
  if (!prosign) return bad(group, std::string(kGroup));
  const auto dtg = parse_dtg(group.text.substr(blank + 1));
  if (!dtg) return bad(group, std::string(kGroup), blank + 1);
  if (*prosign != out.precedence)
    return base::fail(base::Code::Disagreement,
                      "the first line says " + std::string(name_of(out.precedence)) + ", and the third " +
                          std::string(name_of(*prosign)),
                      printed::where(group));
  const auto filed = parse_day_and_time(words[3].text, *dtg);
  if (!filed) return bad(station, std::string(kStation), words[3].at);
  out.dtg = *dtg;
  out.filing = {std::string(words[1].text), *serial, *filed};
  lines = lines.subspan(2);
  return {};
}

base::Result<> take_originator(std::span<const Line>& lines, SituationRoomMessage& out) {
  const Line line = lines.front();
  if (line.indent != 0 || !(line.text.starts_with(kFrom) || line.text == trim(kFrom)))
    return bad(line, "the fourth line is FM and the originator, such as FM THE SITUATION ROOM //TOHAK 120//");
  const std::string words = take_continued(lines);
  std::string_view from = trim(std::string_view(words).substr(trim(kFrom).size()));
  out.from = from;
  if (!from.ends_with(kSlants)) return {};
  from.remove_suffix(kSlants.size());
  const auto open = from.rfind(kSlants);
  const auto number =
      open == std::string_view::npos ? std::nullopt : parse_number(from.substr(open + kSlants.size()));
  if (!number || number->bearer_serial)
    return bad(line, "between the slants stands a series and a number, such as //TOHAK 120//",
               std::min(line.text.find(kSlants), line.text.size()));
  out.number = {number->series, {}, number->serial};
  out.from = trim(from.substr(0, open));
  return {};
}

base::Result<> take_addressee(std::span<const Line>& lines, SituationRoomMessage& out) {
  const Line line = lines.front();
  if (line.indent != 0 || !line.text.starts_with(kTo))
    return bad(line, "after FM stands TO and the addressee, such as TO AIDE FOR PRINCIPAL");
  const std::string words = take_continued(lines);
  const std::string_view to = trim(std::string_view(words).substr(kTo.size()));
  const auto principal = to.find(kFor);
  out.to = to.substr(0, principal);
  if (principal != std::string_view::npos) out.principal = trim(to.substr(principal + kFor.size()));
  return {};
}

// "WH40123"
bool take_bearer(const std::string& field, SituationRoomMessage& out) {
  const auto digits = field.find_first_of("0123456789");
  if (digits == 0 || digits == std::string::npos) return false;
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (!std::all_of(field.begin(), field.begin() + static_cast<std::ptrdiff_t>(digits), letter)) return false;
  std::uint32_t serial = 0;
  const auto [end, error] = std::from_chars(field.data() + digits, field.data() + field.size(), serial);
  if (error != std::errc() || end != field.data() + field.size()) return false;
  out.bearer = field.substr(0, digits);
  out.bearer_serial = serial;
  return true;
}

base::Result<> take_markings(std::span<const Line>& lines, SituationRoomMessage& out) {
  const Line line = lines.front();
  if (line.indent != 0)
    return base::fail(base::Code::NoClassification, "the classification must begin here, at the left edge",
                      printed::where(line));
  std::vector<std::string> fields = printed::take_fields(lines);
  out.classification = base::upper(printed::unspaced(fields.front()));
  fields.erase(fields.begin());
  if (!fields.empty() && take_bearer(fields.back(), out)) fields.pop_back();
  if (!fields.empty() && fields.back().starts_with(kVia)) {
    out.via = fields.back().substr(kVia.size());
    fields.pop_back();
  }
  out.caveats = std::move(fields);
  return {};
}

}  // namespace

base::Result<SituationRoomMessage> parse_situation_room(std::string_view text) {
  const std::vector<Line> all = printed::lines_of(text);
  if (all.empty()) return base::fail(base::Code::Syntax, "there is no message in it", {{}, 1, 1});
  BC_TRY_VOID(printed::check_widths(all));
  const auto blank = [](const Line& line) { return line.text.empty(); };
  const auto end = std::ranges::find_if(all, blank);
  std::span<const Line> lines(all.begin(), end);
  const Line last = lines.back();
  SituationRoomMessage out;
  using Step = base::Result<> (*)(std::span<const Line>&, SituationRoomMessage&);
  for (const Step step : {take_precedence, take_times, take_originator, take_addressee, take_markings}) {
    if (lines.empty())
      return bad(last, "the heading ends here; it has precedence, DE, date-time group, FM, TO and markings",
                 last.text.size());
    BC_TRY_VOID(step(lines, out));
  }
  if (!lines.empty()) return bad(lines.front(), "a blank line must stand between heading and text");
  const auto begin = std::find_if_not(end, all.end(), blank);
  out.text = printed::text_of({begin, all.end()});
  return out;
}

}  // namespace backchannel::message
