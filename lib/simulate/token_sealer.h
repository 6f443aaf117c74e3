#pragma once
// Token signatures: the shapes of sealing without its cost. Sealed bytes carry header, label, statements and
// body in the clear, and a digest in place of the signatures.

#include <functional>

#include "backchannel/custody/ports.h"
#include "backchannel/netplan/plan.h"

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

class TokenSealer final : public custody::Sealer {
 public:
  // Answers go through `answer`, which gives them their virtual time.
  TokenSealer(base::NodeName self, std::function<void(custody::Input)> answer,
              std::function<std::uint64_t()> random)
      : self_(std::move(self)), answer_(std::move(answer)), random_(std::move(random)) {}
  void verify(const custody::Verify& request) override;
  void testify(const custody::Testify& request) override;

 private:
  [[nodiscard]] message::SignedStatement sign(const message::Statement& statement) const;

  base::NodeName self_;
  std::function<void(custody::Input)> answer_;
  std::function<std::uint64_t()> random_;
};

}  // namespace backchannel::simulate
