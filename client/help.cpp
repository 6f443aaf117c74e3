#include "help.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/text/value.h"
#include "errors.h"
#include "screen.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kNameColumns = 20;

std::string whole_name(const CLI::App* app) {
  const CLI::App* parent = app->get_parent();
  return parent == nullptr ? app->get_name() : whole_name(parent) + " " + app->get_name();
}

// A name and its explanation; a long name has a line of its own.
std::string entry(const std::string& name, const std::string& words) {
  if (base::columns(name) <= kNameColumns - 2) return field(name, words, kNameColumns);
  return "  " + name + "\n" + field("", words, kNameColumns);
}

std::string label_of(const CLI::Option* option) {
  if (option->nonpositional()) {
    std::string label = option->get_name(false, true);
    for (auto at = label.find(','); at != std::string::npos; at = label.find(',', at + 2))
      label.replace(at, 1, ", ");
    if (option->get_type_size() != 0 && !option->get_type_name().empty())
      label += " " + option->get_type_name();
    return label;
  }
  return option->get_name(true, false);
}

std::string usage_of(const CLI::App* app) {
  std::string usage = "usage: " + whole_name(app);
  const auto subcommands = app->get_subcommands([](const CLI::App*) { return true; });
  if (!app->get_options([](const CLI::Option* each) { return each->nonpositional(); }).empty())
    usage += " [OPTIONS]";
  for (const CLI::Option* each :
       app->get_options([](const CLI::Option* option) { return option->get_positional(); })) {
    std::string word = each->get_name(true, false);
    if (each->get_expected_max() > 1) word += "...";
    usage += each->get_required() ? " " + word : " [" + word + "]";
  }
  if (!subcommands.empty()) usage += " COMMAND";
  return base::wrap(usage, kScreenColumns) + "\n";
}

class HelpFormatter final : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string /*name*/,
                        CLI::AppFormatMode /*mode*/) const override {
    std::string out = usage_of(app);
    if (!app->get_description().empty())
      out += "\n" + base::wrap(app->get_description(), kScreenColumns) + "\n";
    std::string arguments, options;
    for (const CLI::Option* each : app->get_options([](const CLI::Option*) { return true; })) {
      if (each->get_group().empty()) continue;
      std::string& list = each->get_positional() ? arguments : options;
      list += entry(label_of(each), each->get_description());
    }
    if (!arguments.empty()) out += "\nArguments:\n" + arguments;
    std::vector<std::string> groups;
    const auto subcommands = app->get_subcommands([](const CLI::App*) { return true; });
    for (const CLI::App* each : subcommands)
      if (!each->get_group().empty() && std::ranges::find(groups, each->get_group()) == groups.end())
        groups.push_back(each->get_group());
    for (const std::string& group : groups) {
      out += "\n" + (group == "Subcommands" ? std::string("Commands") : group) + ":\n";
      for (const CLI::App* each : subcommands)
        if (each->get_group() == group) out += entry(each->get_name(), each->get_description());
    }
    if (!options.empty()) out += "\nOptions:\n" + options;
    if (const std::string footer = app->get_footer(); !footer.empty()) out += "\n" + footer + "\n";
    return out;
  }
};

// The command that was understood last.
const CLI::App& innermost(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : innermost(*parsed.back());
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* each : app.get_options([](const CLI::Option*) { return true; }))
    for (const std::string& name : each->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(each->get_name());
  return names;
}

base::Error unknown_word(const CLI::App& app, const std::string& word) {
  const bool option = word.starts_with('-');
  const bool command = !option && !command_names(app).empty();
  const std::string name = whole_name(&app);
  base::Error error{base::Code::Usage, {}, std::nullopt, {}};
  const std::string quoted = "\"" + base::visible(word.substr(0, word.find('='))) + "\"";
  if (option) {
    error.detail = quoted + " is no option of \"" + name + "\"";
  } else if (command) {
    error.detail = quoted + " is no command of \"" + name + "\"";
  } else {
    error.detail = quoted + " is one word too many for \"" + name + "\"";
  }
  const auto near =
      text::nearest(word.substr(0, word.find('=')), option ? option_names(app) : command_names(app));
  error.hint = near ? "did you mean " + *near + "? " : "";
  error.hint += (near ? "All: " : "see: ") + name + " --help";
  return error;
}

// CLI11's sentences end with no full stop and name options as we do; only the case of the first letter
// differs.
std::string as_clause(std::string sentence) {
  if (!sentence.empty() && sentence.front() >= 'A' && sentence.front() <= 'Z' &&
      (sentence.size() < 2 || !(sentence[1] >= 'A' && sentence[1] <= 'Z')))
    sentence.front() = static_cast<char>(sentence.front() - 'A' + 'a');
  return base::visible(sentence);
}

// "--as: 1 required PERSON missing" and "Could not convert: --passphrase-fd = abc", as people say it.
std::string clause_of(const CLI::ParseError& error) {
  const std::string words = error.what();
  const auto colon = words.find(": ");
  const auto required = words.find(" required ");
  if (error.get_name() == "ArgumentMismatch" && colon != std::string::npos && required != std::string::npos) {
    const std::string type = words.substr(required + 10, words.rfind(" missing") - required - 10);
    return words.substr(0, colon) + " needs a " + type + " behind it";
  }
  if (error.get_name() == "ConversionError" && colon != std::string::npos) {
    std::string option = words.substr(colon + 2);
    if (const auto equals = option.find(" = "); equals != std::string::npos)
      option.replace(equals, 3, " cannot be ");
    return base::visible(option);
  }
  return as_clause(words);
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

int explain_misuse(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& last = innermost(app);
  const auto unknown = app.remaining(true);
  // A misspelt option is the cause of "PLAN is required" too.
  const auto option =
      std::ranges::find_if(unknown, [](const std::string& each) { return each.starts_with('-'); });
  if (option != unknown.end()) return complain(unknown_word(last, *option));
  if (!unknown.empty()) return complain(unknown_word(last, unknown.front()));
  return complain(base::Error{base::Code::Usage, clause_of(error), std::nullopt,
                              "see: " + whole_name(&last) + " --help"});
}

}  // namespace backchannel::client
