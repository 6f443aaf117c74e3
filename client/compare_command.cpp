// compare.

#include <CLI/CLI.hpp>

#include "commands.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

std::string_view kind_words(text::WordRun::Kind kind) {
  switch (kind) {
    case text::WordRun::Kind::Same:
      return "same";
    case text::WordRun::Kind::Removed:
      return "removed";
    case text::WordRun::Kind::Added:
      return "added";
  }
  return {};
}

text::Value compared_json(const assembly::Compared& compared) {
  text::Array runs;
  for (const text::WordRun& run : compared.difference) {
    text::Value value;
    value.set("kind", kind_words(run.kind)).set("words", join(run.words, " "));
    runs.push_back(std::move(value));
  }
  text::Value value;
  value.set("quotation", compared.quotation)
      .set("quoted_by", compared.quoted_by)
      .set("original", compared.original)
      .set("written_by", compared.written_by)
      .set("changed", compared.changed)
      .set("said_changed", compared.said_changed)
      .set("same_original", compared.same_original)
      .set("difference", std::move(runs));
  return marked_json("compared", std::move(value));
}

Outcome compare_command(const Session& session, const std::string& which) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(compared, desk.compare(which));
  if (session.json) {
    print_json(compared_json(compared));
    return kDone;
  }
  const bool changed = !compared.changed.empty();
  std::string out =
      field("original", compared.original + ", by " + compared.written_by) +
      field("passed on", compared.quotation + ", by " + compared.quoted_by) +
      field("changed", changed ? compared.changed : "nothing: the texts are the same, word for word");
  print_screen(out);
  if (changed) note("[-so-] was taken out, {+so+} was put in; white space does not count.");
  if (changed && !compared.said_changed)
    note(compared.quotation + " says that nothing was changed. That is not so.");
  if (!compared.same_original)
    note(compared.quotation + " was made from another text than the one that you have of " +
         compared.original + ": their digests differ.");
  return kDone;
}

}  // namespace

void add_compare_command(CLI::App& app, Session& session) {
  const auto which = std::make_shared<std::vector<std::string>>();
  CLI::App* compare = app.add_subcommand("compare", "What was changed in a text that was passed on");
  compare->group("Reading");
  compare->footer(
      "You need both texts at your desk: the message that passed a text on, and the one\n"
      "that it came from. Opening one that you received is signed for.\n\n"
      "Examples:\n"
      "  backchannel --as HAIG compare \"WHP 77\"");
  compare
      ->add_option("WHICH", *which,
                   "The message that quotes: its number (\"WHP 77\", 77), or the first digits of its id")
      ->required()
      ->expected(1, 8);
  add_person_options(*compare, session);
  add_passphrase_options(*compare, session);
  add_json_option(*compare, session);
  compare->callback(
      [&session, which] { session.run([&] { return compare_command(session, join(*which, " ")); }); });
}

}  // namespace backchannel::client
