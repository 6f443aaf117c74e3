#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/frus.h"
#include "backchannel/message/number.h"
#include "backchannel/message/precedence.h"
#include "frus_words.h"
#include "printed_lines.h"

namespace backchannel::message {

namespace {

using namespace frus;
using base::trim;
using printed::Line;

constexpr std::size_t kDatelineColumns = 90;

// An editors' mark taken out of a paragraph.
struct Mark {
  enum class Kind : std::uint8_t { Page, Garble } kind;
  std::size_t offset;
  std::string words;
};

struct Paragraph {
  std::string text;
  std::vector<Mark> marks;
  Line first;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view skip_dash(std::string_view words) {
  for (const std::string_view dash :
       {kDash, std::string_view("–"), std::string_view("--"), std::string_view("-")})
    if (words.starts_with(dash)) return words.substr(dash.size());
  return words;
}

// As printed: lines joined by blanks.
struct Printed {
  std::string text;
  std::vector<std::pair<std::size_t, Line>> lines;  // where each begins

  [[nodiscard]] std::unexpected<base::Error> bad(std::size_t at, std::string reason) const {
    const auto after = std::ranges::find_if(lines, [at](const auto& line) { return line.first > at; });
    const auto& [begin, line] = *std::prev(after);
    return printed::bad(line, std::move(reason), at - begin);
  }
};

// Takes the editors' marks out.
base::Result<Paragraph> without_marks(const Printed& raw) {
  Paragraph out{{}, {}, raw.lines.front().second};
  std::string_view rest = raw.text;
  while (!rest.empty()) {
    const auto open = rest.find('[');
    out.text += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    rest.remove_prefix(open);
    const bool page = rest.starts_with(kPage);
    if (!page && !rest.starts_with(kGarbleOpen)) {
      out.text += '[';
      rest.remove_prefix(1);
      continue;
    }
    const auto close = rest.find(']');
    if (close == std::string_view::npos)
      return raw.bad(raw.text.size() - rest.size(), "the mark that begins here has no closing bracket");
    const std::string_view inside = rest.substr(0, close);
    rest.remove_prefix(close + 1);
    if (!page) {
      out.marks.push_back({Mark::Kind::Garble, out.text.size(),
                           std::string(trim(skip_dash(trim(inside.substr(kGarbleOpen.size())))))});
      out.text += kGarbleMarker;
      continue;
    }
    // One of the blanks around it was the mark's.
    const bool after_blank = out.text.empty() || out.text.ends_with(' ');
    if (after_blank && rest.starts_with(' ')) {
      rest.remove_prefix(1);
    } else if (after_blank && rest.empty() && !out.text.empty()) {
      out.text.pop_back();
    }
    out.marks.push_back({Mark::Kind::Page, out.text.size(), std::string(trim(inside.substr(kPage.size())))});
  }
  return out;
}

// One a line, or, if there is an empty line anywhere, what stands between empty lines.
base::Result<std::vector<Paragraph>> paragraphs_of(const std::vector<Line>& lines) {
  const bool apart = std::ranges::any_of(lines, [](const Line& line) { return line.text.empty(); });
  std::vector<Printed> raw;
  bool fresh = true;
  for (const Line& line : lines) {
    if (!line.text.empty()) {
      if (fresh || !apart) raw.emplace_back();
      if (!raw.back().text.empty()) raw.back().text += ' ';
      raw.back().lines.emplace_back(raw.back().text.size(), line);
      raw.back().text += line.text;
    }
    fresh = line.text.empty();
  }
  std::vector<Paragraph> all;
  for (const Printed& each : raw) {
    BC_TRY(paragraph, without_marks(each));
    all.push_back(std::move(paragraph));
  }
  return all;
}

// "60. Backchannel Message From ...1": a number, and the word that every title of a message has.
bool take_title(const Paragraph& paragraph, FrusDocument& document) {
  const std::string_view text = paragraph.text;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 6 && is_digit(text[digits])) ++digits;
  if (!text.contains(" From ")) return false;
  if (digits > 0) {
    if (!text.substr(digits).starts_with(". ")) return false;
    document.document = static_cast<std::uint32_t>(std::stoul(std::string(text.substr(0, digits))));
    digits += 2;
  }
  std::string_view title = trim(text.substr(digits));
  while (title.size() > 1 && is_digit(title.back())) title.remove_suffix(1);
  document.title = title;
  return true;
}

// "Saigon, October 23, 1972, 0525Z."
bool is_dateline(std::string_view text) {
  const auto dated = [&](std::string_view month) {
    const auto at = text.find(std::string(month) + " ");
    return at != std::string_view::npos && at + month.size() + 1 < text.size() &&
           is_digit(text[at + month.size() + 1]);
  };
  return base::columns(text) <= kDatelineColumns && text.ends_with('.') && text.contains(", ") &&
         std::ranges::any_of(kMonths, dated);
}

bool is_note(std::string_view text) {
  while (!text.empty() && (text.front() == '-' || text.front() == ' ' || is_digit(text.front())))
    text.remove_prefix(1);
  return text.starts_with(kSource);
}

std::string note_of(std::string_view text) {
  constexpr std::string_view kArrow = "↩";
  text = trim(text);
  if (text.starts_with("- ")) text = trim(text.substr(2));
  if (is_note(text)) text = text.substr(text.find(kSource));
  if (text.ends_with(kArrow)) text = trim(text.substr(0, text.size() - kArrow.size()));
  return std::string(text);
}

// Drops `count` bytes at the beginning, and the blanks after them.
void drop(Paragraph& paragraph, std::size_t count) {
  while (count < paragraph.text.size() && paragraph.text[count] == ' ') ++count;
  paragraph.text.erase(0, count);
  for (Mark& mark : paragraph.marks) mark.offset = mark.offset < count ? 0 : mark.offset - count;
}

// The sentence at the beginning, without its full stop; the whole text if it has none.
std::string_view sentence(std::string_view text) {
  const auto stop = text.find(". ");
  if (stop != std::string_view::npos) return text.substr(0, stop);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

void take_number(Paragraph& paragraph, FrusDocument& document) {
  const std::string_view first = sentence(paragraph.text);
  if (first.size() == paragraph.text.size() || !parse_number(first)) return;
  document.number = first;
  drop(paragraph, first.size() + 1);
}

// "Ref: A.", "Refs: A) Tohak 59; B) Tohak 60."
void take_references(Paragraph& paragraph, FrusDocument& document) {
  const std::string_view label = paragraph.text.starts_with(kRefs) ? kRefs : kRef;
  if (!paragraph.text.starts_with(label)) return;
  const std::string_view all = sentence(paragraph.text);
  for (std::string_view rest = all.substr(label.size()); !rest.empty();) {
    const auto end = rest.find(';');
    std::string_view one = trim(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (one.size() > 2 && one[1] == ')') one = trim(one.substr(2));
    if (!one.empty()) document.references.emplace_back(one);
  }
  drop(paragraph, all.size() + 1);
}

// Gathers text and enclosure with the places of their marks.
class Body {
 public:
  explicit Body(FrusDocument& document) : document_(document) {}
  base::Result<> add(const Paragraph& paragraph);
  [[nodiscard]] base::Result<> finish();

 private:
  void piece(const Paragraph& paragraph, std::size_t begin, std::size_t end);

  FrusDocument& document_;
  std::optional<Line> begun_;  // where the enclosure begins
  bool ended_ = false;
  std::vector<Garble> in_text_;
};

void Body::piece(const Paragraph& paragraph, std::size_t begin, std::size_t end) {
  const std::string& text = paragraph.text;
  while (begin < end && text[begin] == ' ') ++begin;
  while (begin < end && text[end - 1] == ' ') --end;
  const bool inside = begun_ && !ended_;
  std::string& body = inside ? document_.enclosure : document_.text;
  if (begin < end && !body.empty()) body += "\n\n";
  const std::size_t base = body.size();
  body.append(text, begin, end - begin);
  for (const Mark& mark : paragraph.marks) {
    if (mark.offset < begin || mark.offset > end) continue;
    const auto offset = static_cast<std::uint32_t>(base + mark.offset - begin);
    switch (mark.kind) {
      case Mark::Kind::Page:
        document_.page_marks.push_back({mark.words, inside, offset});
        break;
      case Mark::Kind::Garble:
        (inside ? document_.garbles : in_text_).push_back({{}, mark.words, offset});
        break;
    }
  }
}

base::Result<> Body::add(const Paragraph& paragraph) {
  const std::string_view text = paragraph.text;
  std::size_t at = 0;
  if (!begun_) {
    const auto begin = text.find(kBegin);
    const auto end = text.find(kEnd);
    if (end != std::string_view::npos && (begin == std::string_view::npos || end < begin))
      return printed::bad(paragraph.first, "\"End text\" stands here, and no \"Begin text:\" before it");
    piece(paragraph, 0, std::min(begin, text.size()));
    if (begin == std::string_view::npos) return {};
    begun_ = paragraph.first;
    at = begin + kBegin.size();
    if (text.substr(at).starts_with(':') || text.substr(at).starts_with('.')) ++at;
  }
  if (!ended_) {
    const auto end = text.find(kEnd, at);
    piece(paragraph, at, std::min(end, text.size()));
    if (end == std::string_view::npos) return {};
    ended_ = true;
    at = end + kEnd.size();
    if (text.substr(at).starts_with('.')) ++at;
  }
  piece(paragraph, at, text.size());
  return {};
}

base::Result<> Body::finish() {
  if (begun_ && !ended_)
    return printed::bad(*begun_, "the enclosure begins here, and no \"End text\" follows");
  if (document_.enclosure.empty()) {
    document_.garbles = std::move(in_text_);
    return {};
  }
  // Garbles outside the enclosure have no field: the text keeps them as printed.
  for (auto garble = in_text_.rbegin(); garble != in_text_.rend(); ++garble) {
    if (garble->editors_guess.empty()) continue;
    const std::string words = std::string(kDash) + garble->editors_guess;
    document_.text.insert(garble->offset + kGarbleOpen.size(), words);
    for (PageMark& mark : document_.page_marks)
      if (!mark.in_enclosure && mark.offset > garble->offset)
        mark.offset += static_cast<std::uint32_t>(words.size());
  }
  return {};
}

}  // namespace

base::Result<FrusDocument> parse_frus(std::string_view text) {
  const std::vector<Line> lines = printed::lines_of(text);
  if (lines.empty()) return base::fail(base::Code::Syntax, "there is no text in it", {{}, 1, 1});
  BC_TRY(paragraphs, paragraphs_of(lines));
  FrusDocument document;
  auto next = paragraphs.begin();
  if (take_title(*next, document)) ++next;
  if (next != paragraphs.end() && is_dateline(next->text)) document.dateline = (next++)->text;
  const auto note =
      std::find_if(next, paragraphs.end(), [](const Paragraph& each) { return is_note(each.text); });
  if (next != note) {
    take_number(*next, document);
    take_references(*next, document);
  }
  Body body(document);
  for (; next != note; ++next) BC_TRY_VOID(body.add(*next));
  BC_TRY_VOID(body.finish());
  for (; next != paragraphs.end(); ++next) document.notes.push_back(note_of(next->text));
  return document;
}

std::optional<MarkingString> find_marking_string(std::string_view note,
                                                 std::span<const std::string> classifications) {
  std::optional<MarkingString> found;
  while (!note.empty()) {
    const std::string_view one = sentence(note);
    const std::string first = base::upper(trim(one.substr(0, one.find(';'))));
    if (std::ranges::find(classifications, first) != classifications.end())
      if (auto read = parse_marking_string(one)) found = std::move(*read);
    note.remove_prefix(std::min(note.size(), one.size() + 1));
    note = trim(note);
  }
  return found;
}

}  // namespace backchannel::message
