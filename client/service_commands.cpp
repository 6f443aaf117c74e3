// outstanding, service, correct: numbers that have not come, what operators tell each other about messages,
// and what the writer says a garble hides.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "commands.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

struct ServiceOptions {
  std::vector<std::string> which;
  std::string kind, words, last_number, to;
  std::uint16_t garble = 1;
  bool ask = false;
};

text::Value outstanding_json(const std::vector<assembly::OutstandingLine>& lines) {
  text::Array all;
  for (const assembly::OutstandingLine& line : lines) {
    text::Value value;
    value.set("what", line.what)
        .set("series", line.series)
        .set("first", static_cast<std::int64_t>(line.first))
        .set("last", static_cast<std::int64_t>(line.last))
        .set("station", line.station)
        .set("since", message::to_iso(line.since))
        .set("ask_from", message::to_iso(line.ask_from))
        .set("state", assembly::to_string(line.state));
    if (!line.writer.empty()) value.set("summary_of", line.writer);
    if (line.state == assembly::Missing::Asked) value.set("asked", message::to_iso(line.asked));
    all.push_back(std::move(value));
  }
  return text::Value(std::move(all));
}

std::string state_words(const assembly::OutstandingLine& line) {
  const std::string words(assembly::to_string(line.state));
  switch (line.state) {
    case assembly::Missing::NotYetALoss:
      return words + " before " + message::to_short_dtg(line.ask_from);
    case assembly::Missing::AskForIt:
      return words;
    case assembly::Missing::Asked:
      return words + " " + message::to_short_dtg(line.asked);
  }
  return words;
}

std::string outstanding_table(const std::vector<assembly::OutstandingLine>& lines) {
  Table table({"missing", "from", "since", "state"});
  for (const assembly::OutstandingLine& line : lines)
    table.add({line.what, line.writer.empty() ? line.station : line.writer, message::to_dtg(line.since),
               state_words(line)});
  return table.text();
}

Outcome ask_for_outstanding(const Session& session) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(asked, desk.ask_for_outstanding());
  if (session.json) {
    print_json(outstanding_json(asked));
    return kDone;
  }
  if (asked.empty()) {
    note("Nothing is to be asked for: what is outstanding is not past its time, or was asked for already.");
    return kDone;
  }
  print("Asked for by " + strong(desk.person().name.value) + ", " + message::to_dtg(desk.now()) + "\n\n" +
        outstanding_table(asked));
  return kDone;
}

Outcome outstanding_command(const Session& session, const ServiceOptions& options) {
  if (options.ask) return ask_for_outstanding(session);
  BC_TRY(desk, session.desk());
  BC_TRY(lines, desk.outstanding());
  if (session.json) {
    print_json(outstanding_json(lines));
    return kDone;
  }
  if (lines.empty()) {
    note("Nothing is outstanding at " + desk.station().name.value + ": no number and no summary is missing.");
    return kDone;
  }
  print("Outstanding at " + strong(desk.station().name.value) + ", " + message::to_dtg(desk.now()) + "\n\n" +
        outstanding_table(lines));
  for (const assembly::OutstandingLine& line : lines) {
    if (line.state != assembly::Missing::AskForIt) continue;
    note("Ask for what is past its time: " + session.command("outstanding --ask"));
    break;
  }
  return kDone;
}

text::Value service_json(const std::vector<assembly::ServiceLine>& lines) {
  text::Array all;
  for (const assembly::ServiceLine& line : lines) {
    text::Value value;
    value.set("at", message::to_iso(line.at))
        .set("received", message::to_iso(line.received))
        .set("from", line.from)
        .set("signal", line.signal)
        .set("printed", line.printed)
        .set("about", line.about)
        .set("words", line.words);
    all.push_back(std::move(value));
  }
  return text::Value(std::move(all));
}

Outcome list_service(const Session& session) {
  BC_TRY(desk, session.desk());
  BC_TRY(lines, desk.service_inbox());
  if (session.json) {
    print_json(service_json(lines));
    return kDone;
  }
  if (lines.empty()) {
    note("No service message has come for " + desk.person().name.value + ".");
    return kDone;
  }
  Table table({"time", "from", "signal", "about"});
  for (const assembly::ServiceLine& line : lines) {
    table.add({message::to_dtg(line.at), line.from, line.signal, line.about});
    table.add_below(line.words);
  }
  print("Service messages for " + strong(desk.person().name.value) + ", " + message::to_dtg(desk.now()) +
        "\n\n" + table.text());
  return kDone;
}

Outcome tell_sent(const Session& session, const assembly::ServiceSent& sent) {
  if (session.json) {
    text::Value value;
    value.set("about", sent.about).set("signal", sent.signal).set("to", to_json_list(sent.to));
    print_json(value);
    return kDone;
  }
  note("Service message " + sent.signal + " about " + sent.about + " goes to " + join(sent.to, ", ") + ".");
  return kDone;
}

Outcome service_command(const Session& session, const ServiceOptions& options) {
  if (!options.last_number.empty()) {
    if (!options.which.empty() || !options.kind.empty())
      return misused(
          "--last-number is about a series and not about one message",
          "leave WHICH and --kind out: " + session.command("service --last-number HAKTO --to HAIG"));
    if (options.to.empty())
      return misused("it is not known to which station the last number goes", "say --to STATION");
    BC_TRY(desk, session.unlocked_desk());
    BC_TRY(sent, desk.last_number(options.last_number, options.to));
    return tell_sent(session, sent);
  }
  if (!options.to.empty())
    return misused("--to goes with --last-number",
                   "a service message goes to the message's other end by itself");
  const std::string which = join(options.which, " ");
  if (which.empty() && options.kind.empty()) return list_service(session);
  if (which.empty()) return misused("it is not known about which message", "name it: its number or id");
  if (options.kind.empty())
    return misused("it is not known what to say about the message",
                   "say --kind repeat, misroute, duplicate, tracer or cancel");
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(sent, desk.service({which, options.kind, options.words}));
  return tell_sent(session, sent);
}

Outcome correct_command(const Session& session, const ServiceOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(sent, desk.correct(join(options.which, " "), options.garble, options.words));
  if (session.json) {
    text::Value value;
    value.set("about", sent.about)
        .set("garble", static_cast<std::int64_t>(options.garble))
        .set("to", to_json_list(sent.to));
    print_json(value);
    return kDone;
  }
  note("Your correction of garble " + std::to_string(options.garble) + " of " + sent.about + " goes to " +
       join(sent.to, ", ") + ", sealed to the readers.");
  return kDone;
}

void add_correct(CLI::App& app, Session& session) {
  const auto options = std::make_shared<ServiceOptions>();
  CLI::App* correct = app.add_subcommand("correct", "Say what a garble in your message should read");
  correct->group("Writing");
  correct->footer(
      "Only the writer corrects. The text stays as it arrived; read and print show the\n"
      "correction beside it.\n\n"
      "Examples:\n"
      "  backchannel --as KISSINGER correct \"HAKTO 49\" --garble 1 --words announcement");
  correct->add_option("WHICH", options->which, "Its number (\"HAKTO 49\", 49), or the first digits of its id")
      ->required()
      ->expected(1, 8);
  correct->add_option("--garble", options->garble, "Which garble of the message, from 1; default: 1")
      ->type_name("N");
  correct->add_option("--words", options->words, "What it should read")->required()->type_name("WORDS");
  add_person_options(*correct, session);
  add_passphrase_options(*correct, session);
  add_json_option(*correct, session);
  correct->callback([&session, options] { session.run([&] { return correct_command(session, *options); }); });
}

}  // namespace

void add_service_commands(CLI::App& app, Session& session) {
  add_correct(app, session);
  const auto options = std::make_shared<ServiceOptions>();

  CLI::App* outstanding =
      app.add_subcommand("outstanding", "Numbers and summaries that have not come, and since when");
  outstanding->group("Following");
  outstanding->footer(
      "A hole is not yet a loss: FLASH overtakes, and Hakto 50 left before Hakto 49. It\n"
      "is asked for after the waiting time of the lowest precedence in use, and closes\n"
      "by itself when the message comes. A summary of the net plan is awaited at its\n"
      "hour; after the plan's waiting time an IMMEDIATE service message asks for it.\n\n"
      "Examples:\n"
      "  backchannel --as HAIG outstanding\n"
      "  backchannel --as HAIG outstanding --ask    ask for those past their time, once");
  outstanding->add_flag("--ask", options->ask, "Send a service message for each that is past its time");
  add_person_options(*outstanding, session);
  add_passphrase_options(*outstanding, session);
  add_json_option(*outstanding, session);
  outstanding->callback(
      [&session, options] { session.run([&] { return outstanding_command(session, *options); }); });

  CLI::App* service = app.add_subcommand("service", "Operators' messages about a message, to its other end");
  service->group("Following");
  service->footer(
      "Without WHICH: what others have asked of you. Do not say what a message says: a\n"
      "service message is read by operators.\n\n"
      "Examples:\n"
      "  backchannel --as HAIG service\n"
      "  backchannel --as HAIG service \"HAKTO 49\" --kind repeat --words \"last page\"\n"
      "  backchannel --as KISSINGER service --last-number HAKTO --to HAIG");
  service->add_option("WHICH", options->which, "Its number (\"HAKTO 49\", 49), or the first digits of its id")
      ->expected(1, 8);
  service
      ->add_option("--kind", options->kind,
                   "repeat, misroute, duplicate, tracer, cancel, or another operating signal of the catalog")
      ->type_name("SIGNAL");
  service->add_option("--words", options->words, "What else you say")->type_name("WORDS");
  service
      ->add_option("--last-number", options->last_number,
                   "Report the last number that you used in this series, on leaving a post")
      ->type_name("SERIES");
  service->add_option("--to", options->to, "Who learns the last number: a station, or that of a person")
      ->type_name("STATION");
  add_person_options(*service, session);
  add_passphrase_options(*service, session);
  add_json_option(*service, session);
  service->callback([&session, options] { session.run([&] { return service_command(session, *options); }); });
}

}  // namespace backchannel::client
