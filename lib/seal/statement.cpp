#include <string>

#include "backchannel/base/check.h"
#include "backchannel/base/limits.h"
#include "keys.h"
#include "openssl.h"
#include "preflight_der.h"
#include "sealing_layers.h"
#include "trust_impl.h"

namespace backchannel::seal {
namespace {

using base::Code;
using message::Statement;
using message::StatementKind;

constexpr std::string_view kDomain{"backchannel statement v1\0", 25};
constexpr std::size_t kSignatureBytesMax = 72;

base::Bytes bytes_to_sign(base::BytesView statement) {
  base::Bytes bytes;
  bytes.reserve(kDomain.size() + statement.size());
  for (const char letter : kDomain) bytes.push_back(static_cast<std::uint8_t>(letter));
  bytes.insert(bytes.end(), statement.begin(), statement.end());
  return bytes;
}

enum class Role : std::uint8_t { Node, Station, Person, Releaser, Anyone };

Role role_needed(StatementKind kind) {
  switch (kind) {
    case StatementKind::Stamp:
    case StatementKind::Report:
    case StatementKind::Unknown:
      return Role::Node;
    case StatementKind::StationReceipt:
      return Role::Station;
    case StatementKind::OpeningReceipt:
    case StatementKind::Acknowledgement:
    case StatementKind::DeliveryReport:
    case StatementKind::Leave:
    case StatementKind::Admission:
    case StatementKind::GoAhead:
    case StatementKind::Correction:
    case StatementKind::Departure:
      return Role::Person;
    case StatementKind::Release:
      return Role::Releaser;
    case StatementKind::Service:
      return Role::Anyone;  // operators and their stations
  }
  BC_CHECK(false);
}

base::Result<> check_role(const Trust& trust, const Statement& statement, const Owner& owner) {
  const auto wrong = [&](std::string_view why) {
    return base::fail(Code::ReceiptSigner, owner.name + " cannot give a " +
                                               std::string(message::name_of(statement.kind)) + ": " +
                                               std::string(why));
  };
  if (statement.author_node != trust.station_of(owner, statement.at).value)
    return wrong("it names another node");
  const Role needed = role_needed(statement.kind);
  const bool by_person = needed == Role::Person || needed == Role::Releaser ||
                         (needed == Role::Anyone && owner.kind == netplan::OwnerKind::Person);
  if (by_person) {
    if (owner.kind != netplan::OwnerKind::Person) return wrong("only a person can");
    if (statement.author_person != owner.name) return wrong("it names another person");
    const auto* person = trust.plan().person(base::PersonName(owner.name));
    if (needed == Role::Releaser && (person == nullptr || !person->releases))
      return wrong("the net plan does not let this person release");
    return {};
  }
  if (owner.kind != netplan::OwnerKind::Node || !statement.author_person.empty())
    return wrong("only a node can");
  const auto* node = trust.plan().node(base::NodeName(owner.name));
  if (node == nullptr) return wrong("the net plan does not know it");
  if (needed == Role::Station && node->role != netplan::NodeRole::Station) return wrong("only a station can");
  return {};
}

bool signature_holds(X509* certificate, base::BytesView statement, base::BytesView signature) {
  const MdCtxPtr context(EVP_MD_CTX_new());
  const auto bytes = bytes_to_sign(statement);
  const bool holds =
      context != nullptr &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, X509_get0_pubkey(certificate)) ==
          1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(), bytes.size()) == 1;
  ERR_clear_error();
  return holds;
}

}  // namespace

base::Result<message::SignedStatement> sign(const Trust& trust, const Statement& statement,
                                            const std::string& author, const PrivateKey& signing_key) {
  BC_TRY(signer, trust.impl().certified(author, netplan::KeyUse::Sign, statement.at));
  BC_TRY_VOID(check_role(trust, statement, signer->owner));
  EVP_PKEY* key = signing_key.impl().key.get();
  if (X509_check_private_key(signer->x509, key) != 1) {
    ERR_clear_error();
    return base::fail(Code::Binding, "the signing key is not the one of " + signer->owner.name);
  }
  message::SignedStatement out;
  out.statement = wire::encode(statement);
  if (out.statement.size() > base::kStatementBytesMax) return base::fail(Code::TooLarge, "a statement");
  out.key = signer->owner.key;
  const auto bytes = bytes_to_sign(out.statement);
  const MdCtxPtr context(EVP_MD_CTX_new());
  std::size_t size = kSignatureBytesMax;
  out.signature.resize(size);
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), out.signature.data(), &size, bytes.data(), bytes.size()) != 1)
    return fail_openssl(Code::Internal, "a statement cannot be signed");
  out.signature.resize(size);
  return out;
}

base::Result<Statement> verify(const Trust& trust, const message::SignedStatement& statement,
                               const CheckTime& when) {
  if (statement.statement.size() > base::kStatementBytesMax ||
      statement.signature.size() > kSignatureBytesMax)
    return base::fail(Code::TooLarge, "a statement");
  BC_TRY(decoded, wire::decode_statement(statement.statement));
  BC_TRY(signer, trust.impl().signer(statement.key, decoded.at, when));
  if (!signature_holds(signer->x509, statement.statement, statement.signature))
    return base::fail(Code::Integrity,
                      "the signature of a statement by " + signer->owner.name + " does not hold");
  BC_TRY_VOID(check_role(trust, decoded, signer->owner));
  return decoded;
}

std::optional<base::HandlingTime> witnessed_at(const Trust& trust,
                                               const std::vector<message::SignedStatement>& stamps,
                                               const base::TransferId& transfer, base::HandlingTime now) {
  std::optional<base::HandlingTime> first;
  for (const auto& stamp : stamps) {
    const auto said = verify(trust, stamp, now);
    if (!said || said->kind != StatementKind::Stamp || said->transfer != transfer) continue;
    const auto* node = trust.plan().node(base::NodeName(said->author_node));
    // A station that delivers to its own people is no third party.
    if (node == nullptr || node->role != netplan::NodeRole::Relay) continue;
    if (!first || said->at < *first) first = said->at;
  }
  return first;
}

}  // namespace backchannel::seal
