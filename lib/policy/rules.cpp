#include "rules.h"

#include <algorithm>

#include "backchannel/base/check.h"
#include "backchannel/base/format.h"

namespace backchannel::policy {

base::Error Verdict::error() const {
  BC_CHECK(!against.empty());
  return {against.front().code, against.front().sentence, std::nullopt, {}};
}

void refuse(Verdict& verdict, base::Code code, std::string sentence) {
  verdict.against.push_back({code, std::move(sentence)});
}

std::optional<Rows> known_rows(const doctrine::Catalogue& catalogue, const message::Label& label,
                               Verdict& verdict) {
  auto rows = doctrine::rows_of(catalogue, label);
  if (rows) return std::move(*rows);
  refuse(verdict, rows.error().code,
         "What is not known is refused: " + rows.error().detail +
             ". Use the doctrine that the net's roster was made with, or write a row for it in doctrine/.");
  return std::nullopt;
}

std::string list_of(const std::vector<std::string>& names, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? last : std::string_view(", ");
    out += base::visible(names[i]);
  }
  return out;
}

bool same_name(std::string_view a, std::string_view b) {
  return base::upper(base::trim(a)) == base::upper(base::trim(b));
}

}  // namespace backchannel::policy
