#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/situation_room.h"
#include "backchannel/message/time_group.h"
#include "printed_lines.h"
#include "situation_room_layout.h"

namespace backchannel::message {

namespace {

using namespace situation_room;
using printed::block;
using printed::one_line;

std::string from_line(const SituationRoomMessage& message) {
  std::string words = one_line(message.from);
  if (const std::string number = slip_number(message.number); !number.empty())
    words += (words.empty() ? "" : " ") + std::string(kSlants) + number + std::string(kSlants);
  return block(kFrom, words, kContinued);
}

std::string to_line(const SituationRoomMessage& message) {
  std::string words = one_line(message.to);
  if (const std::string principal = one_line(message.principal); !principal.empty())
    words += std::string(kFor) + principal;
  return block(kTo, words, kContinued);
}

std::string markings(const SituationRoomMessage& message) {
  std::vector<std::string> fields = {base::upper(one_line(message.classification))};
  for (const std::string& caveat : printed::one_line_each(message.caveats)) fields.push_back(caveat);
  if (const std::string via = one_line(message.via); !via.empty()) fields.push_back(std::string(kVia) + via);
  if (const std::string bearer = base::upper(one_line(message.bearer)); !bearer.empty())
    fields.push_back(bearer + std::to_string(message.bearer_serial));
  return printed::field_lines(fields);
}

}  // namespace

std::string print_situation_room(const SituationRoomMessage& message) {
  std::string out(message.precedence == Precedence::Immediate ? kImmediate : name_of(message.precedence));
  out += "\n";
  out += print_filing(message.filing) + "\n";
  out += std::string(1, prosign_of(message.precedence)) + " " + to_dtg(message.dtg) + "\n";
  out += from_line(message);
  out += to_line(message);
  out += markings(message);
  if (const std::string text = printed::text_lines(message.text); !text.empty())
    out += "\n" + base::wrap(text, printed::kWidth) + "\n";
  return out;
}

}  // namespace backchannel::message
