// status, trace, audit.

#include <CLI/CLI.hpp>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "backchannel/message/precedence.h"
#include "backchannel/message/time_group.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/store/client_store.h"
#include "commands.h"
#include "queue_table.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

struct TracingOptions {
  bool limits = false, queue = false, verify = false;
  std::vector<std::string> which;
  std::string node, event;
};

Outcome print_limits(const Session& session) {
  if (session.json) {
    text::Array all;
    for (const base::LimitRow& row : base::limits()) {
      text::Value value;
      value.set("name", row.name).set("value", static_cast<std::int64_t>(row.value)).set("unit", row.unit);
      all.push_back(std::move(value));
    }
    print_json(text::Value(std::move(all)));
    return kDone;
  }
  Table table({"limit", "value", "unit"});
  for (const base::LimitRow& row : base::limits())
    table.add({std::string(row.name), base::grouped(row.value), std::string(row.unit)});
  print(table.text());
  return kDone;
}

// --node, else the person's station.
base::Result<base::NodeName> node_asked(const Session& session, const assembly::NetFolder& net,
                                        const TracingOptions& options, const std::string& whose) {
  if (!options.node.empty()) {
    BC_TRY(trust, net.trust());
    return node_named(trust->plan(), options.node);
  }
  if (session.person.empty())
    return misused("it is not known whose " + whose,
                   "name a node with --node NAME, or yourself with --as PERSON");
  BC_TRY(desk, session.desk());
  return desk.station().name;
}

base::Result<> check_home(const std::filesystem::path& home) {
  std::error_code error;
  if (std::filesystem::is_directory(home, error)) return {};
  return base::fail(base::Code::NotFound, "no node's home is at " + home.string());
}

Outcome print_queue(const Session& session, const TracingOptions& options) {
  BC_TRY(net, session.net());
  BC_TRY(trust, net.trust());
  BC_TRY(clock, assembly::ExerciseClock::open(net));
  BC_TRY(name, node_asked(session, net, options, "queue"));
  const std::filesystem::path home =
      session.home.empty() ? net.node_home(name) : std::filesystem::path(session.home);
  BC_TRY_VOID(check_home(home));
  BC_TRY(opened, store::ClientStore::open(home, &seal::at_rest()));
  const base::HandlingTime now = clock.now().handling;
  const auto groups_of = [&](std::vector<store::QueueTotal> totals) {
    return queue_groups(std::move(totals), trust->plan(), trust->catalogue(), name);
  };
  if (session.json) {
    BC_TRY(rows, opened.queue());
    print_json(queue_json(groups_of(store::totals_of(rows)), rows, now));
    return kDone;
  }
  BC_TRY(totals, opened.queue_totals());
  const auto groups = groups_of(std::move(totals));
  if (groups.empty()) {
    note("Nothing waits at " + name.value + ".");
    return kDone;
  }
  print("Held by " + strong(name.value) + ", " + message::to_dtg(now) + "\n\n" + queue_text(groups, now));
  return kDone;
}

text::Value overdue_json(const std::vector<assembly::OverdueLine>& lines) {
  text::Array all;
  for (const assembly::OverdueLine& line : lines) {
    text::Value value;
    value.set("to", line.to)
        .set("what", policy::to_string(line.what))
        .set("due", message::to_iso(line.due))
        .set("alarm", line.alarm);
    all.push_back(std::move(value));
  }
  return text::Value(std::move(all));
}

std::string overdue_words(const assembly::OverdueLine& line) {
  // It is the first neighbour's on the way to the reader.
  const std::string_view whose = line.what == policy::Awaited::Accept ? " on the way to " : " of ";
  return (line.alarm ? "overdue: " : "due soon: ") + std::string(policy::to_string(line.what)) +
         std::string(whose) + line.to + ", by " + message::to_short_dtg(line.due);
}

text::Value status_json(const std::vector<assembly::StatusLine>& lines) {
  text::Array all;
  for (const assembly::StatusLine& line : lines) {
    text::Array legs;
    for (const assembly::LegStatus& leg : line.legs) {
      text::Value value;
      value.set("to", leg.to)
          .set("progress", assembly::to_string(leg.progress))
          .set("at", message::to_iso(leg.at))
          .set("words", leg.words)
          .set("copies", leg.copies)
          .set("replaced_by", leg.replaced_by);
      legs.push_back(std::move(value));
    }
    text::Value value;
    value.set("number", line.number)
        .set("message", base::to_hex(line.message.view()))
        .set("precedence", message::name_of(line.precedence))
        .set("created", message::to_iso(line.created))
        .set("repeats", line.repeats)
        .set("legs", std::move(legs))
        .set("overdue", overdue_json(line.overdue));
    all.push_back(std::move(value));
  }
  return text::Value(std::move(all));
}

Outcome status_command(const Session& session, const TracingOptions& options) {
  if (options.limits) return print_limits(session);
  if (options.queue) return print_queue(session, options);
  BC_TRY(desk, session.desk());
  // Whether an acknowledgement was asked for, and the deadline, stand in the writer's sealed copy.
  if (!session.passphrase.asks()) BC_TRY_VOID(session.unlock(desk));
  BC_TRY(lines, desk.status());
  if (session.json) {
    print_json(status_json(lines));
    return kDone;
  }
  if (lines.empty()) {
    note(desk.person().name.value + " has sent nothing yet. Write: " + session.command("compose"));
    return kDone;
  }
  Table table({"number", "precedence", "written", "to", "state", "since"});
  for (const assembly::StatusLine& line : lines) {
    bool first = true;
    for (const assembly::LegStatus& leg : line.legs) {
      table.add({first ? line.number : "", first ? std::string(message::name_of(line.precedence)) : "",
                 first ? message::to_short_dtg(line.created) : "", leg.to,
                 std::string(assembly::to_string(leg.progress)), message::to_short_dtg(leg.at)});
      table.add_below(base::visible(leg.words));
      if (leg.copies > 1)
        table.add_below("sent " + std::to_string(leg.copies) + " times: the receipt was overdue");
      if (!leg.replaced_by.empty()) table.add_below("sealed once more to " + leg.to + ": " + leg.replaced_by);
      first = false;
    }
    if (!line.repeats.empty()) table.add_below("a repetition of " + line.repeats);
    for (const assembly::OverdueLine& overdue : line.overdue) table.add_below(overdue_words(overdue));
  }
  print("Sent by " + strong(desk.person().name.value) + ", " + message::to_dtg(desk.now()) + "\n\n" +
        table.text());
  return kDone;
}

Outcome trace_command(const Session& session, const TracingOptions& options) {
  BC_TRY(desk, session.desk());
  BC_TRY(lines, desk.trace(join(options.which, " ")));
  if (session.json) {
    text::Array all;
    for (const assembly::TraceLine& line : lines) {
      text::Value value;
      value.set("at", message::to_iso(line.at))
          .set("who", line.who)
          .set("what", line.sentence)
          .set("verified", line.verified);
      all.push_back(std::move(value));
    }
    print_json(text::Value(std::move(all)));
    return kDone;
  }
  if (lines.empty()) {
    note("Nothing is known of it yet.");
    return kDone;
  }
  Table table({"time", "who", "what", "signature"});
  for (const assembly::TraceLine& line : lines)
    table.add(
        {message::to_short_dtg(line.at), line.who, line.sentence, line.verified ? "checked" : "not checked"});
  print(strong(join(options.which, " ")) + ", " + message::to_dtg(desk.now()) + "\n\n" + table.text());
  return kDone;
}

base::Result<std::filesystem::path> audited_home(const Session& session, const TracingOptions& options) {
  if (!session.home.empty()) return session.home;
  BC_TRY(net, session.net());
  BC_TRY(name, node_asked(session, net, options, "records"));
  return net.node_home(name);
}

Outcome verify_audit(const Session& session, const store::ClientStore& opened) {
  const seal::OpensslDigester digester;
  BC_TRY(check, opened.verify_audit(digester));
  if (session.json) {
    text::Value value;
    value.set("rows", check.mark.rows)
        .set("head", base::to_hex(check.mark.head.view()))
        .set("sound", !check.fault);
    if (check.fault) value.set("fault_row", check.fault->row).set("fault", check.fault->why);
    print_json(value);
  } else {
    print("rows " + std::to_string(check.mark.rows) + ", last hash " + base::to_hex(check.mark.head.view()) +
          "\n");
  }
  if (!check.fault) {
    note(
        "The chain is sound: no row was changed, taken out or exchanged. A cut end shows only against a copy "
        "of this line kept elsewhere.");
    return kDone;
  }
  return base::fail(base::Code::StoreCorrupt, "row " + std::to_string(check.fault->row) +
                                                  " of the audit chain does not fit: " + check.fault->why);
}

Outcome audit_command(const Session& session, const TracingOptions& options) {
  BC_TRY(home, audited_home(session, options));
  BC_TRY_VOID(check_home(home));
  BC_TRY(opened, store::ClientStore::open(home, &seal::at_rest()));
  if (options.verify) return verify_audit(session, opened);
  store::AuditQuery query;
  query.event = options.event;
  BC_TRY(rows, opened.audit(query));
  if (session.json) {
    text::Array all;
    for (const store::AuditRow& row : rows) {
      text::Value value;
      value.set("number", row.number)
          .set("at", message::to_iso(row.at))
          .set("event", row.event)
          .set("detail", row.detail)
          .set("hash", base::to_hex(row.hash.view()));
      all.push_back(std::move(value));
    }
    print_json(text::Value(std::move(all)));
    return kDone;
  }
  if (rows.empty()) {
    note(options.event.empty() ? "No records yet."
                               : "No record of the event \"" + base::visible(options.event) + "\".");
    return kDone;
  }
  Table table({"row", "time", "event", "detail"});
  for (const store::AuditRow& row : rows)
    table.add({std::to_string(row.number), message::to_dtg(row.at), base::visible(row.event),
               base::visible(row.detail)});
  print(table.text());
  return kDone;
}

}  // namespace

void add_tracing_commands(CLI::App& app, Session& session) {
  const auto options = std::make_shared<TracingOptions>();

  CLI::App* status = app.add_subcommand("status", "How far your messages have come");
  status->group("Following");
  status->footer(
      "Examples:\n"
      "  backchannel --as KISSINGER status\n"
      "  backchannel --as KISSINGER --credential FILE status   deadlines too\n"
      "  backchannel --as KISSINGER status --queue   what waits at your station\n"
      "  backchannel status --queue --node CAS-HQ    what waits at that node\n"
      "  backchannel status --limits                 every limit of this system");
  status->add_flag("--limits", options->limits, "Print every limit of this system instead");
  CLI::Option* queue =
      status->add_flag("--queue", options->queue,
                       "Print what your station holds for others instead, by destination and precedence");
  status->add_option("--node", options->node, "Of this node; default: your station")
      ->type_name("NAME")
      ->needs(queue);
  add_person_options(*status, session);
  add_passphrase_options(*status, session);
  add_json_option(*status, session);
  status->callback([&session, options] { session.run([&] { return status_command(session, *options); }); });

  CLI::App* trace = app.add_subcommand("trace", "Each hop, receipt and opening of one message, as signed");
  trace->group("Following");
  trace->footer("Examples:\n  backchannel --as KISSINGER trace \"HAKTO 49\"");
  trace->add_option("WHICH", options->which, "Its number (\"HAKTO 49\", 49), or the first digits of its id")
      ->required()
      ->expected(1, 8);
  add_person_options(*trace, session);
  add_json_option(*trace, session);
  trace->callback([&session, options] { session.run([&] { return trace_command(session, *options); }); });

  CLI::App* audit = app.add_subcommand("audit", "A node's chained records of what it did");
  audit->group("Following");
  audit->footer(
      "Examples:\n"
      "  backchannel audit --node CAS-HQ\n"
      "  backchannel audit --node CAS-HQ --verify    shows whether a row was changed");
  audit->add_option("--node", options->node, "The node; default: your station")->type_name("NAME");
  audit->add_flag("--verify", options->verify, "Check the chain instead of printing it");
  audit->add_option("--event", options->event, "Only records of this event")->type_name("EVENT");
  add_person_options(*audit, session);
  add_json_option(*audit, session);
  audit->callback([&session, options] { session.run([&] { return audit_command(session, *options); }); });
}

}  // namespace backchannel::client
