// Format lines 6 to 11, and lines that go on.

#include <charconv>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "plaindress_reader.h"

namespace backchannel::message::plaindress {

using printed::bad;

namespace {

std::string_view without_blank(std::string_view label) { return base::trim(label); }

// "KISSINGER //HAKTO 049//"
void split_number(const std::string& words, Plaindress& out) {
  out.from = words;
  if (!words.ends_with(kSlants) || words.size() < 2 * kSlants.size()) return;
  const std::string_view before = std::string_view(words).substr(0, words.size() - kSlants.size());
  const auto open = before.rfind(kSlants);
  if (open == std::string_view::npos) return;
  const auto number = parse_number(before.substr(open + kSlants.size()));
  if (!number || number->bearer_serial) return;
  out.number = {number->series, {}, number->serial};
  out.from = base::trim(before.substr(0, open));
}

}  // namespace

// A word too long for its line stands alone on the next one.
bool Reader::labelled(std::string_view label) const {
  return at(label) || (!done() && front().indent == 0 && front().text == without_blank(label));
}

base::Result<> Reader::need(std::string_view what) const {
  if (!done() && !front().text.empty()) return {};
  return bad(done() ? last_ : front(), "format line " + std::string(what) + " must stand here");
}

std::string Reader::rest_of(const Line& line, const std::vector<printed::Word>& words, std::size_t index) {
  std::string out;
  if (index < words.size()) out = line.text.substr(words[index].at);
  for (; !done() && !front().text.empty() && front().indent >= kEntryContinued; take())
    out.append(out.empty() ? "" : " ").append(front().text);
  return out;
}

std::string Reader::take_continued() {
  const Line line = take();
  return rest_of(line, printed::words_of(line.text), 0);
}

// A label's entries: each on a line of its own after 5 blanks, going on after 8.
base::Result<std::vector<std::string>> Reader::take_entries(std::string_view label) {
  std::vector<std::string> all;
  if (!labelled(label)) return all;
  const Line first = front();
  std::string words = take_continued();
  words = base::trim(std::string_view(words).substr(without_blank(label).size()));
  if (words.empty())
    return bad(first, "no name follows " + std::string(without_blank(label)), first.text.size());
  all.push_back(std::move(words));
  while (!done() && !front().text.empty() && front().indent > 0) {
    if (front().indent < kEntryIndent)
      return bad(front(), "a further name begins after 5 blanks, and goes on after 8");
    all.push_back(take_continued());
  }
  return all;
}

base::Result<> Reader::take_originator(Plaindress& out) {
  BC_TRY_VOID(need("6 (FM)"));
  const Line line = front();
  if (!labelled(kFrom)) return bad(line, "format line 6, FM and the originator, must stand here");
  const std::string words = take_continued();
  split_number(std::string(base::trim(std::string_view(words).substr(without_blank(kFrom).size()))), out);
  return {};
}

base::Result<> Reader::take_addresses(Plaindress& out) {
  BC_TRY_VOID(take_originator(out));
  BC_TRY(to, take_entries(kTo));
  BC_TRY(info, take_entries(kInfo));
  BC_TRY(exempted, take_entries(kExempted));
  out.to = std::move(to);
  out.info = std::move(info);
  out.exempted = std::move(exempted);
  if (out.to.empty() && out.info.empty())
    return bad(done() ? last_ : front(), "format line 7 (TO) or 8 (INFO) must name an addressee here");
  if (out.information_precedence && out.info.empty())
    return bad(done() ? last_ : front(),
               "format line 5 gives a precedence for information, and no format line 8 (INFO) follows");
  return take_counts(out);
}

base::Result<> Reader::take_counts(Plaindress& out) {
  if (labelled(kAccount)) out.accounting = take_continued().substr(without_blank(kAccount).size());
  out.accounting = std::string(base::trim(out.accounting));
  if (!at(kGroups)) return {};
  const Line line = take();
  const std::string_view digits = line.text.substr(kGroups.size());
  std::uint32_t groups = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), groups);
  if (error != std::errc() || end != digits.data() + digits.size())
    return bad(line, "format line 10 is GR and the number of groups, such as GR 147", kGroups.size());
  out.groups = groups;
  return {};
}

base::Result<> Reader::take_break() {
  BC_TRY_VOID(need("11 (BT)"));
  const Line line = take();
  if (line.text == kBreak && line.indent == 0) return {};
  return bad(
      line,
      "format line 11, BT alone, must stand before the text; lines 7 to 10 are TO, INFO, XMT, ACCT and GR");
}

}  // namespace backchannel::message::plaindress
