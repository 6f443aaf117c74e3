#include "printed_lines.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"

namespace backchannel::message::printed {

namespace {

using base::columns;
using base::trim;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : base::trim(text)) {
    if (!is_blank(c)) {
      line += c;
    } else if (!line.ends_with(' ')) {
      line += ' ';
    }
  }
  return base::visible(line);
}

std::vector<std::string> one_line_each(const std::vector<std::string>& texts) {
  std::vector<std::string> lines;
  for (const std::string& text : texts)
    if (std::string line = one_line(text); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string text_lines(std::string_view text) {
  std::string lines;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n')
      while (lines.ends_with(' ')) lines.pop_back();
    lines += c == '\t' ? ' ' : c;
  }
  while (lines.ends_with('\n') || lines.ends_with(' ')) lines.pop_back();
  lines.erase(0, std::min(lines.find_first_not_of('\n'), lines.size()));
  return base::visible(lines, true);
}

std::string block(std::string_view lead, std::string_view words, std::size_t continued,
                  std::string_view right) {
  const std::size_t width = right.empty() ? kWidth : kWidth - 2 - columns(right);
  std::string first(lead);
  for (bool fresh = true; !words.empty(); fresh = false) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (columns(first) + (fresh ? 0 : 1) + columns(word) > width) break;
    first.append(fresh ? "" : " ").append(word);
    words.remove_prefix(std::min(words.size(), word.size() + 1));
  }
  // An entry without a label must begin on its own line, or it would go on with the one before.
  if (first == lead && trim(lead).empty() && !words.empty()) {
    const std::string wrapped = base::wrap(words, width, lead);
    first = wrapped.substr(0, wrapped.find('\n'));
    words = trim(words.substr(first.size() - lead.size()));
  }
  if (!right.empty()) first.append(kWidth - columns(first) - columns(right), ' ').append(right);
  while (first.ends_with(' ')) first.pop_back();
  if (!first.empty()) first += '\n';
  if (!words.empty()) first += base::wrap(words, kWidth, std::string(continued, ' ')) + "\n";
  return first;
}

std::string field_lines(const std::vector<std::string>& fields) {
  std::string out, line;
  for (const std::string& field : fields) {
    if (!line.empty() && columns(line) + 2 + columns(field) <= kWidth) {
      line += "  " + field;
      continue;
    }
    if (!line.empty()) out += line + "\n";
    line = std::string(out.empty() ? 0 : kFieldIndent, ' ') + field;
    if (columns(line) <= kWidth) continue;
    out += block(std::string(out.empty() ? 0 : kFieldIndent, ' '), field, kFieldContinued);
    line.clear();
  }
  return line.empty() ? out : out + line + "\n";
}

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (int number = 1;; ++number) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    while (line.ends_with('\r') || line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    lines.push_back({line.substr(indent), indent, number});
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  const auto blank = [](const Line& line) { return line.text.empty(); };
  while (!lines.empty() && blank(lines.back())) lines.pop_back();
  lines.erase(lines.begin(), std::ranges::find_if_not(lines, blank));
  const auto banner = [](const Line& line) { return line.text == kExerciseBanner; };
  if (lines.size() >= 2 && banner(lines.front()) && banner(lines.back())) {
    lines.pop_back();
    lines.erase(lines.begin());
    while (!lines.empty() && blank(lines.back())) lines.pop_back();
    lines.erase(lines.begin(), std::ranges::find_if_not(lines, blank));
  }
  return lines;
}

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields;
  while (!line.empty()) {
    const auto gap = line.find("  ");
    fields.emplace_back(line.substr(0, gap));
    line = gap == std::string_view::npos ? std::string_view() : trim(line.substr(gap));
  }
  return fields;
}

std::string unspaced(std::string_view field) {
  std::string joined;
  for (std::string_view rest = field; !rest.empty();) {
    const std::string_view letter = rest.substr(0, rest.find(' '));
    if (columns(letter) != 1) return std::string(field);
    joined += letter;
    rest.remove_prefix(std::min(rest.size(), letter.size() + 1));
  }
  return joined;
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;) {
    const auto end = std::min(text.find(' ', at), text.size());
    words.push_back({at, text.substr(at, end - at)});
    at = text.find_first_not_of(' ', end);
  }
  return words;
}

std::vector<std::string> take_fields(std::span<const Line>& lines) {
  std::vector<std::string> all = fields_of(lines.front().text);
  for (lines = lines.subspan(1); !lines.empty() && lines.front().indent > 0; lines = lines.subspan(1)) {
    if (lines.front().indent >= kFieldContinued) {
      all.back().append(" ").append(lines.front().text);
    } else {
      std::ranges::move(fields_of(lines.front().text), std::back_inserter(all));
    }
  }
  return all;
}

std::string text_of(std::span<const Line> lines) {
  std::string text;
  std::size_t last_columns = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    const std::string_view first_word = line.text.substr(0, line.text.find(' '));
    const bool both = last_columns > 0 && !line.text.empty();
    const bool wrapped = both && line.indent == 0 && last_columns + 1 + columns(first_word) > kWidth;
    if (i > 0) text += wrapped ? ' ' : '\n';
    text.append(line.indent, ' ').append(line.text);
    last_columns = line.text.empty() ? 0 : line.indent + columns(line.text);
  }
  return text;
}

base::Where where(const Line& line, std::size_t at) {
  const std::size_t column = line.indent + columns(line.text.substr(0, std::min(at, line.text.size())));
  return {{}, line.number, static_cast<int>(column) + 1};
}

std::unexpected<base::Error> bad(const Line& line, std::string reason, std::size_t at) {
  return base::fail(base::Code::Syntax, std::move(reason), where(line, at));
}

base::Result<> check_widths(std::span<const Line> lines) {
  for (const Line& line : lines) {
    if (line.indent + columns(line.text) <= kWidth) continue;
    return base::fail(base::Code::Syntax,
                      "the line has " + std::to_string(line.indent + columns(line.text)) +
                          " characters; a line of this form has at most " + std::to_string(kWidth),
                      {{}, line.number, static_cast<int>(kWidth) + 1});
  }
  return {};
}

}  // namespace backchannel::message::printed
