// print, import: messages to paper and mail, and back.

#include <CLI/CLI.hpp>

#include "backchannel/assembly/import.h"
#include "backchannel/base/format.h"
#include "commands.h"
#include "plan_source.h"
#include "screen.h"
#include "words.h"
#include "writing.h"

namespace backchannel::client {

namespace {

struct PaperOptions {
  std::vector<std::string> which;
  std::string file, paper, out;
  std::string citation, zone, aide;
};

base::Result<assembly::Paper> paper_named(const std::string& name) {
  if (const auto paper = assembly::paper_from(name)) return *paper;
  const auto names = assembly::paper_names();
  const auto near = text::nearest(name, names);
  return misused("there is no form \"" + base::visible(name) + "\"",
                 (near ? "did you mean " + *near + "? The forms: " : "the forms: ") + join(names, ", "));
}

Outcome print_command(const Session& session, const PaperOptions& options) {
  BC_TRY(paper, paper_named(options.paper));
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(printed, desk.print(join(options.which, " "), {paper, options.aide}));
  if (options.out.empty()) {
    print(printed.text);
  } else {
    BC_TRY_VOID(assembly::write_file(options.out, base::as_bytes(printed.text), 0600));
  }
  print(printed.corrections);
  note("Opening " + printed.line.number + " to print it is signed for: " + printed.line.from +
       " is told that " + desk.person().name.value + " opened it. This is of " + printed.line.copy + ".");
  return kDone;
}

Outcome import_command(const Session& session, const PaperOptions& options) {
  const bool to_desk = !session.person.empty();
  if (to_desk && !options.out.empty())
    return misused("--out writes a form's file, and --as makes a draft", "give one of the two");
  const bool mail = base::upper(options.file).ends_with(".EML");
  BC_TRY(paper, paper_named(!options.paper.empty() ? options.paper : mail ? "eml" : "frus"));
  BC_TRY(content, read_input(options.file));
  const std::string name = options.file == "-" ? "standard input" : options.file;
  const assembly::ImportOrder order{paper, options.citation, options.zone};
  if (to_desk) {
    BC_TRY(desk, session.desk());
    // The net's own doctrine: its plan may bring markings that the shipped one has not.
    BC_TRY(read, assembly::import_paper(content, name, desk.trust().catalogue(), order));
    BC_TRY_VOID(session.unlock(desk));
    const auto composed = desk.compose(read.form);
    warn(read.notes);
    return report_draft(session, composed);
  }
  BC_TRY(doctrine, assembly::shipped_doctrine());
  BC_TRY(imported, assembly::import_paper(content, name, doctrine, order));
  const std::string form = assembly::form_file(imported.form);
  if (options.out.empty()) {
    print(form);
  } else {
    BC_TRY_VOID(assembly::write_file(options.out, base::as_bytes(form), 0600));
  }
  for (const std::string& each : imported.notes) note(base::wrap(each, kScreenColumns));
  if (!options.out.empty())
    note("Make a draft of it: backchannel --as PERSON compose " + shell_word(options.out));
  return kDone;
}

std::string forms() { return "One of " + join(assembly::paper_names(), ", "); }

void add_print(CLI::App& app, Session& session) {
  const auto options = std::make_shared<PaperOptions>();
  options->paper = "slip";

  CLI::App* print = app.add_subcommand("print", "Print a message to keep, where its markings allow it");
  print->group("Reading");
  print->footer(
      "Examples:\n"
      "  backchannel --as HAIG print 3f0c1a72\n"
      "  backchannel --as HAIG print 3f0c1a72 --form frus --out paper.txt\n\n"
      "What a marking keeps from being copied is refused with its rule; \"read\"\n"
      "shows it on the screen. \"import\" reads every form back.");
  print->add_option("WHICH", options->which, "Its number (\"HAKTO 49\", 49), or the first digits of its id")
      ->required()
      ->expected(1, 8);
  print->add_option("--form", options->paper, forms() + "; default: slip")->type_name("FORM");
  print->add_option("--aide", options->aide, "situation-room: the aide to whom it goes for its reader")
      ->type_name("NAME");
  print->add_option("--out", options->out, "Write it into this file")->type_name("FILE");
  add_person_options(*print, session);
  add_passphrase_options(*print, session);
  print->callback([&session, options] { session.run([&] { return print_command(session, *options); }); });
}

void add_import(CLI::App& app, Session& session) {
  const auto options = std::make_shared<PaperOptions>();
  CLI::App* import = app.add_subcommand("import", "Read a printed or published message into a form");
  import->group("Writing");
  import->footer(
      "Examples:\n"
      "  backchannel import published.txt --out my.form.toml\n"
      "  backchannel --as KISSINGER import published.txt --zone Europe/Paris\n"
      "  backchannel import message.eml\n\n"
      "Without --as it writes a form, with --as PERSON it makes a draft of that\n"
      "person's. A published text is read as it stands: number, instruction,\n"
      "references, enclosure, garbles, page marks and notes.");
  import->add_option("FILE", options->file, "The paper; \"-\" is standard input")->required();
  import->add_option("--form", options->paper, forms() + "; default: eml for a name in .eml, else frus")
      ->type_name("FORM");
  import->add_option("--out", options->out, "Write the form into this file")->type_name("FILE");
  import->add_option("--citation", options->citation, "Where a published text stands, for its source notes")
      ->type_name("WORDS");
  import->add_option("--zone", options->zone, "Whose clock the time of its instruction is by: Europe/Paris")
      ->type_name("ZONE");
  add_person_options(*import, session);
  add_passphrase_options(*import, session);
  add_json_option(*import, session);
  import->callback([&session, options] { session.run([&] { return import_command(session, *options);
});
}  // namespace
);
}  // namespace backchannel::client

}  // namespace

void add_paper_commands(CLI::App& app, Session& session) {
  add_print(app, session);
  add_import(app, session);
}

}  // namespace backchannel::client
