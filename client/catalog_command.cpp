// catalog: the doctrine's markings, precedences, series and channels in words.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "backchannel/message/precedence.h"
#include "backchannel/message/time_group.h"
#include "commands.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

using doctrine::Catalogue;

// Every demand that is not the default, in words.
std::vector<std::string> demand_words(const Catalogue& catalogue, const doctrine::CaveatRow& row) {
  const doctrine::Demands& demands = row.demands;
  std::vector<std::string> words;
  if (demands.seal_to == doctrine::SealTo::Person)
    words.emplace_back("sealed to the readers' own keys, not to the station's");
  switch (demands.readers) {
    case doctrine::Readers::Any:
      break;
    case doctrine::Readers::OneOrMoreNamed:
      words.emplace_back("names its readers");
      break;
    case doctrine::Readers::ExactlyOneNamed:
      words.emplace_back("names exactly one reader");
      break;
  }
  if (!demands.information_addressees) words.emplace_back("no information addressees");
  if (demands.sign_for_each_opening) words.emplace_back("every opening is signed for");
  if (!demands.copying) words.emplace_back("no copy, print or export");
  if (!demands.readdressal) words.emplace_back("never readdressed");
  if (demands.pass_on_needs_leave) words.emplace_back("passed on only by leave of the one who wrote it");
  if (!demands.foreign_hand_over) words.emplace_back("not handed to foreigners");
  if (demands.relays_must_hold) words.emplace_back("only over relays that hold it");
  if (demands.reader_list_of_net) words.emplace_back("only to readers on the net's list");
  if (demands.originator_list_of_net) words.emplace_back("written only by those on the net's list");
  if (demands.copies != 0)
    words.push_back("at most " + std::to_string(demands.copies) +
                    (demands.copies == 1 ? " copy" : " copies"));
  if (const auto* lowest = catalogue.classification(demands.lowest_classification);
      demands.lowest_classification != 0 && lowest != nullptr)
    words.push_back("classified at least " + lowest->name);
  if (!row.needs.empty()) words.push_back("stands only beside " + join(row.needs, ", "));
  if (words.empty()) words.emplace_back("nothing: it is kept and printed");
  return words;
}

std::string first_sentence(const std::string& words) { return words.substr(0, words.find(". ")); }

std::string section(std::string_view title, const Table& table) {
  return strong(title) + "\n" + table.text() + "\n";
}

std::string list_all(const Catalogue& catalogue) {
  Table classifications({"", ""}), precedences({"", "", ""}), caveats({"", ""}), series({"", ""}),
      channels({"", ""});
  for (const auto& row : catalogue.classifications)
    classifications.add({row.name, first_sentence(row.explanation)});
  for (const auto each : message::kPrecedences)
    precedences.add(
        {std::string(message::name_of(each)), std::string(1, message::prosign_of(each)),
         "writer to reader within " + message::duration_words(message::timers_of(each).objective_ms)});
  for (const auto& row : catalogue.caveats) caveats.add({row.name, first_sentence(row.explanation)});
  for (const auto& row : catalogue.series) series.add({row.name, first_sentence(row.explanation)});
  for (const auto& row : catalogue.channels) channels.add({row.name, first_sentence(row.explanation)});
  std::string out = section("Classifications, one on every message", classifications) +
                    section("Precedences, how fast it is handled", precedences) +
                    section("Caveats, which limit handling", caveats) +
                    section("Series, who numbers messages to whom", series) +
                    section("Channels, the way that it must take", channels);
  out.pop_back();
  return out;
}

template <class Row>
text::Value row_json(const char* kind, const Row& row) {
  text::Value value;
  value.set("kind", kind)
      .set("name", row.name)
      .set("explanation", row.explanation)
      .set("source", row.origin.source)
      .set("basis", doctrine::to_string(row.origin.basis));
  return value;
}

text::Value caveat_json(const Catalogue& catalogue, const doctrine::CaveatRow& row) {
  text::Value value = row_json("caveat", row);
  value.set("number", static_cast<std::int64_t>(row.number))
      .set("aliases", to_json_list(row.aliases))
      .set("demands", to_json_list(demand_words(catalogue, row)));
  return value;
}

text::Value series_json(const doctrine::SeriesRow& row) {
  text::Value value = row_json("series", row);
  value.set("series_kind", doctrine::to_string(row.kind)).set("senders", to_json_list(row.senders));
  return value;
}

text::Value all_json(const Catalogue& catalogue) {
  text::Array all;
  for (const auto& row : catalogue.classifications) all.push_back(row_json("classification", row));
  for (const auto& row : catalogue.caveats) all.push_back(caveat_json(catalogue, row));
  for (const auto& row : catalogue.series) all.push_back(series_json(row));
  for (const auto& row : catalogue.channels) all.push_back(row_json("channel", row));
  return marked_json("catalogue", text::Value(std::move(all)));
}

template <class Row>
std::string origin_fields(const Row& row) {
  return field("basis", doctrine::to_string(row.origin.basis)) + field("source", row.origin.source);
}

std::string show_caveat(const Catalogue& catalogue, const doctrine::CaveatRow& row) {
  std::string out =
      strong(row.name) + ", a caveat\n\n" + base::wrap(row.explanation, kScreenColumns, "  ") + "\n\n";
  const auto demands = demand_words(catalogue, row);
  for (std::size_t i = 0; i < demands.size(); ++i) out += field(i == 0 ? "demands" : "", demands[i]);
  if (!row.aliases.empty()) out += field("also written", join(row.aliases, "; "));
  out += origin_fields(row);
  if (!row.inferred.empty()) out += field("inferred", join(row.inferred, ", "));
  if (!row.chosen.empty()) out += field("our choice", join(row.chosen, ", "));
  return out;
}

std::string_view number_words(doctrine::SeriesKind kind) {
  switch (kind) {
    case doctrine::SeriesKind::Trip:
      return "one journey: the number of record, wherever it stands";
    case doctrine::SeriesKind::Bearer:
      return "the circuit that carries the message";
    case doctrine::SeriesKind::Post:
      return "everything that one post sends";
  }
  return "";
}

std::string show_series(const doctrine::SeriesRow& row) {
  std::string out =
      strong(row.name) + ", a series\n\n" + base::wrap(row.explanation, kScreenColumns, "  ") + "\n\n";
  out += field("number of", number_words(row.kind));
  if (!row.from.empty()) out += field("from", row.from);
  if (!row.to.empty()) out += field("to", row.to);
  if (!row.senders.empty()) {
    const std::string years =
        row.first_year == 0 ? ""
                            : ", " + std::to_string(row.first_year) + " to " + std::to_string(row.last_year);
    out += field("bare numbers", "of " + join(row.senders, "; ") + years);
  }
  return out + origin_fields(row);
}

std::vector<std::string> all_names(const Catalogue& catalogue) {
  std::vector<std::string> names;
  const auto add = [&](const auto& rows) {
    for (const auto& row : rows) names.push_back(row.name);
  };
  add(catalogue.classifications);
  add(catalogue.caveats);
  add(catalogue.series);
  add(catalogue.channels);
  for (const auto each : message::kPrecedences) names.emplace_back(message::name_of(each));
  return names;
}

struct Shown {
  std::string screen;
  text::Value json;
};

Shown show_precedence(message::Precedence precedence) {
  const std::string name(message::name_of(precedence));
  const message::Timers& timers = message::timers_of(precedence);
  const std::string prosign(1, message::prosign_of(precedence));
  const std::string objective = message::duration_words(timers.objective_ms);
  text::Value value;
  value.set("kind", "precedence").set("name", name).set("prosign", prosign).set("objective", objective);
  return {strong(name) + ", a precedence\n\n" + field("prosign", prosign) +
              field("objective", "writer to reader within " + objective) +
              field("lifetime", message::duration_words(timers.lifetime_ms)),
          std::move(value)};
}

base::Result<Shown> find_row(const Catalogue& catalogue, const std::string& name) {
  if (const auto recognised = catalogue.recognise(name); recognised && recognised->row != nullptr)
    return Shown{show_caveat(catalogue, *recognised->row), caveat_json(catalogue, *recognised->row)};
  if (const auto* row = catalogue.caveat(name); row != nullptr)
    return Shown{show_caveat(catalogue, *row), caveat_json(catalogue, *row)};
  if (const auto* row = catalogue.classification(name); row != nullptr)
    return Shown{strong(row->name) + ", a classification\n\n" +
                     base::wrap(row->explanation, kScreenColumns, "  ") + "\n\n" + origin_fields(*row),
                 row_json("classification", *row)};
  if (const auto* row = catalogue.find_series(base::upper(name)); row != nullptr)
    return Shown{show_series(*row), series_json(*row)};
  if (const auto* row = catalogue.channel(name); row != nullptr)
    return Shown{strong(row->name) + ", a channel\n\n" + base::wrap(row->explanation, kScreenColumns, "  ") +
                     "\n\n" + field("printed", row->printed) + origin_fields(*row),
                 row_json("channel", *row)};
  if (const auto precedence = message::precedence_from(base::upper(name)))
    return show_precedence(*precedence);
  const auto near = text::nearest(name, all_names(catalogue));
  return std::unexpected(
      base::Error{base::Code::NotFound, "\"" + base::visible(name) + "\" is not in the doctrine",
                  std::nullopt, near ? "did you mean " + *near + "?" : "see them all: backchannel catalog"});
}

// The net's own doctrine with --net, else the one shipped.
Outcome catalog_command(const Session& session, const std::vector<std::string>& name) {
  BC_TRY(catalogue, session.catalogue());
  if (name.empty()) {
    if (session.json) {
      print_json(all_json(catalogue));
    } else {
      print_screen(list_all(catalogue));
      note("More on one of them: backchannel catalog show NAME");
    }
    return kDone;
  }
  BC_TRY(shown, find_row(catalogue, join(name, " ")));
  if (session.json) {
    print_json(marked_json("row", shown.json));
  } else {
    print_screen(shown.screen);
  }
  return kDone;
}

}  // namespace

void add_catalog_command(CLI::App& app, Session& session) {
  CLI::App* catalog = app.add_subcommand("catalog", "The doctrine: markings, precedences, series, channels");
  catalog->group("The net");
  catalog->footer(
      "Examples:\n"
      "  backchannel catalog\n"
      "  backchannel catalog show HAKTO\n"
      "  backchannel catalog show eyes only");
  add_net_option(*catalog, session);
  add_json_option(*catalog, session);
  catalog->require_subcommand(0, 1);
  const auto name = std::make_shared<std::vector<std::string>>();
  CLI::App* show =
      catalog->add_subcommand("show", "What one of them means and demands, and where that is from");
  show->add_option("NAME", *name, "Its name, or another way of writing it")->required()->expected(1, 8);
  show->footer("Examples:\n  backchannel catalog show eyes only");
  add_net_option(*show, session);
  add_json_option(*show, session);
  catalog->callback([&session, name] { session.run([&] { return catalog_command(session, *name); }); });
}

}  // namespace backchannel::client
