#pragma once
// Token signatures: the shapes of sealing without its cost. Sealed bytes carry header, label, statements and
// body in the clear, and a digest in place of the signatures.

#include <functional>

#include "backchannel/simulate/seals.h"

namespace backchannel::simulate {

// Quick, not secure: nobody attacks the simulator. Eight bytes at a time.
[[nodiscard]] std::uint64_t token_fold(std::uint64_t hash, base::BytesView bytes);
[[nodiscard]] base::Digest token_digest(base::BytesView bytes);

struct TokenContent {
  message::Header header;
  message::Label label;  // classification 1, informative categories below 256
  std::vector<message::SignedStatement> statements;
  base::Bytes body;
};
[[nodiscard]] base::Bytes token_seal(const TokenContent& content);
[[nodiscard]] base::Result<custody::Verified> token_verify(base::BytesView sealed);

class TokenSeals final : public Seals {
 public:
  explicit TokenSeals(std::function<std::uint64_t()> random) : random_(std::move(random)) {}
  base::Result<SealedLetter> seal(const message::Header& header, const message::Label& label,
                                  base::BytesView text) override;
  base::Result<custody::Verified> check(const base::NodeName& node, const custody::Verify& request,
                                        base::HandlingTime now) override;
  base::Result<custody::Testimony> speak(const base::NodeName& node, const custody::Testify& request,
                                         base::HandlingTime now) override;

 private:
  [[nodiscard]] custody::SealedOut carry(const base::NodeName& node, const custody::Testify& request,
                                         TokenContent content);

  std::function<std::uint64_t()> random_;
};

}  // namespace backchannel::simulate
