#include "marking_names.h"

#include <algorithm>

namespace backchannel::doctrine {

namespace {

bool is_word_part(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) {}

  std::vector<Literal> scan() {
    while (at_ < source_.size()) step();
    return std::move(literals_);
  }

 private:
  [[nodiscard]] bool sees(std::string_view words) const { return source_.substr(at_).starts_with(words); }

  // Past `end`, or to the end of the source.
  void skip_past(std::string_view end) {
    const auto found = source_.find(end, at_);
    advance_to(found == std::string_view::npos ? source_.size() : found + end.size());
  }
  void advance_to(std::size_t to) {
    for (; at_ < to; ++at_) line_ += source_[at_] == '\n' ? 1 : 0;
  }

  void step() {
    if (sees("//") || sees("#include")) {
      const auto end = source_.find('\n', at_);
      advance_to(end == std::string_view::npos ? source_.size() : end);
    } else if (sees("/*")) {
      skip_past("*/");
    } else if (sees("R\"")) {
      raw();
    } else if (source_[at_] == '"') {
      plain();
    } else if (source_[at_] == '\'' && (at_ == 0 || !is_word_part(source_[at_ - 1]))) {
      character();
    } else {
      if (source_[at_] != ' ' && source_[at_] != '\n' && source_[at_] != '\t') joined_ = false;
      advance_to(at_ + 1);
    }
  }

  // A literal with nothing but blanks between it and the last one is one with it.
  void add(int line, std::string_view text) {
    if (joined_) {
      literals_.back().text += text;
    } else {
      literals_.push_back({line, std::string(text)});
    }
    joined_ = true;
  }

  void plain() {
    const int line = line_;
    auto end = at_ + 1;
    while (end < source_.size() && source_[end] != '"') end += source_[end] == '\\' ? 2 : 1;
    add(line, source_.substr(at_ + 1, end - at_ - 1));
    advance_to(std::min(end + 1, source_.size()));
  }

  void raw() {
    const int line = line_;
    const auto open = source_.find('(', at_);
    if (open == std::string_view::npos) return advance_to(source_.size());
    std::string close = ")";
    close += source_.substr(at_ + 2, open - at_ - 2);
    close += '"';
    const auto end = source_.find(close, open);
    add(line, source_.substr(open + 1, end == std::string_view::npos ? end : end - open - 1));
    advance_to(end == std::string_view::npos ? source_.size() : end + close.size());
  }

  void character() {
    joined_ = false;
    auto end = at_ + 1;
    while (end < source_.size() && source_[end] != '\'') end += source_[end] == '\\' ? 2 : 1;
    advance_to(std::min(end + 1, source_.size()));
  }

  std::string_view source_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool joined_ = false;
  std::vector<Literal> literals_;
};

bool contains_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool begins = at == 0 || !is_word_part(text[at - 1]);
    if (begins && (end == text.size() || !is_word_part(text[end]))) return true;
  }
  return false;
}

}  // namespace

std::vector<Literal> string_literals(std::string_view source) { return Scanner(source).scan(); }

std::vector<NameFound> marking_names(std::string_view source, const std::vector<std::string>& names) {
  std::vector<NameFound> found;
  for (const auto& literal : string_literals(source)) {
    for (const auto& name : names) {
      if (contains_word(literal.text, name)) found.push_back({literal.line, name});
    }
  }
  return found;
}

}  // namespace backchannel::doctrine
