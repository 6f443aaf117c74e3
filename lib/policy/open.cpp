#include <algorithm>

#include "backchannel/base/format.h"
#include "rules.h"

namespace backchannel::policy {

namespace {

using base::Code;
using doctrine::CaveatRow;
using doctrine::Demands;
using doctrine::Readers;
using message::Recipient;

const std::string& name_in(const Recipient& leg) {
  return leg.person.empty() ? leg.station.value : leg.person.value;
}

std::vector<std::string> names_of(const std::vector<Recipient>& legs) {
  std::vector<std::string> names;
  for (const auto& leg : legs) names.push_back(name_in(leg));
  return names;
}

// The leg under which this reader opens; nullptr: none.
const Recipient* leg_of(const message::Header& header, const Party& reader, const std::string& station,
                        bool must_be_named) {
  const auto& legs = header.recipients;
  auto found = std::ranges::find_if(legs, [&](const auto& leg) { return leg.person.value == reader.name; });
  if (found == legs.end() && !must_be_named) {
    found = std::ranges::find_if(legs, [&](const auto& leg) { return leg.station.value == station; });
  }
  return found == legs.end() ? nullptr : &*found;
}

// Somebody at the reader's station who sees that the message is there, a watch officer above all.
void refuse_staff(const CaveatRow& row, const std::vector<std::string>& readers, const Party& reader,
                  Verdict& verdict) {
  const std::string names = list_of(readers);
  const std::string either = list_of(readers, " or ");
  refuse(verdict, Code::EyesOnly,
         row.name + " lets only " + names + " open this message, not " + base::visible(reader.name) +
             ". You may tell " + either + " that it is here, and wake " + either +
             " if its precedence or delivery instructions call for it; the reader opens it with the reader's "
             "own key.");
}

void refuse_stranger(const message::Header& header, const Party& reader, Verdict& verdict) {
  refuse(verdict, Code::NotARecipient,
         "This message is for " + list_of(names_of(header.recipients)) + "; " + base::visible(reader.name) +
             " is not among its readers. Only the originator can send it to a further reader.");
}

// A heading that no station of this net would have sent: the marking wants names and there is none.
void refuse_unnamed(const CaveatRow& row, const std::string& station, Verdict& verdict) {
  refuse(verdict, Code::EyesOnly,
         row.name + " lets only persons named open a message, and this one names " + base::visible(station) +
             " and no person. Ask the originator to send it again to its reader by name.");
}

void refuse_unaddressed(const CaveatRow* naming, const message::Header& header, const Party& reader,
                        const std::string& station, Verdict& verdict) {
  std::vector<std::string> here;
  bool station_addressed = false;
  for (const auto& leg : header.recipients) {
    if (leg.station.value != station) continue;
    if (leg.person.empty()) {
      station_addressed = true;
    } else {
      here.push_back(leg.person.value);
    }
  }
  if (naming != nullptr && !here.empty()) {
    refuse_staff(*naming, here, reader, verdict);
  } else if (naming != nullptr && station_addressed) {
    refuse_unnamed(*naming, station, verdict);
  } else {
    refuse_stranger(header, reader, verdict);
  }
}

void check_copy(const message::Header& header, const Recipient& leg, Verdict& verdict) {
  if (leg.copy_number >= 1 && (header.copies == 0 || leg.copy_number <= header.copies)) return;
  refuse(verdict, Code::EyesOnly,
         "A copy is a numbered right to open, and copy " + std::to_string(leg.copy_number) + " of " +
             std::to_string(header.copies) + " is none. Ask the originator to send it again.");
}

}  // namespace

Verdict may_open(const doctrine::Catalogue& catalogue, const message::Label& label,
                 const message::Header& header, const Party& reader, const std::string& reader_station) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (!rows) return verdict;
  if (!reader.is_person) {
    refuse(verdict, Code::NotARecipient,
           "Only a person opens a message, and " + base::visible(reader.name) +
               " is none. Let a person of the station open it.");
    return verdict;
  }
  const auto* naming = demanding(*rows, [](const Demands& d) { return d.readers != Readers::Any; });
  const auto* leg = leg_of(header, reader, reader_station, naming != nullptr);
  if (leg == nullptr) {
    refuse_unaddressed(naming, header, reader, reader_station, verdict);
    return verdict;
  }
  check_legs(catalogue, *rows, legs_of(header), "it names", verdict);
  check_copy(header, *leg, verdict);
  check_clearance(catalogue, *rows, label, reader, Part::Reader, verdict);
  const auto* national = demanding(*rows, [](const Demands& d) { return !d.foreign_hand_over; });
  if (national != nullptr && reader.foreign) {
    refuse(verdict, Code::Dominance,
           national->name + " allows no foreign reader, and " + base::visible(reader.name) +
               " is foreign. Only the originator can send it again without " + national->name + ".");
  }
  return verdict;
}

}  // namespace backchannel::policy
