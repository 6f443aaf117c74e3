#include <algorithm>
#include <charconv>

#include "backchannel/base/format.h"
#include "backchannel/message/plaindress.h"
#include "plaindress_reader.h"

namespace backchannel::message {

namespace plaindress {

using base::Code;
using printed::bad;
using printed::words_of;

// Any day of the year is one until its year is known.
constexpr base::HandlingTime kLeapYear{63'072'000'000};  // 1972

std::unexpected<base::Error> disagree(const Line& line, std::string reason, std::size_t at = 0) {
  return base::fail(Code::Disagreement, std::move(reason), printed::where(line, at));
}

// ---- what stands at the end, read first, so that the text may hold any line

base::Result<> Reader::take_end() {
  if (lines_.back().text != kEnd || lines_.back().indent != 0)
    return bad(lines_.back(), "format line 16, NNNN alone, must be the last");
  lines_ = lines_.first(lines_.size() - 1);
  if (lines_.empty()) return bad(last_, "nothing stands before format line 16 (NNNN)");
  if (lines_.back().text.starts_with('#') && lines_.back().indent == 0) {
    validation_ = lines_.back();
    if (!parse_serial_mark(validation_->text))
      return bad(*validation_, "format line 15 is # and four figures or more, such as #0231");
    lines_ = lines_.first(lines_.size() - 1);
    if (lines_.empty()) return bad(*validation_, "nothing stands before format line 15");
  }
  if (lines_.back().text != kBreak || lines_.back().indent != 0)
    return bad(lines_.back(), validation_ ? "format line 13, BT alone, must stand here"
                                          : "neither format line 13 (BT) nor format line 15 (#0231)");
  last_ = lines_.back();
  lines_ = lines_.first(lines_.size() - 1);
  return {};
}

// ---- the header

base::Result<> Reader::take_transmission(Plaindress& out) {
  if (!at(kStart)) return {};
  const Line line = take();
  const std::string_view rest = line.text.substr(kStart.size());
  const std::string_view letters = rest.substr(0, rest.size() - std::min<std::size_t>(3, rest.size()));
  const std::string_view digits = rest.substr(letters.size());
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.channel_serial);
  if (!is_channel(letters) || digits.size() != 3 || error != std::errc() ||
      end != digits.data() + digits.size() || out.channel_serial == 0)
    return bad(
        line, "format line 1 is VZCZC, the channel's letters and three figures from 001, such as VZCZCBKA014",
        kStart.size());
  out.channel = letters;
  return {};
}

base::Result<> Reader::take_routing() {
  while (!done() && !at(kDe) && !at(kOpen) && !at(kClosed)) {
    const Line line = take();
    const auto words = words_of(line.text);
    const auto& prosign = words.front();
    const bool doubled = prosign.text.size() == 2 && prosign.text[0] == prosign.text[1];
    const auto precedence = doubled ? precedence_from(prosign.text.substr(1)) : std::nullopt;
    if (line.indent != 0 || !precedence)
      return bad(line,
                 "neither format line 2 (ZZ RCHAAA), nor 3 (DE SAIGON #0231 2970525), nor 4 (ZNY TTTTT)");
    if (words.size() < 2) return bad(line, "format line 2 names no station", line.text.size());
    Routing routing{line, *precedence, {}};
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
      if (!is_routing_indicator(word->text))
        return bad(line, "a routing indicator of format line 2 has 4 to 7 capital letters", word->at);
      routing.called.emplace_back(word->text);
    }
    routing_.push_back(std::move(routing));
  }
  return {};
}

base::Result<> Reader::take_filing() {
  if (!at(kDe)) {
    if (!routing_.empty())
      return bad(done() ? last_ : front(),
                 "format line 3 (DE, station, number, time) must follow format line 2");
    if (validation_)
      return bad(*validation_, "no format line 3 gives the number that format line 15 repeats");
    return {};
  }
  filing_ = take();
  const auto words = words_of(filing_->text);
  constexpr std::string_view kShape =
      "format line 3 is DE, the station, its number and day and time, such as DE SAIGON #0231 2970525";
  if (words.size() != 4) return bad(*filing_, std::string(kShape), filing_->text.size());
  if (!is_station_word(words[1].text)) return bad(*filing_, std::string(kShape), words[1].at);
  if (!parse_serial_mark(words[2].text)) return bad(*filing_, std::string(kShape), words[2].at);
  if (!parse_day_and_time(words[3].text, kLeapYear)) return bad(*filing_, std::string(kShape), words[3].at);
  if (!validation_)
    return bad(
        last_,
        "format line 15, which repeats the number of format line 3, is missing before this line's successor");
  if (parse_serial_mark(validation_->text) != parse_serial_mark(words[2].text))
    return disagree(*validation_, "format line 15 gives " + std::string(validation_->text) +
                                      ", and format line 3 (line " + std::to_string(filing_->number) + ") " +
                                      std::string(words[2].text) +
                                      ": the end of another message may be attached");
  return {};
}

base::Result<> Reader::take_security(Plaindress& out) {
  BC_TRY_VOID(need("4 (ZNY TTTTT)"));
  const Line line = take();
  security_ = line;
  constexpr std::string_view kShape =
      "format line 4 is ZNY, or ZNR before U, and the classification's letter five times, such as ZNY TTTTT";
  const auto words = words_of(line.text);
  const bool open = words.front().text == kOpen;
  if (line.indent != 0 || (!open && words.front().text != kClosed)) return bad(line, std::string(kShape));
  if (words.size() < 2) return bad(line, std::string(kShape), line.text.size());
  const std::string_view marks = words[1].text;
  const auto same = [](std::string_view letters) {
    return letters.size() == kLetters && letters.find_first_not_of(letters[0]) == std::string_view::npos;
  };
  const std::string_view letters = marks.substr(0, marks.find('/'));
  const auto rows = [&](const ClassificationWords& row) { return row.letter == letters.front(); };
  if (!same(letters) || std::ranges::none_of(known_, rows))
    return bad(line, std::string(kShape), words[1].at);
  out.letter = letters.front();
  if (open != (out.letter == kOpenLetter)) return bad(line, std::string(kShape));
  if (letters.size() < marks.size()) {
    const std::string_view special = marks.substr(letters.size() + 1);
    if (!same(special) || (special[0] != 'A' && special[0] != 'B'))
      return bad(line, "after the slash of format line 4 stands AAAAA or BBBBB",
                 words[1].at + letters.size() + 1);
    if (open)
      return disagree(line, "a special category needs a classification, and format line 4 says ZNR",
                      words[1].at);
    out.special_category = special[0];
  }
  out.handling = rest_of(line, words, 2);
  return {};
}

base::Result<> Reader::take_preamble(Plaindress& out) {
  BC_TRY_VOID(need("5 (Z 230525Z OCT 72)"));
  const Line line = take();
  constexpr std::string_view kShape =
      "format line 5 is one or two precedence prosigns and a date-time group, such as Z 230525Z OCT 72";
  const auto words = words_of(line.text);
  const auto prosign = [&](std::size_t i) {
    return i < words.size() && words[i].text.size() == 1 ? precedence_from(words[i].text) : std::nullopt;
  };
  const auto action = prosign(0);
  if (line.indent != 0 || !action) return bad(line, std::string(kShape));
  out.precedence = *action;
  out.information_precedence = prosign(1);
  const std::size_t date = out.information_precedence ? 2 : 1;
  if (words.size() < date + 3)
    return bad(line, std::string(kShape), date < words.size() ? words[date].at : line.text.size());
  const std::size_t begin = words[date].at, end = words[date + 2].at + words[date + 2].text.size();
  const auto dtg = parse_dtg(line.text.substr(begin, end - begin));
  if (!dtg) return bad(line, std::string(kShape), begin);
  out.dtg = *dtg;
  if (out.information_precedence > out.precedence)
    return bad(line, "the precedence for information may not be the higher one", words[1].at);
  out.instructions = rest_of(line, words, date + 3);
  return agree_on_precedence(line, out);
}

// Format lines 2 and 3 wait for the precedences and the year of format line 5.
base::Result<> Reader::agree_on_precedence(const Line& preamble, Plaindress& out) {
  for (Routing& each : routing_) {
    const bool action = each.precedence == out.precedence;
    if (!action && each.precedence != out.information_precedence)
      return disagree(each.line,
                      "format line 2 says " + std::string(name_of(each.precedence)) +
                          ", and format line 5 (line " + std::to_string(preamble.number) + ") does not",
                      0);
    auto& called = action ? out.called : out.called_information;
    std::ranges::move(each.called, std::back_inserter(called));
  }
  if (!filing_) return {};
  const auto words = words_of(filing_->text);
  const auto filed = parse_day_and_time(words[3].text, out.dtg);
  if (!filed) return bad(*filing_, "no year near that of format line 5 has a day 366", words[3].at);
  out.filing = Filing{std::string(words[1].text), parse_serial_mark(words[2].text).value_or(0), *filed};
  return {};
}

// ---- the text's first lines

base::Result<> Reader::take_classification(Plaindress& out, std::optional<char> label) {
  if (done() || front().text.empty())
    return base::fail(Code::NoClassification, "format line 12 must begin with the classification",
                      printed::where(done() ? last_ : front()));
  const Line line = front();
  std::string_view words = line.text;
  if (line.indent != 0) return bad(line, "format line 12 begins at the left edge");
  const auto slants = words.find(kSlants);
  std::vector<std::string> fields = printed::fields_of(base::trim(words.substr(0, slants)));
  std::string classification;
  std::size_t used = 0;
  const ClassificationWords* row = nullptr;
  std::string joined;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    joined += (i == 0 ? "" : " ") + base::upper(printed::unspaced(fields[i]));
    const auto fits = [&](const ClassificationWords& each) {
      return std::ranges::find(each.words, joined) != each.words.end();
    };
    const auto found = std::ranges::find_if(known_, fits);
    if (found == known_.end()) continue;
    row = &*found;
    classification = joined;
    used = i + 1;
  }
  if (row == nullptr)
    return base::fail(Code::MarkingUnknown, "format line 12 begins with no classification of the doctrine",
                      printed::where(line));
  if (row->letter != out.letter)
    return disagree(line,
                    "the text is marked " + classification + ", and format line 4 (line " +
                        std::to_string(security_.number) + ") says " + std::string(kLetters, out.letter),
                    0);
  if (label && *label != out.letter)
    return disagree(line,
                    "the paper is marked " + classification + ", and the message was sealed under " +
                        std::string(kLetters, *label),
                    0);
  out.classification = classification;
  out.captions.assign(fields.begin() + static_cast<std::ptrdiff_t>(used), fields.end());
  (void)take();
  if (slants == std::string_view::npos) return {};
  return take_codes(line, slants, out);
}

base::Result<> Reader::take_codes(const Line& line, std::size_t slants, Plaindress& out) {
  std::string_view codes = line.text.substr(slants + kSlants.size());
  if (!codes.ends_with(kSlants) || codes.size() == kSlants.size())
    return bad(line, "the subject indicator codes of format line 12 stand between //, such as //N03207//",
               slants);
  codes.remove_suffix(kSlants.size());
  std::size_t at = slants + kSlants.size();
  while (true) {
    const std::string_view code = codes.substr(0, codes.find('/'));
    if (!is_code(code)) return bad(line, "a subject indicator code has 3 to 8 letters and figures", at);
    out.codes.emplace_back(code);
    if (code.size() == codes.size()) return {};
    codes.remove_prefix(code.size() + 1);
    at += code.size() + 1;
  }
}

base::Result<> Reader::take_captions(Plaindress& out) {
  while (!done() && !front().text.empty()) {
    const Line line = front();
    if (line.indent != 0)
      return bad(line, "a line before the text begins at the left edge, or goes on after 8 blanks");
    const std::string words = take_continued();
    const auto takes = [&](std::string_view label, std::string& field) {
      if (!words.starts_with(label)) return false;
      field = words.substr(label.size());
      return true;
    };
    std::string reference;
    if (takes(kVia, out.channel_words) || takes(kPass, out.service_line) || takes(kSubject, out.subject))
      continue;
    if (takes(kRef, reference))
      out.references.push_back(std::move(reference));
    else
      out.captions.push_back(words);
  }
  return {};
}

base::Result<> Reader::take_text(Plaindress& out) {
  const auto blank = [](const Line& line) { return line.text.empty(); };
  const auto begin = std::ranges::find_if_not(lines_, blank);
  for (auto line = begin; line != lines_.end(); ++line)
    if (line->indent == 0 && line->text == kEnd)
      return bad(*line, "NNNN ends a message: the text of a following one is attached here");
  out.text = printed::text_of({begin, lines_.end()});
  return {};
}

}  // namespace plaindress

base::Result<Plaindress> parse_plaindress(std::string_view text, std::span<const ClassificationWords> known,
                                          std::optional<char> label) {
  const std::vector<printed::Line> lines = printed::lines_of(text);
  if (lines.empty()) return base::fail(base::Code::Syntax, "there is no message in it", {{}, 1, 1});
  BC_TRY_VOID(printed::check_widths(lines));
  Plaindress out;
  plaindress::Reader reader(lines, known);
  BC_TRY_VOID(reader.take_end());
  BC_TRY_VOID(reader.take_transmission(out));
  BC_TRY_VOID(reader.take_routing());
  BC_TRY_VOID(reader.take_filing());
  BC_TRY_VOID(reader.take_security(out));
  BC_TRY_VOID(reader.take_preamble(out));
  BC_TRY_VOID(reader.take_addresses(out));
  BC_TRY_VOID(reader.take_break());
  BC_TRY_VOID(reader.take_classification(out, label));
  BC_TRY_VOID(reader.take_captions(out));
  BC_TRY_VOID(reader.take_text(out));
  return out;
}

}  // namespace backchannel::message
