#include "row_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "row_fields.h"
#include "words.h"

namespace backchannel::doctrine {

namespace {

using base::Code;

constexpr std::int64_t kYearMin = 1900, kYearMax = 2100;
constexpr std::string_view kReaderPlace = "READER";

constexpr Choices<message::CategoryKind, 3> kKinds{{{"restrictive", message::CategoryKind::Restrictive},
                                                    {"permissive", message::CategoryKind::Permissive},
                                                    {"informative", message::CategoryKind::Informative}}};
constexpr Choices<SeriesKind, 3> kSeriesKinds{
    {{"trip", SeriesKind::Trip}, {"bearer", SeriesKind::Bearer}, {"post", SeriesKind::Post}}};
constexpr Choices<SealTo, 2> kSealTo{{{"station", SealTo::Station}, {"person", SealTo::Person}}};
constexpr Choices<Readers, 3> kReaders{{{"any", Readers::Any},
                                        {"one or more named", Readers::OneOrMoreNamed},
                                        {"exactly one named", Readers::ExactlyOneNamed}}};
constexpr Choices<LeaveBy, 2> kLeaveBy{
    {{"originator", LeaveBy::Originator}, {"originator or secretariat", LeaveBy::OriginatorOrSecretariat}}};
constexpr Choices<bool, 2> kSlipPlaces{{{"heading", true}, {"reader", true}}};

Demands read_demands(text::Reader& reader, CaveatDraft& draft) {
  Demands demands;
  demands.seal_to = choice(reader, "seal_to", reader.optional_string("seal_to", "station"), kSealTo);
  demands.readers = choice(reader, "readers", reader.optional_string("readers", "any"), kReaders);
  demands.information_addressees = reader.optional_boolean("information_addressees", true);
  demands.sign_for_each_opening = reader.optional_boolean("sign_for_each_opening", false);
  demands.copying = reader.optional_boolean("copying", true);
  demands.readdressal = reader.optional_boolean("readdressal", true);
  demands.pass_on_needs_leave = reader.optional_boolean("pass_on_needs_leave", false);
  demands.further_reader_needs_leave = reader.optional_boolean("further_reader_needs_leave", false);
  if (demands.pass_on_needs_leave || demands.further_reader_needs_leave)
    demands.leave_by = choice(reader, "leave_by", reader.optional_string("leave_by", "originator"), kLeaveBy);
  else if (reader.optional_value("leave_by") != nullptr)
    reader.complain(Code::Doctrine, "leave_by says whose leave is taken, and nothing here wants leave",
                    reader.where_of("leave_by"), "add further_reader_needs_leave = true");
  demands.foreign_hand_over = reader.optional_boolean("foreign_hand_over", true);
  demands.relays_must_hold = reader.optional_boolean("relays_must_hold", false);
  demands.reader_list_of_net = reader.optional_boolean("reader_list_of_net", false);
  demands.originator_list_of_net = reader.optional_boolean("originator_list_of_net", false);
  demands.copies = static_cast<std::uint32_t>(
      reader.optional_integer("copies", 0, 1, static_cast<std::int64_t>(base::kRecipientsMax)));
  draft.lowest_classification = reader.optional_string("lowest_classification");
  draft.lowest_where = reader.where_of("lowest_classification");
  return demands;
}

// Braces in a marking's words stand for a reader's name, and its own name has none.
void check_places(text::Reader& reader, const CaveatRow& row) {
  if (row.name.find_first_of("{}") != std::string::npos) {
    reader.complain(Code::Doctrine, "the name of a marking has no braces", reader.where_of("name"),
                    "write the words with {reader} among its aliases");
  }
  for (const auto& alias : row.aliases) {
    const std::string words = normal(alias);
    if (!well_formed(words) || (!place_in(words).empty() && place_in(words) != kReaderPlace)) {
      reader.complain(Code::Doctrine, "\"" + base::visible(alias) + "\" has other braces than one {reader}",
                      reader.where_of("aliases"));
    }
  }
}

// Demands that contradict each other or the row's kind.
void check_demands(text::Reader& reader, const CaveatDraft& draft) {
  const auto& row = draft.row;
  if (row.demands.seal_to == SealTo::Person && row.demands.readers == Readers::Any) {
    reader.complain(Code::Doctrine, "sealed to persons, but no reader need be named",
                    reader.where_of("seal_to"), "say how many: readers = \"one or more named\"");
  }
  if (row.kind != message::CategoryKind::Informative) return;
  for (const auto& [key, demanded] : {std::pair{"relays_must_hold", row.demands.relays_must_hold},
                                      std::pair{"reader_list_of_net", row.demands.reader_list_of_net}}) {
    if (demanded) {
      reader.complain(Code::Doctrine, std::string(key) + " on an informative marking, which nobody holds",
                      reader.where_of(key), "make its kind \"restrictive\"");
    }
  }
}

}  // namespace

base::Result<ClassificationRow> read_classification(const text::Value& table) {
  text::Reader reader(table, "classification");
  ClassificationRow row;
  row.number = static_cast<message::ClassificationNumber>(
      reader.required_integer("number", 1, message::kClassificationMax));
  row.name = words(reader, "name");
  row.aliases = reader.optional_strings("aliases");
  const std::string letter = reader.required_string("letter");
  if (letter.size() != 1 || letter[0] < 'A' || letter[0] > 'Z') {
    reader.complain(Code::Doctrine, "the letter is not one capital letter", reader.where_of("letter"));
  } else {
    row.letter = letter[0];
  }
  row.origin = read_origin(reader);
  row.explanation = read_explanation(reader);
  BC_TRY_VOID(reader.finish());
  return row;
}

base::Result<CaveatDraft> read_caveat(const text::Value& table) {
  text::Reader reader(table, "caveat");
  CaveatDraft draft;
  CaveatRow& row = draft.row;
  row.number = static_cast<message::CategoryNumber>(reader.required_integer("number", 1, kNumberMax));
  row.name = words(reader, "name");
  row.aliases = reader.optional_strings("aliases");
  check_places(reader, row);
  row.phrases = reader.optional_strings("phrases");
  row.kind = choice(reader, "kind", reader.required_string("kind"), kKinds);
  row.slip_place = reader.required_string("slip_place");
  static_cast<void>(choice(reader, "slip_place", row.slip_place, kSlipPlaces));
  row.needs = reader.optional_strings("needs");
  draft.needs_where = reader.where_of("needs");
  row.inferred = reader.optional_strings("inferred");
  row.chosen = reader.optional_strings("chosen");
  row.origin = read_origin(reader);
  row.explanation = read_explanation(reader);
  const text::Value* demands = reader.optional_value("demands");
  check_named(reader, "inferred", row.inferred, demands, "demands");
  check_named(reader, "chosen", row.chosen, demands, "demands");
  BC_TRY_VOID(reader.finish());
  if (demands == nullptr) return draft;
  text::Reader demands_reader(*demands, "demands of " + base::visible(row.name));
  row.demands = read_demands(demands_reader, draft);
  check_demands(demands_reader, draft);
  BC_TRY_VOID(demands_reader.finish());
  return draft;
}

base::Result<SeriesRow> read_series(const text::Value& table) {
  text::Reader reader(table, "series");
  SeriesRow row;
  row.number = read_number(reader);
  row.name = words(reader, "name");
  row.kind = choice(reader, "kind", reader.optional_string("kind", "trip"), kSeriesKinds);
  row.senders = reader.optional_strings("senders");
  row.first_year = static_cast<int>(reader.optional_integer("first_year", 0, kYearMin, kYearMax));
  row.last_year = static_cast<int>(reader.optional_integer("last_year", 0, kYearMin, kYearMax));
  if ((row.first_year == 0) != (row.last_year == 0)) {
    const std::string_view given = row.first_year == 0 ? "last_year" : "first_year";
    reader.complain(Code::Doctrine, std::string(given) + " stands alone", reader.where_of(given),
                    "write first_year and last_year, or neither");
  }
  if (row.last_year < row.first_year) {
    reader.complain(Code::Doctrine, "the last year is before the first", reader.where_of("last_year"));
  }
  row.from = reader.optional_string("from");
  row.to = reader.optional_string("to");
  row.bearer_number_follows = reader.optional_boolean("bearer_number_follows", false);
  row.origin = read_origin(reader);
  row.explanation = read_explanation(reader);
  BC_TRY_VOID(reader.finish());
  return row;
}

base::Result<ChannelRow> read_channel(const text::Value& table) {
  text::Reader reader(table, "channel");
  ChannelRow row;
  row.number = read_number(reader);
  row.name = words(reader, "name");
  row.aliases = reader.optional_strings("aliases");
  row.printed = words(reader, "printed");
  row.origin = read_origin(reader);
  row.explanation = read_explanation(reader);
  BC_TRY_VOID(reader.finish());
  return row;
}

}  // namespace backchannel::doctrine
