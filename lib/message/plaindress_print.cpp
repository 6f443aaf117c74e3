#include <string>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/plaindress.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/time_group.h"
#include "plaindress_layout.h"
#include "printed_lines.h"

namespace backchannel::message {

namespace {

using namespace plaindress;
using printed::block;
using printed::one_line;
using printed::one_line_each;

std::string line(std::string_view label, std::string_view words) {
  return words.empty() ? std::string() : block(label, words, kEntryContinued);
}

std::string transmission(const Plaindress& message) {
  const std::string letters = base::upper(message.channel);
  const std::uint32_t serial = message.channel_serial;
  if (!is_channel(letters) || serial == 0 || serial > kChannelSerialMost) return {};
  std::string digits = std::to_string(serial);
  digits.insert(0, 3 - digits.size(), '0');
  return std::string(kStart) + letters + digits + "\n";
}

// Several lines when there is no room.
std::string routing(Precedence precedence, const std::vector<std::string>& called) {
  const std::string prosign(2, prosign_of(precedence));
  std::string out, now;
  for (const std::string& indicator : called) {
    if (!is_routing_indicator(indicator)) continue;
    if (now.empty() || now.size() + 1 + indicator.size() > printed::kWidth) {
      if (!now.empty()) out += now + "\n";
      now = prosign;
    }
    now += " " + indicator;
  }
  return now.empty() ? out : out + now + "\n";
}

std::string security(const Plaindress& message) {
  const std::string_view prosign = message.letter == kOpenLetter ? kOpen : kClosed;
  std::string out = std::string(prosign) + " " + std::string(kLetters, message.letter);
  if (message.special_category != 0) out += "/" + std::string(kLetters, message.special_category);
  return block(out + " ", one_line(message.handling), kEntryContinued);
}

// One for information needs somebody to inform, and is never the higher.
std::optional<Precedence> second_precedence(const Plaindress& message) {
  const auto& given = message.information_precedence;
  return given && *given <= message.precedence && !one_line_each(message.info).empty() ? given : std::nullopt;
}

std::string preamble(const Plaindress& message) {
  std::string out(1, prosign_of(message.precedence));
  if (const auto second = second_precedence(message)) out += std::string(" ") + prosign_of(*second);
  return block(out + " " + to_dtg(message.dtg) + " ", one_line(message.instructions), kEntryContinued);
}

std::string originator(const Plaindress& message) {
  std::string words = one_line(message.from);
  if (const std::string number = slip_number(message.number); !number.empty())
    words += (words.empty() ? "" : " ") + std::string(kSlants) + number + std::string(kSlants);
  return block(kFrom, words, kEntryContinued);
}

std::string addressees(std::string_view label, const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : one_line_each(names))
    out += block(out.empty() ? std::string(label) : std::string(kEntryIndent, ' '), name, kEntryContinued);
  return out;
}

std::string classification(const Plaindress& message) {
  const std::string words = base::upper(one_line(message.classification));
  std::string out = message.letter == kOpenLetter ? words : spaced(words);
  std::string codes;
  for (const std::string& code : message.codes)
    if (is_code(code)) codes += (codes.empty() ? std::string(kSlants) : "/") + code;
  if (!codes.empty()) out += "  " + codes + std::string(kSlants);
  return block({}, out, kEntryContinued);
}

std::string text(const Plaindress& message) {
  std::string out;
  const std::string lines = base::wrap(printed::text_lines(message.text), printed::kWidth);
  for (std::string_view rest = lines; !rest.empty();) {
    const auto end = rest.find('\n');
    const std::string_view each = rest.substr(0, end);
    out.append(each == kEnd ? " " : "").append(each).append("\n");
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return out.empty() ? out : "\n" + out;
}

}  // namespace

std::string print_plaindress(const Plaindress& message) {
  const std::string filing = message.filing ? print_filing(*message.filing) : std::string();
  std::string out = transmission(message);
  if (!filing.empty()) {
    out += routing(message.precedence, message.called);
    out += routing(second_precedence(message).value_or(message.precedence), message.called_information);
    out += filing + "\n";
  }
  out += security(message);
  out += preamble(message);
  out += originator(message);
  out += addressees(kTo, message.to);
  out += addressees(kInfo, message.info);
  out += addressees(kExempted, message.exempted);
  out += line(kAccount, one_line(message.accounting));
  if (message.groups) out += std::string(kGroups) + std::to_string(*message.groups) + "\n";
  out += std::string(kBreak) + "\n";
  out += classification(message);
  for (const std::string& caption : one_line_each(message.captions)) out += line({}, caption);
  out += line(kVia, one_line(message.channel_words));
  out += line(kPass, one_line(message.service_line));
  out += line(kSubject, one_line(message.subject));
  for (const std::string& reference : one_line_each(message.references)) out += line(kRef, reference);
  out += text(message);
  out += std::string(kBreak) + "\n";
  if (!filing.empty()) out += serial_mark(message.filing->serial) + "\n";
  return out + std::string(kEnd) + "\n";
}

}  // namespace backchannel::message
