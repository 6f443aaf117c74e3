#include "stage.h"

#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"

namespace backchannel::client {

namespace {

constexpr int kKeyMs = 9;       // between two keys of the typing
constexpr int kTagColumn = 69;  // where the tags begin
volatile sig_atomic_t signalled = 0;

void remember(int) { signalled = 1; }

[[nodiscard]] std::string_view tag_of(Claim claim) {
  switch (claim) {
    case Claim::None:
      return "";
    case Claim::Documented:
      return "[doc]";
    case Claim::Inferred:
      return "[inferred]";
    case Claim::Exercise:
      return "[exercise]";
  }
  return "";
}

[[nodiscard]] bool set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

void echo(bool on) {
  termios settings{};
  if (::tcgetattr(STDIN_FILENO, &settings) != 0) return;
  settings.c_lflag = on ? settings.c_lflag | ECHO : settings.c_lflag & ~static_cast<tcflag_t>(ECHO);
  static_cast<void>(::tcsetattr(STDIN_FILENO, TCSADRAIN, &settings));
}

// True if Enter was pressed within the time.
[[nodiscard]] bool enter_within(int ms) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (::poll(&input, 1, ms) <= 0 || (input.revents & POLLIN) == 0) return false;
  char line[256];
  return ::read(STDIN_FILENO, line, sizeof line) > 0;
}

constexpr int kLookMs = 200;

// As read(), and -1 when interrupted. A signal that comes between a look at the flag and the wait would be
// missed by a wait without end.
ssize_t read_line(char* line, std::size_t size) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  while (signalled == 0)
    if (::poll(&input, 1, kLookMs) > 0) return ::read(STDIN_FILENO, line, size);
  return -1;
}

}  // namespace

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = remember;  // without SA_RESTART: waits end at once
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) static_cast<void>(::sigaction(number, &action, nullptr));
  // A pipe whose reader has gone is an interruption too: the next wait finds it.
  action.sa_handler = SIG_IGN;
  static_cast<void>(::sigaction(SIGPIPE, &action, nullptr));
}

bool interrupted() noexcept { return signalled != 0; }

base::Result<> go_on() {
  if (std::ferror(stdout) != 0) return base::fail(base::Code::Io, "nobody reads what is written");
  if (interrupted()) return base::fail(base::Code::Unavailable, "interrupted");
  return {};
}

Stage::Stage(bool fast) {
  const bool terminal = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  const char* kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  live_ = terminal && !fast;
  colour_ = ::isatty(STDOUT_FILENO) == 1 && !dumb && !set("NO_COLOR");
  if (!live_) return;
  hushed_ = true;
  echo(false);
}

Stage::~Stage() {
  if (hushed_) echo(true);
  if (moving_) put("\n");
  std::fflush(stdout);
}

void Stage::put(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

std::string Stage::strong(std::string_view text) const {
  return colour_ ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string Stage::faint(std::string_view text) const {
  return colour_ ? "\x1b[2m" + std::string(text) + "\x1b[0m" : std::string(text);
}

void Stage::banner() {
  const std::string_view words = message::kExerciseBanner;
  put(std::string((kColumns - words.size()) / 2, ' ') + std::string(words) + "\n");
  std::fflush(stdout);
}

std::string Stage::tagged(std::string_view line, Claim claim, bool bold) const {
  const std::string_view tag = tag_of(claim);
  std::string out = bold ? strong(line) : std::string(line);
  if (tag.empty()) return out;
  return out + std::string(kTagColumn - std::min<std::size_t>(kTagColumn, base::columns(line)), ' ') +
         faint(tag);
}

void Stage::open(std::string_view title, Claim claim) {
  hurry_ = false;
  ++scene_;
  show((scene_ < 10 ? " " : "") + std::to_string(scene_) + "  " + std::string(title), claim, true);
}

void Stage::show(std::string_view line, bool bold) { show(line, Claim::None, bold); }

void Stage::show(std::string_view line, Claim claim, bool bold) {
  if (std::exchange(moving_, false)) put("\r" + std::string(kColumns - 1, ' ') + "\r");
  put(tagged(line, claim, bold) + "\n");
  std::fflush(stdout);
}

void Stage::say(std::string_view text, Claim claim) {
  std::string rest = base::wrap(text, kTextColumns, "    ");
  while (!rest.empty()) {
    const std::string line = rest.substr(0, rest.find('\n'));
    rest.erase(0, std::min(rest.size(), line.size() + 1));
    show(line, claim);
    claim = Claim::None;
  }
}

void Stage::beat(int ms) {
  if (live_ && !hurry_) hurry_ = enter_within(ms);
}

base::Result<> Stage::type(std::string_view line) {
  if (!live_ || hurry_) {
    show(line);
    return go_on();
  }
  for (const char c : line) {
    put({&c, 1});
    std::fflush(stdout);
    if (!hurry_) hurry_ = enter_within(kKeyMs);
    BC_TRY_VOID(go_on());
  }
  put("\n");
  return {};
}

void Stage::move(std::string_view line) {
  if (!live_) return;
  std::string text(line);
  text.resize(std::max<std::size_t>(text.size(), kColumns - 1), ' ');
  put("\r" + text);
  moving_ = true;
  std::fflush(stdout);
}

base::Result<std::size_t> Stage::ask(const std::vector<std::string>& keys) {
  std::string words;
  for (const std::string& key : keys)
    words += (words.empty() ? "" : &key == &keys.back() ? " or " : ", ") + key;
  static_cast<void>(::tcflush(STDIN_FILENO, TCIFLUSH));
  while (true) {
    echo(true);
    put("    Your choice (" + words + "): ");
    std::fflush(stdout);
    char line[256];
    const ssize_t got = read_line(line, sizeof line);
    echo(false);
    BC_TRY_VOID(go_on());
    if (got == 0) return base::fail(base::Code::Unavailable, "nobody answers: the input has ended");
    if (got < 0) continue;
    const std::string answer = base::upper(base::trim(std::string_view(line, static_cast<std::size_t>(got))));
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (answer == base::upper(keys[i])) return i;
  }
}

base::Result<> Stage::close() {
  if (!live_) {
    banner();
    return go_on();
  }
  const std::string_view words = message::kExerciseBanner;
  const std::string lead((kColumns - words.size()) / 2, ' ');
  // Before the question is asked: what is typed after that is its answer.
  static_cast<void>(::tcflush(STDIN_FILENO, TCIFLUSH));
  put(lead + std::string(words) + "    Enter ");
  std::fflush(stdout);
  char line[256];
  while (!interrupted() && read_line(line, sizeof line) < 0 && errno == EINTR) {
  }
  put("\r" + lead + std::string(words) + "          \n");
  std::fflush(stdout);
  return go_on();
}

}  // namespace backchannel::client
