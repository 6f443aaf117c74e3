#include "net.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/seal/crypto.h"
#include "support/facilities.h"

namespace backchannel::e2e {

namespace {

namespace fs = std::filesystem;

constexpr int kLookEveryMs = 10;

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_sentence(result.error()));
  return std::move(*result);
}

void must(const base::Result<>& result) {
  if (!result) throw std::runtime_error(base::to_sentence(result.error()));
}

// What a minted net depends on: the program and the plan.
std::string stamp_of(const std::string& plan) {
  struct ::stat facts {};
  const std::string program = tests::program("backchannel").string();
  if (::stat(program.c_str(), &facts) != 0) throw std::runtime_error(program + " is not there");
  return std::to_string(facts.st_size) + " " + std::to_string(facts.st_mtim.tv_sec) + " " +
         std::to_string(facts.st_mtim.tv_nsec) + "\n" + plan;
}

// Test processes that run side by side wait here for the first one's keys.
class FileLock {
 public:
  explicit FileLock(const fs::path& path) : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ < 0 || ::flock(file_, LOCK_EX) != 0) throw std::runtime_error("cannot lock " + path.string());
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() { ::close(file_); }

 private:
  int file_;
};

fs::path minted(const std::string& plan) {
  const bool is_text = plan.find('\n') != std::string::npos;
  const fs::path nets = tests::program("backchannel").parent_path().parent_path() / "e2e-nets";
  fs::create_directories(nets);
  const fs::path mould = nets / (is_text ? std::to_string(std::hash<std::string>{}(plan)) : plan);
  const FileLock lock(mould.string() + ".lock");
  const std::string stamp = stamp_of(
      is_text ? plan : content_of(fs::path(BACKCHANNEL_SOURCE_DIR) / "scenarios" / plan / "net.toml"));
  if (content_of(mould.string() + ".stamp") == stamp && fs::exists(mould / "roster.cms")) return mould;
  fs::remove_all(mould);
  fs::path source = plan;
  if (is_text) {
    source = mould.string() + ".toml";
    write_text(source, plan);
  }
  const Ended ended = tests::run({tests::program("backchannel"),
                                  {"net", "mint", source.string(), "--out", mould.string()},
                                  {},
                                  {},
                                  {},
                                  {}});
  if (ended.exit_code != 0) throw std::runtime_error("net mint: " + what_happened(ended));
  write_text(mould.string() + ".stamp", stamp);
  return mould;
}

pid_t number_in(const fs::path& file) {
  const std::string text = content_of(file);
  pid_t pid = 0;
  std::from_chars(text.data(), text.data() + text.size(), pid);
  return pid;
}

}  // namespace

bool eventually(const std::function<bool()>& holds, std::chrono::seconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    static_cast<void>(::poll(nullptr, 0, kLookEveryMs));  // leaves the processor to the daemons
  }
  return true;
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_text(const fs::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << content;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file.string());
}

std::string what_happened(const Ended& ended) {
  return "exit code " + std::to_string(ended.exit_code) + (ended.timed_out ? " (timed out)" : "") +
         "\n--- out\n" + ended.out.substr(0, 4'000) + "\n--- err\n" + ended.err.substr(0, 4'000);
}

text::Value json_of(const Ended& ended) {
  if (ended.exit_code != 0) throw std::runtime_error(what_happened(ended));
  return must(text::parse_json(ended.out, "standard output"));
}

std::string string_at(const text::Value& value, const std::string& key) {
  const text::Value* found = value.find(key);
  const std::string* words = found == nullptr ? nullptr : found->string();
  return words == nullptr ? "(no " + key + ")" : *words;
}

bool runs(pid_t pid) {
  if (pid <= 0) return false;
  if (!tests::has_proc()) return ::kill(pid, 0) == 0;
  return !content_of("/proc/" + std::to_string(pid) + "/cmdline").empty();  // a zombie has none
}

std::vector<pid_t> processes_naming(const std::string& words) {
  std::vector<pid_t> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc{}) continue;
    if (pid != ::getpid() && content_of(entry.path() / "cmdline").find(words) != std::string::npos)
      found.push_back(pid);
  }
  return found;
}

Net::Net() : folder_(scratch_.path() / "net") { must(seal::start_crypto()); }

Net::Net(const std::string& plan) : Net() {
  fs::copy(minted(plan), root(), fs::copy_options::recursive);
  must(assembly::start_clock(folder_, must(folder_.trust())->plan()));
}

Net::Net(const assembly::NetFolder& folder) : folder_(folder) { must(seal::start_crypto()); }

Net::~Net() {
  running_.clear();
  if (!up_) return;
  static_cast<void>(down());
  // Only what was started here names this temporary folder.
  for (const pid_t left : processes_naming(scratch_.path().string())) ::kill(left, SIGKILL);
}

fs::path Net::home(const std::string& node) const { return folder_.node_home(base::NodeName(node)); }

fs::path Net::person_home(const std::string& person) const {
  return folder_.person_home(base::PersonName(person));
}

store::ClientStore Net::store(const std::string& node) const {
  return must(store::ClientStore::open(home(node), &seal::at_rest()));
}

const std::vector<std::string>& Net::nodes() {
  if (!nodes_.empty()) return nodes_;
  const auto trust = must(folder_.trust());
  for (const netplan::Node& node : trust->plan().nodes) nodes_.push_back(node.name.value);
  return nodes_;
}

Ended Net::call(const Words& words, const std::string& input) const {
  const std::string user = (scratch() / "user").string();
  return tests::run({tests::program("backchannel"),
                     words,
                     {{"HOME", user},
                      {"XDG_STATE_HOME", user + "/state"},
                      {"XDG_DATA_HOME", user + "/data"},
                      {"BACKCHANNEL_NET", ""}},
                     input,
                     {},
                     {}});
}

Ended Net::here(Words words) const {
  words.insert(words.end(), {"--net", root().string()});
  return call(words);
}

Ended Net::as(const std::string& person, const Words& words, const std::string& input) const {
  Words all = {"--as", person, "--net", root().string()};
  if (!person.empty()) all.insert(all.end(), {"--credential", (person_home(person) / "passphrase").string()});
  all.insert(all.end(), words.begin(), words.end());
  return call(all, input);
}

Ended Net::up() {
  up_ = true;
  return here({"net", "up"});
}

Ended Net::down() { return here({"net", "down"}); }

void Net::start(const std::string& node, const Environment& environment) {
  const fs::path place = home(node);
  fs::remove(place / "ready");
  const netplan::Node* planned = nullptr;
  const auto trust = must(folder_.trust());
  planned = trust->plan().node(base::NodeName(node));
  const bool relay = planned != nullptr && planned->role == netplan::NodeRole::Relay;
  Words words = relay ? Words{} : Words{"node"};
  words.insert(words.end(),
               {"--net", root().string(), "--name", node, "--home", place.string(), "--credential",
                (place / "passphrase").string(), "--log", (place / "log").string()});
  tests::Process daemon(
      {tests::program(relay ? "backchannel-relay" : "backchannel"), words, environment, {}, {}, {}});
  running_.insert_or_assign(node, std::move(daemon));
}

void Net::start_all() {
  for (const std::string& node : nodes())
    if (!running_.contains(node)) start(node);
  for (const std::string& node : nodes()) {
    const bool ready =
        eventually([&] { return fs::exists(home(node) / "ready") || !running_.at(node).running(); });
    if (!ready || !running_.at(node).running())
      throw std::runtime_error(node + " does not start: " + running_.at(node).err());
  }
}

void Net::kill(const std::string& node) {
  running_.at(node).kill();
  running_.erase(node);
}

void Net::signal(const std::string& node, int number) { running_.at(node).signal(number); }

std::optional<Ended> Net::end_of(const std::string& node, std::chrono::milliseconds patience) {
  const Ended ended = running_.at(node).wait(patience);
  if (ended.timed_out) return std::nullopt;
  running_.erase(node);
  return ended;
}

Ended Net::stop(const std::string& node) {
  running_.at(node).signal(SIGTERM);
  const Ended ended = running_.at(node).wait();
  running_.erase(node);
  return ended;
}

void Net::rest() {
  for (auto& [node, daemon] : running_) daemon.signal(SIGTERM);
  for (auto& [node, daemon] : running_) static_cast<void>(daemon.wait());
  running_.clear();
}

pid_t Net::pid(const std::string& node) const {
  const auto own = running_.find(node);
  return own != running_.end() ? own->second.pid() : number_in(home(node) / "pid");
}

std::vector<pid_t> Net::pids() {
  std::vector<pid_t> all;
  for (const std::string& node : nodes()) all.push_back(pid(node));
  return all;
}

}  // namespace backchannel::e2e
