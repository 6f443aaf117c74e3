#include "backchannel/assembly/supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <thread>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/base/format.h"
#include "turn.h"

namespace backchannel::assembly {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPoll{10};
constexpr std::chrono::seconds kPatience{5};  // from SIGTERM to SIGKILL
constexpr std::size_t kLogTailBytes = 400;

[[nodiscard]] int noted_pid(const std::filesystem::path& file) {
  const auto content = read_file(file, 64);
  if (!content) return 0;
  const std::string text = base::to_text(*content);
  int pid = 0;
  std::from_chars(text.data(), text.data() + text.size(), pid);
  return pid;
}

// The one spelling of a net's folder, whatever way led there: it is what a node is started with and what it
// is recognised by.
[[nodiscard]] NetFolder spelt_out(const NetFolder& net) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(net.root(), error);
  return error ? net : NetFolder(real);
}

// Process ids are used again: a pid counts only while its program is one of ours and was given this home.
// Where /proc is not mounted (a bare chroot) the pid file alone must do.
[[nodiscard]] bool is_ours(int pid, const std::filesystem::path& home) {
  if (pid <= 0) return false;
  std::error_code error;
  if (!std::filesystem::exists("/proc/self", error)) return ::kill(pid, 0) == 0;
  const auto line = read_file("/proc/" + std::to_string(pid) + "/cmdline", 1 << 16);
  if (!line) return false;
  const std::string words = base::to_text(*line);
  const std::string program = words.substr(0, words.find('\0'));
  const std::string name = std::filesystem::path(program).filename().string();
  // The whole word: one node's home may begin with another's.
  const std::string started_with = std::string("\0--home\0", 8) + home.string() + '\0';
  return (name == "backchannel" || name == "backchannel-relay") &&
         words.find(started_with) != std::string::npos;
}

[[nodiscard]] NodeProcess look(const NetFolder& net, const base::NodeName& name) {
  NodeProcess process{name, noted_pid(net.node_home(name) / "pid"), false};
  // Our own child that has ended stays a zombie until it is waited for.
  if (process.pid > 0) static_cast<void>(::waitpid(process.pid, nullptr, WNOHANG));
  process.running = is_ours(process.pid, spelt_out(net).node_home(name));
  return process;
}

[[nodiscard]] std::string last_log_line(const std::filesystem::path& home) {
  for (const char* file : {"start.log", "log"}) {
    const auto content = read_file(home / file, std::size_t{64} << 20);
    if (!content || content->empty()) continue;
    std::string text = base::to_text(*content);
    while (!text.empty()) {
      while (text.ends_with('\n')) text.pop_back();
      const std::size_t break_at = text.rfind('\n');
      const std::size_t start = break_at == std::string::npos ? 0 : break_at + 1;
      // A hint stands below what it belongs to.
      if (const std::string line = text.substr(start); !line.starts_with("  hint:"))
        return base::visible(line.substr(0, kLogTailBytes));
      text.resize(start);
    }
  }
  return {};
}

// The nodes as their homes name them: what runs can be stopped even when nothing else of the net is sound.
[[nodiscard]] std::vector<base::NodeName> homes(const NetFolder& net) {
  std::vector<base::NodeName> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(net.root() / "nodes", error), end; !error && entry != end;
       entry.increment(error))
    names.emplace_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

base::Result<Programs> sibling_programs() {
  std::error_code error;
  std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) self = std::filesystem::absolute(program_invocation_name, error);  // no /proc in a bare chroot
  const Programs programs{self.parent_path() / "backchannel-relay", self.parent_path() / "backchannel"};
  for (const std::filesystem::path& program : {programs.relay, programs.client})
    if (::access(program.c_str(), X_OK) != 0)
      return std::unexpected(base::Error{base::Code::NotFound,
                                         "the program " + program.string() + " is not there", std::nullopt,
                                         "build it: ./run build"});
  return programs;
}

base::Result<NodeProcess> start_one(const NetFolder& net, const Programs& programs,
                                    const base::NodeName& name) {
  BC_TRY(trust, net.trust());
  const netplan::Node* node = trust->plan().node(name);
  if (node == nullptr)
    return base::fail(base::Code::UnknownName,
                      "\"" + base::visible(name.value) + "\" is no node of this net");
  NodeProcess process = look(net, name);
  if (process.running) return process;
  const NetFolder absolute = spelt_out(net);
  const std::filesystem::path home = absolute.node_home(name);
  const bool relay = node->role == netplan::NodeRole::Relay;
  const std::string program = (relay ? programs.relay : programs.client).string();
  std::vector<std::string> words = {program};
  if (!relay) words.emplace_back("node");
  for (const std::string& word :
       {std::string("--net"), absolute.root().string(), std::string("--name"), name.value,
        std::string("--home"), home.string(), std::string("--credential"), (home / "passphrase").string(),
        std::string("--log"), (home / "log").string()})
    words.push_back(word);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string start_log = (home / "start.log").string();

  const pid_t child = ::fork();
  if (child < 0)
    return base::fail(base::Code::Io, "cannot start a process: " + std::string(std::strerror(errno)));
  if (child == 0) {
    // Only async-signal-safe calls from here: the parent may have threads.
    ::setsid();  // a Ctrl-C at the terminal is for the command, not for the net
    const int null = ::open("/dev/null", O_RDONLY);
    const int log = ::open(start_log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::dup2(null, 0);
    ::dup2(log, 1);
    ::dup2(log, 2);
    for (int fd = 3; fd < 256; ++fd) ::close(fd);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  if (auto noted = write_file(home / "pid", base::as_bytes(std::to_string(child) + "\n"), 0644); !noted) {
    // Nobody would find it again to stop it.
    ::kill(child, SIGKILL);
    static_cast<void>(::waitpid(child, nullptr, 0));
    return std::unexpected(noted.error());
  }
  process.pid = child;
  process.running = true;
  return process;
}

base::Result<> wait_ready(const NetFolder& net, const base::NodeName& name, int deadline_ms) {
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(deadline_ms);
  const std::filesystem::path home = net.node_home(name);
  while (true) {
    const int pid = noted_pid(home / "pid");
    if (pid > 0 && noted_pid(home / "ready") == pid) return {};
    const bool gone = pid <= 0 || ::waitpid(pid, nullptr, WNOHANG) == pid || ::kill(pid, 0) != 0;
    if (gone || SteadyClock::now() > deadline) {
      const std::string said = last_log_line(home);
      return base::fail(base::Code::Unavailable,
                        name.value + (gone ? " stopped while starting" : " is not ready in time") +
                            (said.empty() ? "" : "; it says: " + said));
    }
    std::this_thread::sleep_for(kPoll);
  }
}

base::Result<std::vector<NodeProcess>> bring_up(const NetFolder& net, const Programs& programs,
                                                int deadline_ms) {
  const Turn turn(net.root());
  BC_TRY(trust, net.trust());
  BC_TRY_VOID(start_clock(net, trust->plan()));
  std::vector<NodeProcess> started;
  for (const netplan::Node& node : trust->plan().nodes) {
    BC_TRY(process, start_one(net, programs, node.name));
    started.push_back(process);
  }
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(deadline_ms);
  for (const NodeProcess& each : started) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    BC_TRY_VOID(wait_ready(net, each.name, std::max(1, static_cast<int>(left.count()))));
  }
  return started;
}

base::Result<std::vector<NodeProcess>> processes(const NetFolder& net) {
  BC_TRY(trust, net.trust());
  std::vector<NodeProcess> all;
  for (const netplan::Node& node : trust->plan().nodes) all.push_back(look(net, node.name));
  return all;
}

base::Result<std::vector<NodeProcess>> bring_down(const NetFolder& net) {
  const Turn turn(net.root());
  const std::vector<base::NodeName> names = homes(net);
  if (names.empty()) BC_TRY_VOID(net.trust());  // says that there is no net
  std::vector<NodeProcess> running;
  for (const base::NodeName& name : names)
    if (const NodeProcess process = look(net, name); process.running) running.push_back(process);
  for (const NodeProcess& each : running) ::kill(each.pid, SIGTERM);
  const auto deadline = SteadyClock::now() + kPatience;
  for (NodeProcess& each : running) {
    while (look(net, each.name).running) {
      if (SteadyClock::now() > deadline) ::kill(each.pid, SIGKILL);
      std::this_thread::sleep_for(kPoll);
    }
    each.running = false;
    std::error_code error;
    std::filesystem::remove(net.node_home(each.name) / "pid", error);
    std::filesystem::remove(net.node_home(each.name) / "ready", error);
  }
  BC_TRY_VOID(stop_clock(net));
  return running;
}

}  // namespace backchannel::assembly
