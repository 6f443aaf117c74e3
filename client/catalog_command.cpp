// catalog: the doctrine's rows in words.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "catalog_entries.h"
#include "catalog_markdown.h"
#include "commands.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

struct Options {
  std::vector<std::string> name;
  bool markdown = false;
};

std::string list_all(const std::vector<Chapter>& chapters) {
  std::string out;
  for (const Chapter& chapter : chapters) {
    if (chapter.entries.empty()) continue;
    Table table({"", ""});
    for (const Entry& entry : chapter.entries) table.add({entry.name, entry.explanation});
    out += (out.empty() ? "" : "\n") + strong(chapter.title) + "\n" + table.text();
  }
  return out;
}

std::string show(const Entry& entry) {
  std::string out = strong(entry.name) + ", " + (entry.kind == "operating signal" ? "an " : "a ") +
                    entry.kind + "\n\n" + base::wrap(entry.explanation, kScreenColumns, "  ") + "\n\n";
  std::string_view name = "makes it so";
  for (const Deed& deed : entry.deeds) {
    out += field(name, deed.words + (deed.basis == entry.basis ? "" : " (" + basis_words(deed.basis) + ")"));
    name = "";
  }
  if (entry.deeds.empty() && entry.kind == "caveat") out += field(name, "nothing: it is kept and printed");
  for (const auto& [key, value] : entry.facts) out += field(key, value);
  if (!entry.aliases.empty()) out += field("also written", join(entry.aliases, "; "));
  return out + field("number", std::to_string(entry.number)) + field("basis", basis_words(entry.basis)) +
         field("source", entry.source);
}

text::Value json_of(const Entry& entry) {
  text::Array deeds;
  for (const Deed& deed : entry.deeds) {
    text::Value value;
    value.set("does", deed.words).set("basis", deed.basis);
    deeds.push_back(std::move(value));
  }
  text::Value value;
  value.set("kind", entry.kind)
      .set("number", static_cast<std::int64_t>(entry.number))
      .set("name", entry.name)
      .set("aliases", to_json_list(entry.aliases))
      .set("explanation", entry.explanation)
      .set("demands", std::move(deeds));
  for (const auto& [key, fact] : entry.facts) {
    std::string member = key;
    for (char& c : member) c = c == ' ' ? '_' : c;
    value.set(member, fact);
  }
  return value.set("basis", entry.basis).set("source", entry.source);
}

text::Value json_of(const std::vector<Entry>& entries) {
  text::Array all;
  for (const Entry& entry : entries) all.push_back(json_of(entry));
  return text::Value(std::move(all));
}

Outcome show_all(const Session& session, const doctrine::Catalogue& catalogue) {
  const auto chapters = chapters_of(catalogue);
  if (session.json) {
    std::vector<Entry> all;
    for (const Chapter& chapter : chapters)
      all.insert(all.end(), chapter.entries.begin(), chapter.entries.end());
    print_json(marked_json("catalogue", json_of(all)));
  } else {
    print_screen(list_all(chapters));
    note("More on one of them: backchannel catalog show NAME");
  }
  return kDone;
}

// The net's own doctrine with --net, else the one shipped.
Outcome catalog_command(const Session& session, const Options& options) {
  BC_TRY(catalogue, session.catalogue());
  if (options.markdown) {
    print(handling_document(catalogue));
    return kDone;
  }
  if (options.name.empty()) return show_all(session, catalogue);
  BC_TRY(entries, entries_named(catalogue, join(options.name, " ")));
  if (session.json) {
    print_json(marked_json("rows", json_of(entries)));
    return kDone;
  }
  std::string screen;
  for (const Entry& entry : entries) screen += (screen.empty() ? "" : "\n") + show(entry);
  print_screen(screen);
  return kDone;
}

}  // namespace

void add_catalog_command(CLI::App& app, Session& session) {
  CLI::App* catalog = app.add_subcommand(
      "catalog", "The doctrine: markings, precedences, delivery instructions, series, channels, signals");
  catalog->group("The net");
  catalog->footer(
      "Examples:\n"
      "  backchannel catalog\n"
      "  backchannel catalog show HAKTO\n"
      "  backchannel catalog show eyes only\n"
      "  backchannel catalog show at 1500");
  add_net_option(*catalog, session);
  add_json_option(*catalog, session);
  catalog->require_subcommand(0, 1);
  const auto options = std::make_shared<Options>();
  catalog->add_flag("--markdown", options->markdown, "The whole as a document (docs/HANDLING.md)");
  CLI::App* showing =
      catalog->add_subcommand("show", "What one of them makes the system do, and where that is from");
  showing->add_option("NAME", options->name, "Its name, or another way of writing it")
      ->required()
      ->expected(1, 8);
  showing->footer(
      "Examples:\n"
      "  backchannel catalog show eyes only\n"
      "  backchannel catalog show ZOV");
  add_net_option(*showing, session);
  add_json_option(*showing, session);
  catalog->callback([&session, options] { session.run([&] { return catalog_command(session, *options); }); });
}

}  // namespace backchannel::client
