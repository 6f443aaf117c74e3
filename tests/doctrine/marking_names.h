#pragma once
// Finds names of markings in the string literals of C++ sources: rules are data, and the code knows kinds of
// demand only.

#include <string>
#include <string_view>
#include <vector>

namespace backchannel::doctrine {

struct Literal {
  int line = 0;
  std::string text;  // escapes as written
};

// String literals, raw ones too. Comments, character literals and the names of includes are none.
[[nodiscard]] std::vector<Literal> string_literals(std::string_view source);

struct NameFound {
  int line = 0;
  std::string name;
};

// Whole words, in capitals as markings are printed. Adjacent literals count as one.
[[nodiscard]] std::vector<NameFound> marking_names(std::string_view source,
                                                   const std::vector<std::string>& names);

}  // namespace backchannel::doctrine
