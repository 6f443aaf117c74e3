#include "desk_fixture.h"

#include <chrono>
#include <stdexcept>
#include <thread>

namespace backchannel::assembly::testing {

void give_up(const base::Error& error) {
  throw std::runtime_error(base::to_sentence(error) + " | " + base::hint_of(error));
}

std::string scenario_file(const std::string& name) {
  return base::to_text(must(read_file(must(data_folder()) / "scenarios/hakto-49" / name, 1 << 20)));
}

Form form_file(const std::string& name) { return must(parse_form(scenario_file(name), name)); }

Desk Lesson::desk(const std::string& person) const {
  Desk out = locked_desk(person);
  const auto home = net.folder().person_home(base::PersonName(person));
  must(out.unlock(must(seal::load_passphrase((home / "passphrase").string()))));
  return out;
}

bool eventually(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

bool arrives(Desk& desk, const std::string& which) {
  return eventually([&] { return desk.find(which).has_value(); });
}

Progress progress(Desk& desk, const std::string& number) {
  for (const StatusLine& line : must(desk.status()))
    if (line.number.starts_with(number)) return line.legs.at(0).progress;
  return Progress::Waiting;
}

}  // namespace backchannel::assembly::testing
