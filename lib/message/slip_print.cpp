#include <algorithm>
#include <string>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/time_group.h"
#include "slip_layout.h"

namespace backchannel::message {

namespace {

using namespace slip;
using base::columns;

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Single blanks and nothing invisible: two blanks and line ends mean something in the layout.
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

// Those that say something, each as one line.
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

// `lead` and words, going on with `continued` blanks before; `right` stands at the right edge of the first
// line.
std::string block(std::string_view lead, std::string_view words, std::size_t continued,
                  std::string_view right = {}) {
  const std::size_t width = right.empty() ? kWidth : kWidth - 2 - columns(right);
  std::string first(lead);
  for (bool fresh = true; !words.empty(); fresh = false) {
    const std::string_view word = words.substr(0, words.find(' '));
    if (columns(first) + (fresh ? 0 : 1) + columns(word) > width) break;
    first.append(fresh ? "" : " ").append(word);
    words.remove_prefix(std::min(words.size(), word.size() + 1));
  }
  if (!right.empty()) first.append(kWidth - columns(first) - columns(right), ' ').append(right);
  while (first.ends_with(' ')) first.pop_back();
  if (!first.empty()) first += '\n';
  if (!words.empty()) first += base::wrap(words, kWidth, std::string(continued, ' ')) + "\n";
  return first;
}

std::string heading_fields(const Slip& slip) {
  std::vector<std::string> fields;
  for (std::string_view rest = slip.markings.classification; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    if (std::string field = one_line(spaced(word)); !field.empty()) fields.push_back(std::move(field));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  fields.push_back(to_dtg(slip.dtg));
  std::ranges::move(one_line_each(slip.markings.heading_caveats), std::back_inserter(fields));
  if (const std::string channel = one_line(slip.channel); !channel.empty())
    fields.push_back(std::string(kVia) + channel);

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

// A comma in a name or caveat would be taken for the one between them.
bool needs_own_lines(std::string_view name, const std::vector<std::string>& caveats) {
  const auto has_comma = [](std::string_view text) { return text.contains(','); };
  return has_comma(name) || std::ranges::any_of(caveats, has_comma);
}

std::string addressees(const Slip& slip) {
  const auto names = one_line_each(slip.to);
  const auto caveats = one_line_each(slip.markings.reader_caveats);
  if (names.empty()) return block(kTo, {}, kEntryContinued, name_of(slip.precedence));
  std::string out;
  for (const std::string& name : names) {
    const bool own_lines = needs_own_lines(name, caveats);
    std::string words = name;
    if (own_lines) words += ',';
    for (const std::string& caveat : caveats)
      if (!own_lines) words += ", " + caveat;
    const std::string lead = out.empty() ? std::string(kTo) : std::string(kTo.size(), ' ');
    const std::string_view right = out.empty() ? name_of(slip.precedence) : std::string_view();
    out += block(lead, words, kEntryContinued, right);
    for (const std::string& caveat : caveats)
      if (own_lines) out += block(std::string(kPartIndent, ' '), caveat, kPartContinued);
  }
  return out;
}

std::string origin(const Slip& slip) {
  const std::string from = one_line(slip.from);
  const std::string bearer = one_line(slip.bearer);
  if (bearer.empty()) return block(kFrom, from, kEntryContinued);
  const std::string citation = cite(bearer, slip.bearer_serial);
  if (kFrom.size() + 2 + columns(citation) <= kWidth) return block(kFrom, from, kEntryContinued, citation);
  return block(kFrom, from, kEntryContinued) + block(std::string(kPartIndent, ' '), citation, kPartContinued);
}

std::string references(const Slip& slip) {
  std::string out;
  for (const std::string& reference : one_line_each(slip.references)) {
    const std::string lead = out.empty() ? std::string(kRef) : std::string(kRef.size(), ' ');
    out += block(lead, reference, kEntryContinued);
  }
  return out;
}

}  // namespace

std::string print_slip(const Slip& slip) {
  std::string out = heading_fields(slip);
  out += block({}, one_line(slip.service_line), kFieldContinued);
  out += addressees(slip);
  out += origin(slip);
  if (const std::string number = slip_number(slip.number); !number.empty()) out += number + "\n";
  out += references(slip);
  if (const std::string text = text_lines(slip.text); !text.empty())
    out += "\n" + base::wrap(text, kWidth) + "\n";
  return out;
}

}  // namespace backchannel::message
