#include "layer_rules.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>

namespace backchannel::layers {
namespace {

constexpr std::string_view kPublicRoot = "include/backchannel/";

struct Include {
  int line = 0;
  bool angled = false;
  std::string target;  // empty: not written as <...> or "..."
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::set<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::set<std::string> words;
  for (std::string word; in >> word;) words.insert(word);
  return words;
}

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> includes;
  int number = 0;
  for (const auto& line : lines_of(text)) {
    ++number;
    std::string_view rest = trimmed(line);
    if (!rest.starts_with('#')) continue;
    rest = trimmed(rest.substr(1));
    if (!rest.starts_with("include")) continue;
    rest = trimmed(rest.substr(std::string_view("include").size()));
    Include include{.line = number, .angled = rest.starts_with('<'), .target = {}};
    if (include.angled || rest.starts_with('"')) {
      const auto end = rest.find(include.angled ? '>' : '"', 1);
      if (end != std::string_view::npos) include.target = rest.substr(1, end - 1);
    }
    includes.push_back(std::move(include));
  }
  return includes;
}

// The first folder of a path, and what follows it.
std::pair<std::string, std::string> split_first(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return {"", std::string(path)};
  return {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

struct Place {
  std::string module;
  std::string folder;  // private headers of the module live here: "lib/link"
  bool is_public = false;
};

std::optional<Place> place_of(std::string_view path) {
  if (path.starts_with(kPublicRoot)) {
    const auto module = split_first(path.substr(kPublicRoot.size())).first;
    return Place{module, "lib/" + module, true};
  }
  const auto [top, rest] = split_first(path);
  if (top == "lib") {
    const auto module = split_first(rest).first;
    return Place{module, "lib/" + module, false};
  }
  if (top == "relay" || top == "client") return Place{top, top, false};
  return std::nullopt;
}

const std::set<std::string>* owners_of_library(const Edges& edges, std::string_view target) {
  for (const auto& [pattern, owners] : edges.libraries) {
    const std::string_view view = pattern;
    if (view.starts_with('*') ? target.ends_with(view.substr(1)) : target.starts_with(view)) return &owners;
  }
  return nullptr;
}

bool is_standard(const Edges& edges, std::string_view target) {
  if (target.find_first_of("./") == std::string_view::npos) return true;
  return std::ranges::any_of(edges.system, [&](const auto& prefix) { return target.starts_with(prefix); });
}

// Looks at one file's includes. A rule is the sentence that the one who broke it reads.
class Inspection {
 public:
  Inspection(const Edges& edges, const std::set<std::string>& paths, const SourceFile& file,
             const Place& place)
      : edges_(edges), paths_(paths), file_(file), place_(place) {}

  std::vector<Violation> run() {
    const auto module = edges_.modules.find(place_.module);
    if (module == edges_.modules.end()) {
      report(0, "no row of edges.txt names the module \"" + place_.module + "\"");
      return std::move(violations_);
    }
    for (const auto& include : includes_of(file_.text)) inspect(include, module->second);
    return std::move(violations_);
  }

 private:
  void inspect(const Include& include, const std::set<std::string>& allowed) {
    const std::string& target = include.target;
    if (target.empty()) return report(include.line, "an include that names no file in plain words");
    if (target.find("..") != std::string::npos)
      return report(include.line, "an include that climbs out of its folder: " + target);
    if (const auto* owners = owners_of_library(edges_, target)) return inspect_library(include, *owners);
    if (target.starts_with("backchannel/")) return inspect_module(include, allowed);
    if (!include.angled) return inspect_private(include);
    if (!is_standard(edges_, target)) report(include.line, "no row of edges.txt names the header " + target);
  }

  void inspect_library(const Include& include, const std::set<std::string>& owners) {
    if (!owners.contains(place_.module))
      return report(include.line, include.target + " may not be included in " + place_.module);
    if (place_.is_public) report(include.line, include.target + " may not be included in a public header");
  }

  void inspect_module(const Include& include, const std::set<std::string>& allowed) {
    const auto module = split_first(split_first(include.target).second).first;
    if (module != place_.module && !allowed.contains(module))
      report(include.line, place_.module + " may not include " + (module.empty() ? include.target : module));
  }

  void inspect_private(const Include& include) {
    if (place_.is_public)
      return report(include.line, "a public header includes the private " + include.target);
    const auto beside = file_.path.substr(0, file_.path.rfind('/') + 1) + include.target;
    if (!paths_.contains(place_.folder + "/" + include.target) && !paths_.contains(beside))
      report(include.line, include.target + " is not a private header of " + place_.module);
  }

  void report(int line, std::string rule) { violations_.push_back({file_.path, line, std::move(rule)}); }

  const Edges& edges_;
  const std::set<std::string>& paths_;
  const SourceFile& file_;
  const Place& place_;
  std::vector<Violation> violations_;
};

// A word that is not the end of a longer identifier.
bool contains_word(std::string_view line, std::string_view word) {
  for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const char before = at == 0 ? ' ' : line[at - 1];
    if (std::isalnum(static_cast<unsigned char>(before)) == 0 && before != '_') return true;
  }
  return false;
}

}  // namespace

Edges parse_edges(std::string_view text, std::vector<std::string>& errors) {
  Edges edges;
  int number = 0;
  for (const auto& raw : lines_of(text)) {
    ++number;
    const auto line = trimmed(raw);
    if (line.empty() || line.starts_with('#')) continue;
    const auto space = line.find(' ');
    const auto kind = line.substr(0, space);
    const auto rest = space == std::string_view::npos ? std::string_view{} : trimmed(line.substr(space));
    const auto colon = rest.find(':');
    const bool has_list = colon != std::string_view::npos;
    const std::string name(trimmed(rest.substr(0, colon)));
    if (kind == "module" && has_list && !edges.modules.contains(name)) {
      edges.modules[name] = words_of(rest.substr(colon + 1));
    } else if (kind == "library" && has_list && !edges.libraries.contains(name)) {
      edges.libraries[name] = words_of(rest.substr(colon + 1));
    } else if (kind == "system" && !rest.empty()) {
      edges.system.emplace_back(rest);
    } else if (kind == "no-waiting" && !rest.empty()) {
      edges.no_waiting.emplace_back(rest);
    } else {
      errors.push_back("edges.txt:" + std::to_string(number) +
                       ": not understood, or a second row for the same");
    }
  }
  const auto expect_modules = [&](const auto& rows) {
    for (const auto& [name, list] : rows)
      for (const auto& module : list)
        if (!edges.modules.contains(module))
          errors.push_back(name + ": there is no module \"" + module + "\"");
  };
  expect_modules(edges.modules);
  expect_modules(edges.libraries);
  return edges;
}

std::vector<Violation> broken_borders(const Edges& edges, const std::vector<SourceFile>& files) {
  std::set<std::string> paths;
  for (const auto& file : files) paths.insert(file.path);
  std::vector<Violation> all;
  for (const auto& file : files) {
    const auto place = place_of(file.path);
    if (!place) continue;
    for (auto& violation : Inspection(edges, paths, file, *place).run()) all.push_back(std::move(violation));
  }
  return all;
}

std::vector<Violation> long_files(const std::vector<SourceFile>& files) {
  std::vector<Violation> all;
  for (const auto& file : files) {
    const auto count = std::ranges::count(file.text, '\n');
    if (count > kLinesMax)
      all.push_back({file.path, 0, std::to_string(count) + " lines, more than " + std::to_string(kLinesMax)});
  }
  return all;
}

std::vector<Violation> sleeping_tests(const Edges& edges, const std::vector<SourceFile>& files) {
  std::vector<Violation> all;
  for (const auto& file : files) {
    if (!file.path.starts_with("tests/")) continue;
    int number = 0;
    for (const auto& line : lines_of(file.text)) {
      ++number;
      for (const auto& word : edges.no_waiting)
        if (contains_word(line, word))
          all.push_back({file.path, number, "a test waits by the clock: " + word});
    }
  }
  return all;
}

std::string to_sentence(const Violation& violation) {
  const auto line = violation.line == 0 ? std::string() : std::to_string(violation.line) + ":";
  return violation.path + ":" + line + " " + violation.rule;
}

}  // namespace backchannel::layers
