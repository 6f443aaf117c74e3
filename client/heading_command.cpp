// heading: what people wrote at the head of a message, read and printed again.

#include <CLI/CLI.hpp>
#include <cstdio>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "commands.h"
#include "heading.h"
#include "screen.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kInputBytesMax = std::size_t{16} << 20;
constexpr std::size_t kNameColumns = 16;

struct HeadingOptions {
  std::vector<std::string> words;
  std::string from, to, date;
  bool as_written = false;
};

base::Result<std::string> standard_input() {
  if (is_terminal(stdin))
    return misused("there is no heading to read",
                   "write it behind the command, as in backchannel heading \"Hakto 49/231\"");
  std::string content;
  char buffer[16'384];
  for (std::size_t got = 1; got > 0 && content.size() <= kInputBytesMax;) {
    got = std::fread(buffer, 1, sizeof buffer, stdin);
    content.append(buffer, got);
  }
  if (content.size() > kInputBytesMax)
    return base::fail(base::Code::TooLarge,
                      "standard input has more than " + base::grouped(kInputBytesMax) + " bytes of headings");
  return content;
}

std::vector<std::string> lines_of(std::string_view content) {
  std::vector<std::string> lines;
  while (!content.empty()) {
    const auto end = content.find('\n');
    lines.emplace_back(content.substr(0, end));
    if (lines.back().ends_with('\r')) lines.back().pop_back();
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
  }
  return lines;
}

std::string as_written(const doctrine::Heading& heading, std::string_view between) {
  std::string out = base::visible(heading.number_as_written().value_or(""));
  for (const std::string& markings : heading.markings_as_written().value_or(std::vector<std::string>()))
    out.append(between).append(base::visible(markings));
  return out;
}

std::string list_words(const std::vector<std::string>& words) { return base::visible(join(words, "; ")); }

std::string screen_of(const doctrine::Heading& heading) {
  const auto line = [](std::string_view name, const std::string& value) {
    return value.empty() ? std::string() : field(name, value, kNameColumns);
  };
  std::string number = heading.series.empty() ? heading.serial : heading.series + " " + heading.serial;
  if (heading.series_of_sender) number += " (a bare number; the series is its sender's)";
  std::string out = base::wrap(strong(base::visible(heading.in_order())), kScreenColumns) + "\n\n";
  out += line("number", base::visible(number));
  out += line("second number", base::visible(heading.second_number));
  out += line("names", list_words(heading.names));
  out += line("classification", heading.classification);
  if (heading.precedence) out += line("precedence", std::string(message::name_of(*heading.precedence)));
  out += line("caveats", list_words(heading.caveats));
  out += line("readers", list_words(heading.readers));
  out += line("delivery", list_words(heading.delivery));
  out += line("channel", heading.channel);
  out += line("asks for", list_words(heading.asked_for));
  for (const std::string& problem : heading.problems) out += line("problem", problem);
  return out;
}

class HeadingCommand {
 public:
  HeadingCommand(const Session& session, const HeadingOptions& options, const doctrine::Catalogue& catalogue)
      : session_(session), options_(options), reader_(catalogue) {}

  [[nodiscard]] Outcome run() {
    if (!options_.date.empty()) {
      const auto year = year_of_day(options_.date);
      if (!year) return misused("--date is " + year.error().detail, "write the year, the month and the day");
      year_ = *year;
    }
    if (!options_.words.empty()) return words();
    BC_TRY(content, standard_input());
    return session_.json ? items(content) : lines(content);
  }

 private:
  // With the sender and the day of the call, unless the heading has its own. `where` names it: "line 3".
  [[nodiscard]] base::Result<doctrine::Heading> read(doctrine::HeadingText text,
                                                     const std::string& where) const {
    std::size_t size =
        text.number.value_or("").size() + text.from.size() + text.to.size() + text.place.size();
    if (text.markings)
      for (const std::string& markings : *text.markings) size += markings.size();
    if (size > base::kLineBytesMax)
      return base::fail(base::Code::TooLarge, where + " has " + base::grouped(size) +
                                                  " bytes, and a heading at most " +
                                                  base::grouped(base::kLineBytesMax));
    if (text.from.empty()) text.from = options_.from;
    if (text.to.empty()) text.to = options_.to;
    if (text.year == 0) text.year = year_;
    return reader_.read(text);
  }

  [[nodiscard]] Outcome words() const {
    const auto& words = options_.words;
    // Other calls come from a shell that was not told with quotation marks what belongs together.
    const bool apart = words.size() == 2 && message::parse_numbers(words[0]);
    doctrine::HeadingText text;
    if (apart) {
      text.number = words[0];
      text.markings = {words[1]};
    } else {
      text = reader_.split(join(words, " "));
    }
    BC_TRY(heading, read(std::move(text), "the heading"));
    if (session_.json) {
      print_json(text::Value(text::Array{heading_json(heading)}));
    } else {
      print_screen(options_.as_written ? as_written(heading, apart ? "\n" : "") : screen_of(heading));
    }
    return kDone;
  }

  [[nodiscard]] Outcome items(const std::string& content) const {
    BC_TRY(texts, headings_from_json(content));
    text::Array all;
    for (auto& each : texts) {
      BC_TRY(heading, read(std::move(each), "item " + std::to_string(all.size() + 1)));
      all.push_back(heading_json(heading));
    }
    print_json(text::Value(std::move(all)));
    return kDone;
  }

  [[nodiscard]] Outcome lines(const std::string& content) const {
    std::string out;
    std::vector<std::string> problems;
    std::size_t number = 0;
    for (const std::string& line : lines_of(content)) {
      const std::string where = "line " + std::to_string(++number);
      BC_TRY(heading, read(reader_.split(line), where));
      out += (options_.as_written ? as_written(heading, "") : base::visible(heading.in_order())) + "\n";
      if (base::trim(line).empty()) continue;
      for (const std::string& problem : heading.problems) problems.push_back(where + ": " + problem);
    }
    print_screen(out);
    warn(problems);
    return kDone;
  }

  const Session& session_;
  const HeadingOptions& options_;
  doctrine::HeadingReader reader_;
  int year_ = 0;
};

Outcome heading_command(const Session& session, const HeadingOptions& options) {
  BC_TRY(catalogue, session.catalogue());
  return HeadingCommand(session, options, catalogue).run();
}

}  // namespace

void add_heading_command(CLI::App& app, Session& session) {
  const auto options = std::make_shared<HeadingOptions>();
  CLI::App* heading =
      app.add_subcommand("heading", "Read a message's number and markings as people wrote them");
  heading->group("Looking inside");
  heading->footer(
      "Examples:\n"
      "  backchannel heading \"Hakto 49/231\" \"Top Secret; Flash; Sensitive.\"\n"
      "  backchannel heading --from \"Smith (Helsinki)\" --date 1972-04-11 301\n"
      "  backchannel heading < headings.txt\n\n"
      "The markings may stand in any order. Without words it reads standard input:\n"
      "a heading on each line, or with --json a list of objects with the members\n"
      "number_as_printed, marking_order, from, to, place and date, each optional.\n"
      "The answer is then a list in the same order: series, serial, second_number,\n"
      "classification, precedence, caveats, delivery and more; as_written, printed\n"
      "again from what was read; and problems, where what is not known is named.");
  heading->add_option("HEADING", options->words, "The number, then the markings; or both in one")
      ->expected(0, 64);
  heading->add_option("--from", options->from, "Who sent it: says whose a bare number is")
      ->type_name("WORDS");
  heading->add_option("--to", options->to, "Who gets it: says whose \"your 008\" is")->type_name("WORDS");
  heading->add_option("--date", options->date, "When, as YYYY-MM-DD: bare numbers changed hands")
      ->type_name("DAY");
  heading->add_flag("--as-written", options->as_written, "Print it again as it was written");
  add_net_option(*heading, session);
  add_json_option(*heading, session);
  heading->callback([&session, options] { session.run([&] { return heading_command(session, *options); }); });
}

}  // namespace backchannel::client
