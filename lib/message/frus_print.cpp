#include <algorithm>
#include <chrono>

#include "backchannel/base/format.h"
#include "backchannel/message/frus.h"
#include "backchannel/message/time_group.h"
#include "frus_words.h"
#include "printed_lines.h"

namespace backchannel::message {

namespace {

using namespace frus;

struct Insertion {
  std::size_t offset;
  std::string words;
  std::size_t replaces = 0;  // bytes of the body
};

std::string page_words(const PageMark& mark, std::string_view body) {
  const bool before_word = mark.offset < body.size() && body[mark.offset] != '\n';
  const std::string words = std::string(kPage) + mark.page + "]";
  return before_word ? words + " " : " " + words;
}

// The body with the editors' marks put back; from the end, so that offsets stay true.
std::string with_marks(const FrusDocument& document, bool enclosure) {
  std::string body = enclosure ? document.enclosure : document.text;
  std::vector<Insertion> all;
  for (const PageMark& mark : document.page_marks)
    if (mark.in_enclosure == enclosure && mark.offset <= body.size())
      all.push_back({mark.offset, page_words(mark, body)});
  if (enclosure == !document.enclosure.empty())
    for (const Garble& garble : document.garbles)
      if (!garble.editors_guess.empty() && garble.offset <= body.size() &&
          std::string_view(body).substr(garble.offset).starts_with(kGarbleMarker))
        all.push_back({garble.offset,
                       std::string(kGarbleOpen) + std::string(kDash) + garble.editors_guess + "]",
                       kGarbleMarker.size()});
  std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return a.offset < b.offset; });
  for (auto each = all.rbegin(); each != all.rend(); ++each)
    body.replace(each->offset, each->replaces, each->words);
  return body;
}

void add_paragraphs(std::string& out, std::string_view body) {
  while (!body.empty()) {
    const auto end = body.find("\n\n");
    const std::string paragraph = printed::one_line(body.substr(0, end));
    if (!paragraph.empty()) {
      if (!out.empty()) out += "\n";
      out += base::wrap(paragraph, printed::kWidth) + "\n";
    }
    if (end == std::string_view::npos) return;
    body.remove_prefix(end + 2);
  }
}

std::string opening(const FrusDocument& document) {
  std::string out;
  if (const std::string number = printed::one_line(document.number); !number.empty()) out = number + ".";
  std::string references;
  for (const std::string& reference : printed::one_line_each(document.references))
    references += (references.empty() ? "" : "; ") + reference;
  if (references.empty()) return out;
  return out + (out.empty() ? "" : " ") + std::string(kRef) + " " + references + ".";
}

}  // namespace

std::string frus_date(base::HandlingTime time) {
  // In the words of the date-time group, so that a time out of range is shown as there.
  const auto local = local_time(time, "Etc/UTC");
  if (!local) return to_dtg(time) + ".";
  return std::string(kMonths[static_cast<std::size_t>(local->month - 1)]) + " " + std::to_string(local->day) +
         ", " + std::to_string(local->year) + ", " + local->hhmm() + "Z.";
}

std::string print_frus(const FrusDocument& document) {
  std::string out;
  if (const std::string title = printed::one_line(document.title); !title.empty())
    add_paragraphs(out, document.document == 0 ? title : std::to_string(document.document) + ". " + title);
  add_paragraphs(out, document.dateline);
  std::string text = opening(document);
  const std::string body = with_marks(document, false);
  if (!text.empty() && !body.empty()) text += " ";
  add_paragraphs(out, text + body);
  if (!document.enclosure.empty()) {
    add_paragraphs(out, std::string(kBegin) + ":");
    add_paragraphs(out, with_marks(document, true));
    add_paragraphs(out, kEnd);
  }
  for (const std::string& note : document.notes) add_paragraphs(out, printed::one_line(note));
  return out;
}

}  // namespace backchannel::message
