#include "backchannel/observe/log.h"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>

#include "backchannel/base/format.h"

namespace backchannel::observe {
namespace {

constexpr std::size_t kFileBytesMax = std::size_t{10} << 20;
constexpr std::size_t kOlderFiles = 2;  // beside the current one
constexpr std::chrono::seconds kFlushEvery{1};
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

// Time in UTC of the real clock: a log tells of the machine, not of the exercise.
constexpr const char* kPattern = "time=%Y-%m-%dT%H:%M:%S.%eZ %v";

std::string_view to_string(Level level) {
  switch (level) {
    case Level::Debug:
      return "debug";
    case Level::Info:
      return "info";
    case Level::Warn:
      return "warn";
    case Level::Error:
      return "error";
  }
  return "error";
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warn:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// The file is made before spdlog opens it, so that nobody else can read it at any time. Not in a folder that
// is missing: spdlog would make one that others can read.
void make_for_owner(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) throw spdlog::spdlog_ex("cannot open", errno);
  ::close(descriptor);
}

void keep_for_owner(std::FILE* file) {
  const int descriptor = ::fileno(file);
  static_cast<void>(
      ::fchmod(descriptor, kOwnerOnly));  // a file of before, made by someone with another umask
  static_cast<void>(::fcntl(descriptor, F_SETFD, FD_CLOEXEC));
}

spdlog::sink_ptr make_sink(const std::string& path) {
  if (path.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
  spdlog::file_event_handlers handlers;
  handlers.before_open = [](const spdlog::filename_t& name) { make_for_owner(name); };
  handlers.after_open = [](const spdlog::filename_t&, std::FILE* file) { keep_for_owner(file); };
  return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, kFileBytesMax, kOlderFiles, false,
                                                                handlers);
}

// Once a process: a log that cannot be written must not fill the screen instead.
void complain(const std::string& reason) {
  static std::atomic<bool> complained = false;
  if (!complained.exchange(true))
    std::fprintf(stderr, "backchannel: the log cannot be written: %s\n", base::visible(reason).c_str());
}

}  // namespace

struct Log::Impl {
  Impl(const std::string& path, Level least, std::string name)
      : logger("backchannel", make_sink(path)), node(base::visible(name)) {
    logger.set_pattern(kPattern, spdlog::pattern_time_type::utc);
    logger.set_level(to_spdlog(least));
    logger.flush_on(spdlog::level::warn);
    logger.set_error_handler(complain);
    flusher = std::jthread([this](const std::stop_token& stop) { flush_regularly(stop); });
  }

  void flush_regularly(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      wake.wait_for(lock, stop, kFlushEvery, [] { return false; });
      if (dirty.exchange(false)) logger.flush();
    }
  }

  spdlog::logger logger;
  std::string node;
  std::atomic<bool> dirty = false;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::jthread flusher;  // last: it uses the others
};

Log::Log(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

Log::~Log() { flush(); }

base::Result<std::unique_ptr<Log>> Log::open(const std::string& path, Level least, std::string name) {
  try {
    return std::unique_ptr<Log>(new Log(std::make_unique<Impl>(path, least, std::move(name))));
  } catch (const spdlog::spdlog_ex& error) {
    return base::fail(base::Code::Io, "the log " + base::visible(path) + ": " + base::visible(error.what()));
  } catch (const std::system_error& error) {
    return base::fail(base::Code::Unavailable, std::string("no thread for the log: ") + error.what());
  }
}

void Log::write(Level level, std::string_view event, std::string_view detail) {
  if (!impl_->logger.should_log(to_spdlog(level))) return;
  std::string line = "level=";
  line += to_string(level);
  line += " node=" + impl_->node + " event=" + base::visible(event);
  // What slipped through the caller's hands must still not start a line of its own.
  if (!detail.empty()) line += " " + base::visible(detail);
  impl_->logger.log(to_spdlog(level), spdlog::string_view_t(line));
  impl_->dirty = true;
}

void Log::flush() { impl_->logger.flush(); }

}  // namespace backchannel::observe
