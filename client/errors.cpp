#include "errors.h"

#include <algorithm>
#include <cstdio>

#include "backchannel/base/format.h"
#include "screen.h"

namespace backchannel::client {

namespace {

// Wrapped for a terminal; in a pipe or a file one sentence stays one line, so that it can be searched for.
void say(std::string_view first, std::string_view rest_indent, std::string_view text) {
  std::fflush(stdout);
  std::string out(first);
  if (is_terminal(stderr)) {
    const std::string wrapped = base::wrap(text, kScreenColumns - 1 - rest_indent.size());
    for (const char c : wrapped) {
      out += c;
      if (c == '\n') out += rest_indent;
    }
  } else {
    out += text;
  }
  out += '\n';
  std::fwrite(out.data(), 1, out.size(), stderr);
}

void say_hint(std::string_view hint) {
  if (!hint.empty()) say("  hint: ", "        ", hint);
}

}  // namespace

int complain(const base::Error& error) {
  say(strong("backchannel: ", stderr), "  ", base::to_sentence(error));
  say_hint(base::hint_of(error));
  return base::row_of(error.code).exit_code;
}

int complain(std::string_view what, const policy::Verdict& verdict) {
  say(strong("backchannel: ", stderr), "  ",
      std::string(what) + (verdict.against.size() == 1
                               ? ", for this reason:"
                               : ", for " + std::to_string(verdict.against.size()) + " reasons:"));
  for (const policy::Reason& reason : verdict.against) say("  - ", "    ", reason.sentence);
  warn(verdict.warnings);
  return verdict.against.empty() ? kDone : base::row_of(verdict.against.front().code).exit_code;
}

void warn(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) say("warning: ", "  ", warning);
}

void note(std::string_view text) { say("", "", text); }

std::unexpected<base::Error> misused(std::string detail, std::string hint) {
  return std::unexpected(base::Error{base::Code::Usage, std::move(detail), std::nullopt, std::move(hint)});
}

}  // namespace backchannel::client
