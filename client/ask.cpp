#include "ask.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <vector>

#include "backchannel/base/format.h"
#include "backchannel/message/precedence.h"
#include "backchannel/text/value.h"
#include "errors.h"
#include "screen.h"

namespace backchannel::client {

namespace {

using Names = std::vector<std::string>;

// The end of the input (Ctrl-D) gives up the whole form: no question is asked after it.
bool ended() { return !std::cin; }

std::string line_answer(const std::string& question, const std::string& before) {
  if (ended()) return before;
  std::string prompt = strong(question, stderr);
  if (!before.empty()) prompt += " [" + base::visible(before) + "]";
  std::fprintf(stderr, "%s: ", prompt.c_str());
  std::string line;
  if (!std::getline(std::cin, line)) return before;
  const std::string_view answer = base::trim(line);
  if (answer.empty()) return before;
  return answer == "-" ? std::string() : std::string(answer);
}

Names split(const std::string& list) {
  Names words;
  std::string_view rest = list;
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(",;"), rest.size());
    if (const auto word = base::trim(rest.substr(0, end)); !word.empty()) words.emplace_back(word);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

bool is_one_of(const std::string& word, const Names& known) {
  return std::ranges::any_of(known,
                             [&](const std::string& each) { return base::upper(each) == base::upper(word); });
}

// Says what is wrong with a word; true when nothing is.
bool accept(const std::string& word, const Names& known, const char* what) {
  if (is_one_of(word, known)) return true;
  const auto near = text::nearest(word, known);
  note("  \"" + base::visible(word) + "\" is no " + what + " here. " +
       (near ? "Did you mean " + *near + "?" : "There are: " + join(known, ", ")));
  return false;
}

std::string one_of(const std::string& question, const std::string& before, const Names& known,
                   const char* what, bool required) {
  while (true) {
    const std::string answer = line_answer(question, before);
    if (ended() || (answer.empty() && !required)) return answer;
    if (answer.empty()) {
      note("  One is needed: " + join(known, ", "));
    } else if (accept(answer, known, what)) {
      return answer;
    }
  }
}

Names some_of(const std::string& question, const Names& before, const Names& known, const char* what,
              bool required) {
  while (true) {
    const Names answer = split(line_answer(question, join(before, ", ")));
    if (ended()) return answer;
    if (answer.empty() && required) {
      note("  At least one is needed: " + join(known, ", "));
    } else if (std::ranges::all_of(answer,
                                   [&](const std::string& each) { return accept(each, known, what); })) {
      return answer;
    }
  }
}

// Several lines, to a line with a full stop alone or the end of the input (Ctrl-D).
std::string long_answer(const std::string& question, const std::string& before) {
  std::fprintf(stderr, "%s\n", strong(question, stderr).c_str());
  note(before.empty() ? "  End with a full stop alone on a line."
                      : "  Enter keeps the " + std::to_string(before.size()) +
                            " characters that are there; or write it anew.");
  std::string text, line;
  while (std::getline(std::cin, line)) {
    if (line == ".") break;
    if (line.empty() && text.empty()) return before;
    text += line + "\n";
  }
  if (std::cin.eof()) {
    std::cin.clear();
    std::clearerr(stdin);
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

void list(const char* title, const Names& names) {
  note(base::wrap(std::string(title) + join(names, ", "), kScreenColumns - 1, "  "));
}

Names addressees(const netplan::Plan& plan) {
  Names names;
  for (const netplan::Person& person : plan.persons) names.push_back(person.name.value);
  for (const netplan::Node& node : plan.nodes)
    if (node.role == netplan::NodeRole::Station) names.push_back(node.name.value);
  return names;
}

// Highest first, none above the grant.
Names precedences(const netplan::Person& author) {
  Names names;
  for (const message::Precedence each : message::kPrecedences)
    if (each <= author.highest) names.insert(names.begin(), std::string(message::name_of(each)));
  return names;
}

std::string canonical_precedence(const doctrine::Catalogue& catalogue, const std::string& word) {
  const auto* row = catalogue.precedence(word);
  return row != nullptr ? row->name : word;
}

void ask_heading(const seal::Trust& trust, const netplan::Person& author, assembly::Form& form) {
  const doctrine::Catalogue& catalogue = trust.catalogue();
  Names people = addressees(trust.plan()), classes, series, channels;
  for (const auto& row : catalogue.classifications) classes.push_back(row.name);
  for (const auto& row : catalogue.series) series.push_back(row.name);
  for (const auto& row : catalogue.channels) channels.push_back(row.name);
  list("Persons and stations: ", people);
  form.to = some_of("To, who is to act", form.to, people, "person or station", true);
  form.info = some_of("Information to (nobody)", form.info, people, "person or station", false);
  list("Classifications: ", classes);
  form.classification = one_of("Classification", form.classification, classes, "classification", true);
  const Names grants = precedences(author);
  list("Precedences that you may claim: ", grants);
  form.precedence = canonical_precedence(
      catalogue, one_of("Precedence", form.precedence.empty() ? grants.back() : form.precedence, grants,
                        "precedence for you", true));
  // A caveat may name a reader ("FOR ... ONLY"), so what is not in the list is left to the refusals.
  note("  Caveats limit handling; see them with: backchannel catalog");
  form.caveats = split(line_answer("Caveats (none)", join(form.caveats, ", ")));
  form.series = one_of("Series that numbers it (none)", form.series, series, "series", false);
  form.channel = one_of("Channel that must carry it (any)", form.channel, channels, "channel", false);
}

void ask_pass_on(const seal::Trust& trust, assembly::Form& form) {
  Names people;
  for (const netplan::Person& person : trust.plan().persons) people.push_back(person.name.value);
  assembly::FormPassOn pass_on = form.pass_on.value_or(assembly::FormPassOn{});
  pass_on.to =
      one_of("The reader may pass the enclosure on to (nobody)", pass_on.to, people, "person", false);
  if (pass_on.to.empty()) {
    form.pass_on.reset();
    return;
  }
  pass_on.for_whom = line_answer("... who hands it to somebody outside the net (nobody)", pass_on.for_whom);
  pass_on.occasion = line_answer("... at what occasion (none)", pass_on.occasion);
  pass_on.local_time = line_answer("... by what time, as 1500 (no deadline)", pass_on.local_time);
  if (!pass_on.local_time.empty()) {
    const netplan::Person* reader = trust.plan().person(base::PersonName(base::upper(pass_on.to)));
    const netplan::Node* station = reader == nullptr ? nullptr : trust.plan().node(reader->station);
    if (pass_on.zone.empty() && station != nullptr) pass_on.zone = station->zone;
    pass_on.zone = line_answer("... by the clock of which zone", pass_on.zone);
  }
  form.pass_on = pass_on;
}

void ask_body(const seal::Trust& trust, assembly::Form& form) {
  form.service_line =
      line_answer("Line to the watch officers, which relays can read (none)", form.service_line);
  form.subject = line_answer("Subject (none)", form.subject);
  form.text = long_answer("Text, the words to the reader", form.text);
  form.enclosure =
      long_answer("Enclosure, a text set apart that may be passed on (Enter for none)", form.enclosure);
  if (!form.enclosure.empty()) ask_pass_on(trust, form);
  form.acknowledge = ask_yes("Ask for an acknowledgement?", form.acknowledge);
}

}  // namespace

bool ask_yes(const std::string& question, bool usual) {
  std::fprintf(stderr, "%s [%s]: ", strong(question, stderr).c_str(), usual ? "Y/n" : "y/N");
  std::string line;
  if (!std::getline(std::cin, line)) return false;
  const std::string answer = base::upper(base::trim(line));
  return answer.empty() ? usual : answer.starts_with('Y');
}

base::Result<std::optional<assembly::Form>> ask_form(const seal::Trust& trust, const netplan::Person& author,
                                                     assembly::Form form) {
  note("A message from " + author.name.value +
       ". Enter takes what stands in brackets; \"-\" empties it; Ctrl-C gives up.");
  ask_heading(trust, author, form);
  if (!ended()) ask_body(trust, form);
  if (ended() || !ask_yes("Save it as a draft?")) return std::nullopt;
  return form;
}

}  // namespace backchannel::client
