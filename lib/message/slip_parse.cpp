#include <algorithm>
#include <string>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/time_group.h"
#include "printed_lines.h"
#include "slip_layout.h"

namespace backchannel::message {

namespace {

using namespace slip;
using namespace printed;
using base::Code;
using base::columns;
using base::trim;

// An entry below the first line: a name, the originator or a reference, and what stands on lines of its own.
struct Entry {
  std::string words;
  std::vector<std::string> parts;
  int line = 0;
};

// "CITE SAIGON 0231"
bool read_citation(std::string_view citation, Slip& slip) {
  if (!citation.starts_with(kCite)) return false;
  citation.remove_prefix(kCite.size());
  const auto space = citation.rfind(' ');
  if (space == std::string_view::npos) return false;
  const auto number = parse_number("CITE" + std::string(citation.substr(space)));
  if (!number || number->bearer_serial) return false;
  slip.bearer = trim(citation.substr(0, space));
  slip.bearer_serial = number->serial;
  return !slip.bearer.empty();
}

// Reads the heading from the front; each step takes its lines away.
class Heading {
 public:
  explicit Heading(std::span<const Line> lines) : lines_(lines) {}

  [[nodiscard]] bool done() const { return lines_.empty(); }
  [[nodiscard]] const Line& front() const { return lines_.front(); }
  // The one at the left edge above a label; nullopt: there is no such label, or nothing above it.
  [[nodiscard]] std::optional<Line> line_before(std::string_view label) const;

  base::Result<> fields(Slip& slip);
  void service_line(Slip& slip);
  base::Result<> addressees(Slip& slip);
  base::Result<> origin(Slip& slip);
  base::Result<> number_and_references(Slip& slip);

 private:
  [[nodiscard]] bool at(std::string_view label) const {
    return !done() && front().indent == 0 && front().text.starts_with(trim(label));
  }
  [[nodiscard]] std::vector<Entry> entries(std::string_view first_words);

  std::span<const Line> lines_;
};

base::Result<> Heading::fields(Slip& slip) {
  const Line first = front();
  const std::vector<std::string> all = take_fields(lines_);
  const auto dtg = std::ranges::find_if(all, [](const auto& field) { return parse_dtg(field).has_value(); });
  if (dtg == all.end())
    return bad(
        first,
        "no date-time group such as 230525Z OCT 72, two blanks from its neighbours, in the first line");
  slip.dtg = *parse_dtg(*dtg);
  for (auto word = all.begin(); word != dtg; ++word) {
    if (!slip.markings.classification.empty()) slip.markings.classification += ' ';
    slip.markings.classification += unspaced(*word);
  }
  if (slip.markings.classification.empty())
    return base::fail(Code::NoClassification, "nothing stands before the date-time group",
                      base::Where{{}, first.number, 1});
  slip.markings.heading_caveats.assign(dtg + 1, all.end());
  auto& caveats = slip.markings.heading_caveats;
  if (!caveats.empty() && caveats.back().starts_with(kVia)) {
    slip.channel = caveats.back().substr(kVia.size());
    caveats.pop_back();
  }
  return {};
}

// Everything up to TO. Inside a printed service line blanks are single, so that it can begin with "TO: "
// itself: the label with all its blanks is looked for first, and any "TO:" only if there is none.
void Heading::service_line(Slip& slip) {
  const auto strict = [](const Line& line) { return line.indent == 0 && line.text.starts_with(kTo); };
  const auto loose = [](const Line& line) { return line.indent == 0 && line.text.starts_with(trim(kTo)); };
  auto to = std::ranges::find_if(lines_, strict);
  if (to == lines_.end()) to = std::ranges::find_if(lines_, loose);
  for (auto line = lines_.begin(); line != to; ++line) {
    if (!slip.service_line.empty()) slip.service_line += ' ';
    slip.service_line += line->text;
  }
  lines_ = lines_.subspan(static_cast<std::size_t>(to - lines_.begin()));
}

std::optional<Line> Heading::line_before(std::string_view label) const {
  std::optional<Line> before;
  for (const Line& line : lines_) {
    if (line.indent > 0) continue;
    if (line.text.starts_with(trim(label))) return before;
    before = line;
  }
  return std::nullopt;
}

// The entries of a label whose line is at the front, by the depth of the lines.
std::vector<Entry> Heading::entries(std::string_view first_words) {
  std::vector<Entry> all = {{std::string(first_words), {}, front().number}};
  const auto go_on = [](std::string& words, std::string_view more) {
    if (!words.empty()) words += ' ';
    words += more;
  };
  for (lines_ = lines_.subspan(1); !done() && front().indent > 0; lines_ = lines_.subspan(1)) {
    const Line& line = front();
    Entry& last = all.back();
    if (line.indent < kEntryContinued) {
      all.push_back({std::string(line.text), {}, line.number});
    } else if (line.indent < kPartIndent) {
      go_on(last.words, line.text);
    } else if (line.indent < kPartContinued || last.parts.empty()) {
      last.parts.emplace_back(line.text);
    } else {
      go_on(last.parts.back(), line.text);
    }
  }
  return all;
}

base::Result<> Heading::addressees(Slip& slip) {
  const Line line = front();
  const std::string_view words = trim(line.text.substr(trim(kTo).size()));
  const auto gap = words.rfind("  ");
  const std::string_view last = gap == std::string_view::npos ? words : trim(words.substr(gap));
  const auto precedence = precedence_from(last);
  if (!precedence)
    return bad(line, "no precedence at the right of the TO line, two blanks from the addressee");
  slip.precedence = *precedence;

  for (Entry& entry :
       entries(gap == std::string_view::npos ? std::string_view() : trim(words.substr(0, gap)))) {
    std::vector<std::string> caveats = std::move(entry.parts);
    if (entry.words.ends_with(',')) {
      entry.words.pop_back();
    } else {
      for (auto comma = entry.words.rfind(", "); comma != std::string::npos;
           comma = entry.words.rfind(", ")) {
        caveats.insert(caveats.begin(), entry.words.substr(comma + 2));
        entry.words.erase(comma);
      }
    }
    if (entry.words.empty()) return bad(line, "no addressee after TO");
    slip.to.push_back(std::move(entry.words));
    for (std::string& caveat : caveats)
      if (std::ranges::find(slip.markings.reader_caveats, caveat) == slip.markings.reader_caveats.end())
        slip.markings.reader_caveats.push_back(std::move(caveat));
  }
  return {};
}

base::Result<> Heading::origin(Slip& slip) {
  const Line line = front();
  std::string_view words = trim(line.text.substr(trim(kFrom).size()));
  std::string citation;
  const auto gap = words.rfind("  ");
  const std::string_view last = gap == std::string_view::npos ? words : trim(words.substr(gap));
  if (gap != std::string_view::npos || last.starts_with(kCite)) {
    citation = last;
    words = gap == std::string_view::npos ? std::string_view() : trim(words.substr(0, gap));
  }
  const std::vector<Entry> all = entries(words);
  if (all.size() > 1) return bad(line, "more than one originator after FROM");
  slip.from = all.front().words;
  if (!all.front().parts.empty()) citation = all.front().parts.front();
  if (citation.empty()) return {};

  if (!read_citation(citation, slip))
    return bad(
        line,
        "the CITE at the right of the FROM line is not a station and a number, such as CITE SAIGON 0231");
  return {};
}

base::Result<> Heading::number_and_references(Slip& slip) {
  if (!done() && !at(kRef)) {
    const auto number = front().indent == 0 ? parse_number(front().text) : std::nullopt;
    if (!number || number->bearer_serial)
      return bad(
          front(),
          "neither a number such as HAKTO 049 nor REF; a blank line must stand between heading and text");
    slip.number = {number->series, {}, number->serial};
    lines_ = lines_.subspan(1);
  }
  if (at(kRef))
    for (Entry& entry : entries(trim(front().text.substr(trim(kRef).size()))))
      slip.references.push_back(std::move(entry.words));
  if (!done()) return bad(front(), "a blank line must stand between heading and text");
  return {};
}

}  // namespace

base::Result<Slip> parse_slip(std::string_view text) {
  const std::vector<Line> lines = lines_of(text);
  const auto blank = [](const Line& line) { return line.text.empty(); };
  const auto end = std::ranges::find_if(lines, blank);
  if (end == lines.begin()) return base::fail(Code::Syntax, "the slip is empty", base::Where{{}, 1, 1});

  Slip slip;
  Heading heading({lines.begin(), end});
  const Line last = *(end - 1);
  BC_TRY_VOID(heading.fields(slip));
  const Line before_from = heading.line_before(kFrom).value_or(last);
  heading.service_line(slip);
  if (heading.done()) return bad(before_from, "no TO line in the heading; it stands before FROM");
  BC_TRY_VOID(heading.addressees(slip));
  if (heading.done() || !heading.front().text.starts_with(trim(kFrom)))
    return bad(heading.done() ? last : heading.front(), "the FROM line must follow the TO line");
  BC_TRY_VOID(heading.origin(slip));
  BC_TRY_VOID(heading.number_and_references(slip));

  const auto start = std::find_if_not(end, lines.end(), blank);
  slip.text = text_of({start, lines.end()});
  return slip;
}

}  // namespace backchannel::message
