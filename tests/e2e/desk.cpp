#include "desk.h"

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/message/time_group.h"

namespace backchannel::e2e {

std::string here_hub_there(const std::string& name) {
  return "[net]\nname = \"" + name + "\"" + R"(
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 20
[[station]]
name = "HERE"
clearance = "SECRET"
[[station]]
name = "THERE"
clearance = "SECRET"
[[relay]]
name = "HUB"
clearance = "SECRET"
[[person]]
name = "WRITER"
station = "HERE"
clearance = "SECRET"
[[person]]
name = "READER"
station = "THERE"
clearance = "SECRET"
[[circuit]]
ends = ["HERE", "HUB"]
accreditation = "SECRET"
[[circuit]]
ends = ["HUB", "THERE"]
accreditation = "SECRET"
)";
}

std::string People::form(const std::string& to, const std::string& more) {
  const auto file = net.scratch() / ("form-" + std::to_string(++forms_) + ".toml");
  write_text(file, "to = " + to + "\n" +
                       (has(more, "classification = ") ? "" : "classification = \"SECRET\"\n") +
                       (has(more, "\ntext = ") ? "" : "text = \"" + kTheText + "\"\n") + more);
  return file.string();
}

std::string People::send(const std::string& from, const std::string& to, const std::string& more) {
  const Ended sent = net.as(from, {"send", form(to, more), "--json"});
  EXPECT_EQ(sent.exit_code, 0) << what_happened(sent);
  return sent.exit_code == 0 ? string_at(json_of(sent), "message") : "none";
}

bool People::arrives(const std::string& reader, const std::string& message) {
  return eventually([&] { return has(net.as(reader, {"inbox", "--json"}).out, message); });
}

bool People::reads(const std::string& reader, const std::string& message) {
  return eventually([&] { return net.as(reader, {"read", message}).exit_code == 0; });
}

std::string People::last_draft(const std::string& person) {
  const text::Value drafts = json_of(net.as(person, {"drafts", "--json"}));
  const text::Value* all = drafts.find("drafts");
  return std::to_string(all->array()->back().find("draft")->integer().value_or(0));
}

std::string People::newest(const std::string& reader) {
  const text::Value inbox = json_of(net.as(reader, {"inbox", "--json"}));
  const text::Value* all = inbox.find("inbox");
  return all->array()->empty() ? std::string() : string_at(all->array()->back(), "message");
}

std::string People::of_inbox(const std::string& reader, const std::string& message,
                             const std::string& field) {
  const text::Value inbox = json_of(net.as(reader, {"inbox", "--json"}));
  for (const text::Value& line : *inbox.find("inbox")->array()) {
    if (string_at(line, "message") != message) continue;
    const text::Value* found = line.find(field);
    return found == nullptr ? std::string() : text::to_json(*found, 0);
  }
  return {};
}

void People::rest_until(const std::string& date_time_group) {
  net.rest();
  const assembly::NetFolder folder(net.root());
  const auto clock = assembly::ExerciseClock::open(folder);
  const auto at = message::parse_dtg(date_time_group);
  ASSERT_TRUE(clock && at) << date_time_group;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  ASSERT_TRUE(assembly::write_clock(folder, {now, *at, clock->anchor().rate, clock->anchor().last}));
  net.start_all();
}

}  // namespace backchannel::e2e
