// depart and arrive: a person who moves to another station takes his papers along.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "commands.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kPouchBytesMax = std::size_t{256} << 20;

std::string counted(std::size_t count, std::string_view what) {
  return base::grouped(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string content_words(std::size_t sent, std::size_t drafts) {
  return counted(sent, "message") + " sent and " + counted(drafts, "draft");
}

Outcome depart_command(const Session& session, const std::string& file) {
  BC_TRY(net, session.net());
  BC_TRY(desk, assembly::Desk::open_to_leave(net, session.person, session.home));
  BC_TRY_VOID(session.unlock(desk));
  BC_TRY(departed, desk.depart());
  BC_TRY_VOID(assembly::write_file(file, departed.pouch, 0600));
  std::string out = field("from", departed.from) + field("to", departed.to) +
                    field("pouch", content_words(departed.sent, departed.drafts));
  if (!departed.numbers.empty()) out += field("last numbers", join(departed.numbers, ", "));
  if (!departed.reported_to.empty()) out += field("told to", join(departed.reported_to, ", "));
  if (!departed.unopened.empty()) out += field("left unread", join(departed.unopened, ", "));
  print(out);
  note("In " + departed.to + ": " + session.command("arrive " + shell_word(file)));
  return kDone;
}

Outcome arrive_command(const Session& session, const std::string& file) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(pouch, assembly::read_file(file, kPouchBytesMax));
  BC_TRY(arrived, desk.arrive(pouch));
  if (!arrived.fresh) {
    note("What is in this pouch has arrived here before; nothing was changed.");
    return kDone;
  }
  std::string out =
      field("at", desk.station().name.value) + field("unpacked", content_words(arrived.sent, arrived.drafts));
  if (!arrived.numbers.empty()) out += field("goes on after", join(arrived.numbers, ", "));
  print(out);
  return kDone;
}

}  // namespace

void add_moving_commands(CLI::App& app, Session& session) {
  const auto file = std::make_shared<std::string>();
  CLI::App* depart = app.add_subcommand("depart", "Pack the papers that you take along to your next station");
  CLI::App* arrive = app.add_subcommand("arrive", "Unpack, at your next station, what you took along");
  depart->add_option("POUCH", *file, "The file to write, sealed to you and signed")->required();
  arrive->add_option("POUCH", *file, "The file that depart wrote")->required();
  for (CLI::App* command : {depart, arrive}) {
    command->group("Moving");
    add_person_options(*command, session);
    add_passphrase_options(*command, session);
  }
  depart->footer(
      "The net plan says who moves where and when (net show). The pouch holds what you\n"
      "sent, your drafts and your trip's last numbers; what came for you stays here.\n\n"
      "Examples:\n"
      "  backchannel --as KISSINGER depart pouch.bc");
  arrive->footer(
      "Until then you can read what comes, and write what carries no number of your\n"
      "trip. The same pouch twice changes nothing.\n\n"
      "Examples:\n"
      "  backchannel --as KISSINGER arrive pouch.bc");
  depart->callback([&session, file] { session.run([&] { return depart_command(session, *file); }); });
  arrive->callback([&session, file] { session.run([&] { return arrive_command(session, *file); }); });
}

}  // namespace backchannel::client
