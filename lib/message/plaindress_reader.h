#pragma once
// Reads the sixteen format lines from the front, after the last ones have been taken off the end; each step
// takes its lines away.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backchannel/message/plaindress.h"
#include "backchannel/message/time_group.h"
#include "plaindress_layout.h"
#include "printed_lines.h"

namespace backchannel::message::plaindress {

using printed::Line;

class Reader {
 public:
  // Precondition: there is a line.
  Reader(std::span<const Line> lines, std::span<const ClassificationWords> known)
      : lines_(lines), last_(lines.back()), known_(known) {}

  base::Result<> take_end();
  base::Result<> take_transmission(Plaindress& out);
  base::Result<> take_routing();
  base::Result<> take_filing();
  base::Result<> take_security(Plaindress& out);
  base::Result<> take_preamble(Plaindress& out);
  base::Result<> take_addresses(Plaindress& out);  // format lines 6 to 10
  base::Result<> take_break();
  base::Result<> take_classification(Plaindress& out, std::optional<char> label);
  base::Result<> take_captions(Plaindress& out);
  base::Result<> take_text(Plaindress& out);

 private:
  struct Routing {
    Line line;
    Precedence precedence;
    std::vector<std::string> called;
  };

  [[nodiscard]] bool done() const { return lines_.empty(); }
  [[nodiscard]] const Line& front() const { return lines_.front(); }
  [[nodiscard]] bool at(std::string_view label) const {
    return !done() && front().indent == 0 && front().text.starts_with(label);
  }
  [[nodiscard]] bool labelled(std::string_view label) const;
  Line take() {
    const Line line = lines_.front();
    lines_ = lines_.subspan(1);
    return line;
  }
  // Syntax if the message is over before a line with words.
  [[nodiscard]] base::Result<> need(std::string_view what) const;
  // The words from `index` on, and the lines that go on with them.
  [[nodiscard]] std::string rest_of(const Line& line, const std::vector<printed::Word>& words,
                                    std::size_t index);
  [[nodiscard]] std::string take_continued();
  [[nodiscard]] base::Result<std::vector<std::string>> take_entries(std::string_view label);
  base::Result<> take_originator(Plaindress& out);
  base::Result<> take_counts(Plaindress& out);
  base::Result<> take_codes(const Line& line, std::size_t slants, Plaindress& out);
  base::Result<> agree_on_precedence(const Line& preamble, Plaindress& out);

  std::span<const Line> lines_;
  Line last_;  // of the part that is being read, for errors at its end
  std::span<const ClassificationWords> known_;
  std::optional<Line> validation_;  // format line 15
  std::optional<Line> filing_;      // format line 3
  std::vector<Routing> routing_;    // format line 2
  Line security_;                   // format line 4
};

}  // namespace backchannel::message::plaindress
