#pragma once
// A pouch as text (JSON), and the signature over it.

#include <string>
#include <string_view>

#include "backchannel/message/statement.h"
#include "backchannel/store/rows.h"

namespace backchannel::assembly {

struct SignedPapers {
  std::string papers;
  message::SignedStatement said;
};

[[nodiscard]] std::string write_pouch(const store::Pouch& pouch);
[[nodiscard]] base::Result<store::Pouch> read_pouch(std::string_view papers);  // Syntax
[[nodiscard]] std::string write_signed(const std::string& papers, const message::SignedStatement& said);
[[nodiscard]] base::Result<SignedPapers> read_signed(std::string_view text);  // Syntax

}  // namespace backchannel::assembly
