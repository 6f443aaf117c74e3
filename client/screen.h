#pragma once
// Screens of 80 columns on standard output: tables, paragraphs, the exercise's banners. Colour, which is only
// ever bold print, at a terminal without NO_COLOR.

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

inline constexpr std::size_t kScreenColumns = 80;

[[nodiscard]] bool is_terminal(std::FILE* file);
[[nodiscard]] std::string strong(std::string_view text, std::FILE* file = stdout);

// Data to standard output as it is.
void print(std::string_view text);
void print_json(const text::Value& value);
// A screen that shows markings: between the two banner lines (which `body` may already have).
void print_screen(std::string_view body);
// Everything printed so far has reached its reader. Io.
[[nodiscard]] base::Result<> flush_output();

// A table whose cells wrap in their columns so that no line is longer than the screen.
class Table {
 public:
  // An empty heading for all: no heading line.
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}
  void add(std::vector<std::string> cells);
  // Whole lines below the row added last.
  void add_below(std::string_view text);
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  [[nodiscard]] std::string text() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::vector<std::string> below;
  };
  [[nodiscard]] std::vector<std::size_t> widths() const;

  std::vector<std::string> headings_;
  std::vector<Row> rows_;
};

// A table under its title; "" without rows.
[[nodiscard]] std::string section(std::string_view title, const Table& table);

// "station     SAIGON", the value wrapped beside its name.
[[nodiscard]] std::string field(std::string_view name, std::string_view value, std::size_t name_columns = 13);

[[nodiscard]] std::string join(const std::vector<std::string>& words, std::string_view between);

}  // namespace backchannel::client
