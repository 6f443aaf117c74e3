#pragma once
// The screen of an exercise that is shown: scenes of at most 12 lines between two banner lines, each
// statement with the basis of its claim at the right. At a terminal it types, moves and waits for Enter; into
// a pipe it writes plain lines.

#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"

namespace backchannel::client {

enum class Claim { None, Documented, Inferred, Exercise };

// SIGINT, SIGTERM, SIGHUP only raise a flag: the program looks at it at every wait, and tidies up.
void catch_signals();
[[nodiscard]] bool interrupted() noexcept;
// Unavailable if interrupted, Io if standard output is gone.
[[nodiscard]] base::Result<> go_on();

class Stage {
 public:
  static constexpr int kColumns = 80;
  static constexpr int kTextColumns = 68;  // beside the column of tags

  explicit Stage(bool fast);
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage();

  void banner();
  void open(std::string_view title, Claim claim);
  // Wrapped to kTextColumns, further lines indented; the tag stands beside the first.
  void say(std::string_view text, Claim claim);
  // A line as it is: pictures, slips, tables.
  void show(std::string_view line, bool bold = false);
  void show(std::string_view line, Claim claim, bool bold = false);
  // At a terminal: a moment's silence, which Enter ends.
  void beat(int ms);
  // The same, key by key.
  [[nodiscard]] base::Result<> type(std::string_view line);
  // A line that changes in place, until the next line takes its place; only at a terminal.
  void move(std::string_view line);
  // The closing banner; at a terminal waits for Enter.
  [[nodiscard]] base::Result<> close();

  // Only while live: waits for a line that is one of `keys`, in either case. Unavailable when interrupted or
  // when there is nothing more to read.
  [[nodiscard]] base::Result<std::size_t> ask(const std::vector<std::string>& keys);

  // Parts of a line, for show().
  [[nodiscard]] std::string strong(std::string_view text) const;
  [[nodiscard]] std::string faint(std::string_view text) const;

  [[nodiscard]] bool live() const noexcept { return live_; }  // somebody watches, and has time

 private:
  void put(std::string_view text);
  [[nodiscard]] std::string tagged(std::string_view line, Claim claim, bool bold) const;

  bool live_ = false;
  bool colour_ = false;
  bool moving_ = false;  // the cursor stands behind a line of move()
  bool hushed_ = false;  // the terminal's echo is off
  bool hurry_ = false;   // Enter during typing: the rest of the scene at once
  int scene_ = 0;
};

}  // namespace backchannel::client
