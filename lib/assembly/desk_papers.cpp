// What was opened, as each of the papers it can be printed on.

#include <algorithm>

#include "backchannel/assembly/import.h"
#include "backchannel/base/format.h"
#include "backchannel/mail/mmhs.h"
#include "backchannel/message/frus.h"
#include "backchannel/message/number.h"
#include "backchannel/message/plaindress.h"
#include "backchannel/message/situation_room.h"
#include "desk_state.h"
#include "import_parts.h"
#include "mail_fields.h"

namespace backchannel::assembly {

namespace {

struct Opened {
  const Received& what;
  const message::Message& message;
  message::Slip slip;  // what the forms have in common
};

std::vector<std::string> names(const message::Header& header, bool action) {
  std::vector<std::string> out;
  for (const message::Recipient& recipient : header.recipients)
    if (recipient.action == action) out.push_back(name_of(recipient));
  return out;
}

std::optional<message::Precedence> information_precedence(const message::Header& header) {
  std::optional<message::Precedence> out;
  for (const message::Recipient& recipient : header.recipients)
    if (!recipient.action) out = std::max(out.value_or(recipient.precedence), recipient.precedence);
  return out;
}

std::vector<std::string> caveats(const message::PrintedMarkings& markings) {
  std::vector<std::string> out = markings.heading_caveats;
  out.insert(out.end(), markings.reader_caveats.begin(), markings.reader_caveats.end());
  return out;
}

// The bearer that gave the second number, or else the station, shortened to the word that a heading has room
// for (chosen: the exercise has no routing indicators).
message::Filing filing_of(const Opened& opened) {
  const message::Header& header = opened.what.row.header;
  if (message::is_station_word(opened.slip.bearer))
    return {opened.slip.bearer, opened.slip.bearer_serial, header.created};
  std::string word;
  for (const char c : base::upper(header.originator_node.value))
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-') word += c;
  return {word.substr(0, 12), 0, header.created};
}

// The short name of an open classification, as the lines of unclassified messages write it; else its own.
std::string classification_line(const doctrine::ClassificationRow& row) {
  const bool open = row.number <= 1;
  return open && !row.aliases.empty() ? row.aliases.front() : row.name;
}

base::Result<std::string> plaindress_of(DeskState& desk, const Opened& opened) {
  const message::Header& header = opened.what.row.header;
  const auto* row = desk.catalogue().classification(opened.what.row.label.classification);
  if (row == nullptr) return base::fail(base::Code::LabelUnknown, "the message's classification");
  message::Plaindress out;
  out.letter = row->letter;
  out.classification = classification_line(*row);
  if (!opened.slip.bearer.empty()) out.filing = filing_of(opened);
  out.dtg = header.date_time_group;
  out.from = opened.slip.from;
  out.number = header.number;
  out.to = names(header, true);
  out.info = names(header, false);
  out.precedence = message::precedence_of(header);
  if (const auto information = information_precedence(header); information && *information != out.precedence)
    out.information_precedence = information;
  out.captions = caveats(opened.slip.markings);
  out.channel_words = opened.slip.channel;
  out.service_line = opened.slip.service_line;
  out.subject = opened.message.subject;
  out.references = opened.message.references;
  out.text = opened.slip.text;
  std::string printed = message::print_plaindress(out);
  // Security line, classification line and the label that was signed say the same, or nothing is printed.
  BC_TRY(back, message::parse_plaindress(printed, classification_rows(desk.catalogue()), row->letter));
  static_cast<void>(back);
  return printed;
}

std::string situation_room_of(const Opened& opened, const PrintOrder& order) {
  const message::Header& header = opened.what.row.header;
  message::SituationRoomMessage out;
  out.precedence = message::precedence_of(header);
  out.filing = filing_of(opened);
  out.dtg = header.date_time_group;
  out.from = header.originator_node.value;
  out.number = header.number;
  std::string readers;
  for (const message::Recipient& recipient : header.recipients)
    readers += (readers.empty() ? "" : ", ") + name_of(recipient);
  out.to = order.aide.empty() ? readers : order.aide;
  if (!order.aide.empty()) out.principal = readers;
  out.classification = opened.slip.markings.classification;
  out.caveats = caveats(opened.slip.markings);
  out.via = opened.slip.channel;
  out.text = opened.slip.text;
  return message::print_situation_room(out);
}

// "The President's Deputy Assistant (Haig)"; the name alone when the net gives no title.
std::string titled(const DeskState& desk, const std::string& name) {
  const netplan::Person* person = person_named(desk.plan(), name);
  return person == nullptr || person->title.empty() ? name : person->title + " (" + name + ")";
}

std::string frus_of(const DeskState& desk, const Opened& opened) {
  const message::Header& header = opened.what.row.header;
  message::FrusDocument out;
  std::string readers;
  for (const message::Recipient& recipient : header.recipients)
    readers += (readers.empty() ? "" : ", ") + titled(desk, name_of(recipient));
  out.title = "Backchannel Message From " + titled(desk, opened.slip.from) + " to " + readers;
  out.dateline = header.originator_node.value + ", " + message::frus_date(header.date_time_group);
  if (header.number.serial != 0) out.number = opened.what.line.number;
  out.references = opened.message.references;
  out.text = opened.message.text;
  out.enclosure = opened.message.enclosure;
  out.garbles = opened.message.garbles;
  out.notes.push_back("Source: Backchannel exercise, mailbox of " +
                      opened.what.row.recipient().station.value + ". " +
                      message::print_marking_string(opened.slip.markings, message::precedence_of(header)));
  out.notes.insert(out.notes.end(), opened.message.source_notes.begin(), opened.message.source_notes.end());
  return message::print_frus(out);
}

Form form_of(const Opened& opened) {
  const message::Header& header = opened.what.row.header;
  const message::Message& message = opened.message;
  Form out;
  out.from = opened.slip.from;
  out.to = names(header, true);
  out.info = names(header, false);
  out.classification = opened.slip.markings.classification;
  out.precedence = message::name_of(message::precedence_of(header));
  if (const auto information = information_precedence(header);
      information && *information != message::precedence_of(header))
    out.info_precedence = message::name_of(*information);
  out.minimize_reason = header.minimize_reason;
  out.caveats = caveats(opened.slip.markings);
  out.channel = header.channel;
  out.series = header.number.series;
  out.delivery = header.delivery;
  out.service_line = header.service_line;
  out.subject = message.subject;
  out.references = message.references;
  out.acknowledge = message.acknowledge;
  out.text = message.text;
  out.enclosure = message.enclosure;
  if (message.pass_on) {
    const message::PassOn& given = *message.pass_on;
    out.pass_on = FormPassOn{given.to,   given.for_whom,     given.occasion,  {},
                             given.zone, given.on_behalf_of, given.as_written};
    out.deadline = given.deadline;
  }
  out.garbles = message.garbles;
  out.source_notes = message.source_notes;
  return out;
}

std::string mail_of(const Opened& opened) {
  const message::Header& header = opened.what.row.header;
  // Written when it was filed; the date-time group is when it was released (RFC 6477 section 3.2).
  std::vector<mail::Field> more = {
      {std::string(fields::kDate), mail::print_date(header.created), 0},
      {std::string(fields::kAuthorised), mail::print_date(header.date_time_group), 0}};
  const auto add = [&more](std::string_view name, std::string value) {
    if (mail::is_military_string(value)) more.push_back({std::string(name), std::move(value), 0});
  };
  if (header.number.serial != 0) add(fields::kReference, message::slip_number(header.number));
  add(fields::kPlad, header.originator_node.value);
  if (!opened.slip.bearer.empty()) {
    const message::Filing filing = filing_of(opened);
    add(fields::kIdentifier, filing.station + " " + message::serial_mark(filing.serial).substr(1) + " " +
                                 message::to_day_and_time(filing.at));
  }
  return to_mail(form_of(opened), more);
}

}  // namespace

base::Result<std::string> paper_of(DeskState& desk, const Received& what, const message::Message& message,
                                   const PrintOrder& order) {
  const Opened opened{what, message, slip_of(desk, what, message)};
  switch (order.paper) {
    case Paper::FormatLines: {
      BC_TRY(printed, plaindress_of(desk, opened));
      return message::between_banners(printed);
    }
    case Paper::Slip:
      return message::between_banners(message::print_slip(opened.slip));
    case Paper::SituationRoom:
      return message::between_banners(situation_room_of(opened, order));
    case Paper::Frus:
      return message::between_banners(frus_of(desk, opened));
    case Paper::Mail:  // has its banners where a mail program passes over them
      return mail_of(opened);
  }
  return base::fail(base::Code::Internal, "a paper of no kind");
}

}  // namespace backchannel::assembly
