// seal, open: a message as a file, taken apart layer by layer in front of a class.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "backchannel/policy/decision.h"
#include "backchannel/seal/sealing.h"
#include "commands.h"
#include "screen.h"
#include "words.h"
#include "writing.h"

namespace backchannel::client {

namespace {

struct SealOptions {
  std::string file, out, layers;
};

std::string recipient_words(const message::Recipient& recipient) {
  return recipient.person.empty() ? recipient.station.value
                                  : recipient.person.value + ", " + recipient.station.value;
}

std::string outside_screen(const seal::Trust& trust, const seal::Outer& outer) {
  const message::Header& header = outer.header;
  std::vector<std::string> readers;
  for (const message::Recipient& each : header.recipients) readers.push_back(recipient_words(each));
  std::string out = strong("Outside, for every relay to read") + "\n";
  out += field("label", doctrine::to_words(trust.catalogue(), outer.label));
  out += field("written", message::to_dtg(header.created));
  out += field("from", header.originator.value + ", " + header.originator_node.value);
  out += field("sealed to", join(readers, "; "));
  out += field("precedence", message::name_of(message::precedence_of(header)));
  if (header.number.serial != 0) out += field("number", message::slip_number(header.number));
  if (!header.channel.empty()) out += field("channel", header.channel);
  if (!header.service_line.empty()) out += field("to watch", base::visible(header.service_line));
  out += field("size class", base::grouped(header.size_class) + " bytes");
  out += field("transfer", base::to_hex(outer.transfer.view()));
  return out;
}

std::string inside_screen(const message::Message& message) {
  std::string out = "\n" + strong("Inside, for its readers only") + "\n";
  if (!message.subject.empty()) out += field("subject", base::visible(message.subject));
  if (message.pass_on)
    out += field("pass on to", base::visible(message.pass_on->to + " " + message.pass_on->occasion));
  out += "\n" + base::wrap(base::visible(message.text, true), kScreenColumns, "  ") + "\n";
  if (!message.enclosure.empty())
    out += "\n  Begin text\n\n" + base::wrap(base::visible(message.enclosure, true), kScreenColumns, "  ") +
           "\n\n  End text\n";
  return out;
}

text::Value opened_json(const seal::Trust& trust, const seal::Opened& opened) {
  text::Array readers;
  for (const message::Recipient& each : opened.outer.header.recipients)
    readers.emplace_back(recipient_words(each));
  text::Value value;
  value.set("transfer", base::to_hex(opened.outer.transfer.view()))
      .set("message", base::to_hex(opened.outer.header.message.view()))
      .set("label", doctrine::to_words(trust.catalogue(), opened.outer.label))
      .set("from", opened.outer.header.originator.value)
      .set("created", message::to_iso(opened.outer.header.created))
      .set("sealed_to", std::move(readers))
      .set("subject", opened.content.message.subject)
      .set("text", opened.content.message.text)
      .set("enclosure", opened.content.message.enclosure);
  return marked_json("message", std::move(value));
}

// The label decides here as it does at a desk. What came over the net is opened where each opening is signed
// for, and where its delivery instructions, its alternate and its end are known.
base::Result<> check_reader(assembly::Desk& desk, const seal::Outer& outer, base::HandlingTime now) {
  BC_TRY(reader, desk.trust().party(desk.person().name.value, now));
  for (const policy::Verdict& verdict :
       {policy::may_originate(desk.trust().catalogue(), outer.label, outer.header, nullptr),
        policy::may_open(desk.trust().catalogue(), outer.label, outer.header, reader,
                         desk.station().name.value)})
    if (!verdict.allowed()) return std::unexpected(verdict.error());
  const auto came = desk.find(base::to_hex(outer.header.message.view()));
  if (!came) return {};
  return std::unexpected(base::Error{base::Code::Permission,
                                     came->number + " has come to the mailbox of " +
                                         desk.station().name.value +
                                         ", and is opened only there, where each opening is signed for",
                                     std::nullopt, "open it with: backchannel read"});
}

base::Result<> write_layers(const std::filesystem::path& folder, base::BytesView sealed,
                            const seal::Layers& layers, base::BytesView receipt) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return base::fail(base::Code::Io, "cannot make the folder " + folder.string() + ": " + error.message());
  BC_TRY_VOID(assembly::write_file(folder / "sealed.der", sealed, 0644));
  BC_TRY_VOID(assembly::write_file(folder / "middle.der", layers.middle, 0644));
  BC_TRY_VOID(assembly::write_file(folder / "receipt.der", receipt, 0644));
  // From here on it is the text itself.
  BC_TRY_VOID(assembly::write_file(folder / "inner.der", layers.inner, 0600));
  return assembly::write_file(folder / "content.bin", layers.content, 0600);
}

Outcome seal_command(Session& session, const SealOptions& options) {
  BC_TRY(form, read_form(options.file));
  if (session.person.empty()) session.person = form.from;
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(sealed, desk.seal_only(form));
  if (!sealed.verdict.allowed()) return complain("The message was refused", sealed.verdict);
  warn(sealed.verdict.warnings);
  BC_TRY_VOID(assembly::write_file(options.out, sealed.bytes, 0644));
  if (session.json) {
    text::Value value;
    value.set("message", base::to_hex(sealed.message.view()))
        .set("summary", sealed.summary)
        .set("bytes", static_cast<std::int64_t>(sealed.bytes.size()))
        .set("file", options.out);
    print_json(marked_json("sealed", std::move(value)));
  } else {
    print_screen(sealed.summary + "\nsealed in " + base::grouped(sealed.bytes.size()) +
                 " bytes: " + options.out);
  }
  note("Nothing was sent. A reader opens it with: backchannel --as READER open " + shell_word(options.out));
  return kDone;
}

Outcome open_command(const Session& session, const SealOptions& options) {
  BC_TRY(sealed, assembly::read_file(options.file, base::kSealedBytesMax));
  BC_TRY(net, session.net());
  BC_TRY(desk, session.desk());
  const base::HandlingTime now = desk.now();
  BC_TRY(outer, seal::check_outer(desk.trust(), sealed, now));
  BC_TRY_VOID(check_reader(desk, outer, now));
  const std::string& reader = desk.person().name.value;
  BC_TRY(words, get_passphrase(session.passphrase, reader));
  const std::filesystem::path home = net.person_home(desk.person().name);
  BC_TRY(key, seal::load_key((home / "keys" / "agree.pem").string(), words));
  BC_TRY(opened, seal::open(desk.trust(), sealed, reader, key, now));
  if (!options.layers.empty()) {
    BC_TRY(layers, seal::take_apart(desk.trust(), sealed, reader, key, now));
    BC_TRY(signing, seal::load_key((home / "keys" / "sign.pem").string(), words));
    BC_TRY(receipt, seal::make_receipt(desk.trust(), opened, reader, signing, now));
    BC_TRY_VOID(write_layers(options.layers, sealed, layers, receipt));
  }
  if (session.json) {
    print_json(opened_json(desk.trust(), opened));
  } else {
    print_screen(outside_screen(desk.trust(), opened.outer) + inside_screen(opened.content.message));
  }
  base::wipe(opened.inner.data(), opened.inner.size());
  if (!options.layers.empty())
    note("The layers are in " + options.layers +
         ": sealed.der, middle.der, inner.der, content.bin; and receipt.der, as \"read\" would send it. "
         "docs/SEALING.md takes them apart with openssl.");
  return kDone;
}

}  // namespace

void add_seal_commands(CLI::App& app, Session& session) {
  const auto options = std::make_shared<SealOptions>();

  CLI::App* seal = app.add_subcommand("seal", "Seal a form into a file, without sending it");
  seal->group("Looking inside");
  seal->footer(
      "Examples:\n"
      "  backchannel --as HAIG seal my.form.toml --out sealed.der\n\n"
      "docs/SEALING.md takes such a file apart with the openssl program.");
  seal->add_option("FORM", options->file, "A form's file, \"-\" for standard input")->required();
  seal->add_option("--out", options->out, "Where to write the sealed message")->required()->type_name("FILE");
  add_person_options(*seal, session);
  add_passphrase_options(*seal, session);
  add_json_option(*seal, session);
  seal->callback([&session, options] { session.run([&] { return seal_command(session, *options); }); });

  CLI::App* open = app.add_subcommand("open", "Open a sealed message from a file, and show its layers");
  open->group("Looking inside");
  open->footer(
      "Examples:\n"
      "  backchannel --as HAIG open sealed.der --layers layers/\n\n"
      "Nobody is told: reading a message that came over the net is \"read\".\n"
      "The receipt that --layers writes is the one that \"read\" would send.");
  open->add_option("FILE", options->file, "The sealed message")->required();
  open->add_option("--layers", options->layers, "Write each layer, and a receipt, into this folder")
      ->type_name("DIR");
  add_person_options(*open, session);
  add_passphrase_options(*open, session);
  add_json_option(*open, session);
  open->callback([&session, options] { session.run([&] { return open_command(session, *options); }); });
}

}  // namespace backchannel::client
