#include "screen.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <numeric>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t taken = base::columns(text);
  if (taken < width) out.append(width - taken, ' ');
  return out;
}

void end_line(std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  out += '\n';
}

bool wants_colour(std::FILE* file) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return is_terminal(file) && (no_colour == nullptr || *no_colour == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

}  // namespace

bool is_terminal(std::FILE* file) { return ::isatty(::fileno(file)) == 1; }

std::string strong(std::string_view text, std::FILE* file) {
  if (!wants_colour(file)) return std::string(text);
  return "\033[1m" + std::string(text) + "\033[0m";
}

namespace {

int write_failed = 0;  // errno of the first write to standard output that failed

}  // namespace

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && write_failed == 0)
    write_failed = errno;
}

void print_json(const text::Value& value) { print(text::to_json(value, 2) + "\n"); }

void print_screen(std::string_view body) {
  std::string out(body);
  if (!out.starts_with(message::kExerciseBanner)) out = message::between_banners(out);
  if (!out.ends_with('\n')) out += '\n';
  print(out);
}

base::Result<> flush_output() {
  const bool flushed = std::fflush(stdout) == 0;
  if (!flushed && write_failed == 0) write_failed = errno;
  if (flushed && std::ferror(stdout) == 0) return {};
  return base::fail(base::Code::Io,
                    std::string("the output cannot be written: ") + std::strerror(write_failed));
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(headings_.size());
  rows_.push_back({std::move(cells), {}});
}

void Table::add_below(std::string_view text) {
  if (!text.empty()) rows_.back().below.emplace_back(text);
}

// As wide as the widest cell; when that is too much for the screen, the widest column gives way.
std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (const std::string& heading : headings_) widths.push_back(base::columns(heading));
  for (const Row& row : rows_)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], base::columns(row.cells[i]));
  const std::size_t room = kScreenColumns - kIndent - kGap * (widths.size() - 1);
  while (std::accumulate(widths.begin(), widths.end(), std::size_t{0}) > room) {
    const auto widest = std::ranges::max_element(widths);
    if (*widest <= kNarrowest) break;
    --*widest;
  }
  return widths;
}

std::string Table::text() const {
  const std::vector<std::size_t> columns = widths();
  std::string out;
  const bool headed = std::ranges::any_of(headings_, [](const std::string& each) { return !each.empty(); });
  if (headed) {
    std::string line(kIndent, ' ');
    for (std::size_t i = 0; i < columns.size(); ++i) {
      line += padded(headings_[i], columns[i]);
      if (i + 1 < columns.size()) line.append(kGap, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    out += strong(line) + "\n";
  }
  for (const Row& row : rows_) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      cells.push_back(lines_of(base::wrap(row.cells[i], std::max<std::size_t>(columns[i], 1))));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      out.append(kIndent, ' ');
      for (std::size_t i = 0; i < columns.size(); ++i) {
        out += padded(line < cells[i].size() ? cells[i][line] : std::string(), columns[i]);
        if (i + 1 < columns.size()) out.append(kGap, ' ');
      }
      end_line(out);
    }
    for (const std::string& below : row.below) out += base::wrap(below, kScreenColumns, "      ") + "\n";
  }
  return out;
}

std::string section(std::string_view title, const Table& table) {
  return table.empty() ? std::string() : "\n" + strong(title) + "\n" + table.text();
}

std::string field(std::string_view name, std::string_view value, std::size_t name_columns) {
  const std::size_t left = kIndent + name_columns;
  const auto lines = lines_of(base::wrap(value, kScreenColumns - left));
  std::string out(kIndent, ' ');
  out += padded(name, name_columns);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out.append(left, ' ');
    out += lines[i];
    end_line(out);
  }
  return out;
}

std::string join(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

}  // namespace backchannel::client
