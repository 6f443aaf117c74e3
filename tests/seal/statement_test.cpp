// Signed statements: by whom they may be, and that nothing in them can be changed.

#include <gtest/gtest.h>

#include "keys.h"
#include "sealing_forge.h"

namespace backchannel::seal::testing {
namespace {

using message::StatementKind;

message::Statement statement_of(StatementKind kind, const std::string& node, const std::string& person = {}) {
  message::Statement statement;
  statement.kind = kind;
  statement.message.value.fill(7);
  statement.transfer.value.fill(9);
  statement.at = small_net().now;
  statement.author_node = node;
  statement.author_person = person;
  return statement;
}

base::Result<message::SignedStatement> signed_by(const std::string& author,
                                                 const message::Statement& statement) {
  return sign(small_trust(), statement, author, small_key(author, netplan::KeyUse::Sign));
}

std::string verified(const message::SignedStatement& statement) {
  return code_of(verify(small_trust(), statement, small_net().now));
}

// A signature made without the module's care.
message::SignedStatement forged_by(const std::string& signer, const message::Statement& statement,
                                   std::string domain = std::string("backchannel statement v1") + '\0') {
  message::SignedStatement out;
  out.statement = wire::encode(statement);
  out.key = certified(signer, netplan::KeyUse::Sign).owner.key;
  const std::string bytes = domain + base::to_text(out.statement);
  const MdCtxPtr context(EVP_MD_CTX_new());
  out.signature.resize(80);
  std::size_t size = out.signature.size();
  EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr,
                               small_key(signer, netplan::KeyUse::Sign).impl().key.get()),
            1);
  EXPECT_EQ(
      EVP_DigestSign(context.get(), out.signature.data(), &size, base::as_bytes(bytes).data(), bytes.size()),
      1);
  out.signature.resize(size);
  return out;
}

TEST(Statement, EachKindIsAcceptedFromWhoMayGiveIt) {
  const struct {
    StatementKind kind;
    std::string node;
    std::string person;
  } rows[] = {
      {StatementKind::Stamp, "HUB", ""},
      {StatementKind::Stamp, "BRAVO", ""},
      {StatementKind::StationReceipt, "BRAVO", ""},
      {StatementKind::Report, "HUB", ""},
      {StatementKind::Unknown, "ALPHA", ""},
      {StatementKind::OpeningReceipt, "BRAVO", "BAKER"},
      {StatementKind::Acknowledgement, "BRAVO", "BAKER"},
      {StatementKind::DeliveryReport, "ALPHA", "ALLEN"},
      {StatementKind::Leave, "ALPHA", "ALLEN"},
      {StatementKind::Admission, "BRAVO", "BAKER"},
      {StatementKind::GoAhead, "ALPHA", "ALLEN"},
      {StatementKind::Correction, "ALPHA", "ALLEN"},
      {StatementKind::Service, "BRAVO", "BAKER"},
      {StatementKind::Service, "BRAVO", ""},
  };
  for (const auto& row : rows) {
    const auto statement = statement_of(row.kind, row.node, row.person);
    const auto signed_statement = value_of(signed_by(row.person.empty() ? row.node : row.person, statement));
    EXPECT_EQ(value_of(verify(small_trust(), signed_statement, small_net().now)), statement);
  }
}

TEST(Statement, TheWrongRoleCanNeitherSignNorBeBelieved) {
  const struct {
    StatementKind kind;
    std::string signer;
    std::string node;
    std::string person;
  } rows[] = {
      {StatementKind::StationReceipt, "HUB", "HUB", ""},            // a relay is no station
      {StatementKind::Stamp, "BAKER", "BRAVO", "BAKER"},            // a person takes no custody
      {StatementKind::Stamp, "BAKER", "BRAVO", ""},                 // ... nor in the station's name
      {StatementKind::Report, "BAKER", "HUB", ""},                  // forged by a person
      {StatementKind::Report, "ALPHA", "HUB", ""},                  // ... or by another node
      {StatementKind::OpeningReceipt, "BRAVO", "BRAVO", ""},        // a station does not open
      {StatementKind::OpeningReceipt, "BRAVO", "BRAVO", "BAKER"},   // ... nor in a person's name
      {StatementKind::Acknowledgement, "ALLEN", "BRAVO", "BAKER"},  // another person
      {StatementKind::Acknowledgement, "BAKER", "ALPHA", "BAKER"},  // at another station
      {StatementKind::StationReceipt, "BRAVO", "BRAVO", "BAKER"},   // a station speaks for itself
      {StatementKind::Leave, "BRAVO", "BRAVO", ""},                 // a station gives no leave
      {StatementKind::GoAhead, "BAKER", "ALPHA", "ALLEN"},          // another person
      {StatementKind::Release, "BAKER", "BRAVO", "BAKER"},          // the plan does not let him release
      {StatementKind::Service, "BAKER", "BRAVO", "ALLEN"},          // in another's name
  };
  for (const auto& row : rows) {
    const auto statement = statement_of(row.kind, row.node, row.person);
    EXPECT_EQ(code_of(signed_by(row.signer, statement)), "ReceiptSigner") << row.signer;
    EXPECT_EQ(verified(forged_by(row.signer, statement)), "ReceiptSigner") << row.signer;
  }
}

TEST(Statement, NoBitOfAStatementCanBeChanged) {
  auto signed_statement = value_of(signed_by("HUB", statement_of(StatementKind::Report, "HUB")));
  for (auto* field : {&signed_statement.statement, &signed_statement.signature})
    for (auto& byte : *field) {
      byte ^= 1;
      EXPECT_NE(verified(signed_statement), "accepted");
      byte ^= 1;
    }
  EXPECT_EQ(verified(signed_statement), "accepted");
}

TEST(Statement, ASignatureOverTheSameBytesForAnotherPurposeIsRefused) {
  const auto statement = statement_of(StatementKind::Report, "HUB");
  EXPECT_EQ(verified(forged_by("HUB", statement)), "accepted");
  EXPECT_EQ(verified(forged_by("HUB", statement, "")), "Integrity");
}

TEST(Statement, TheKeyMustBeTheAuthors) {
  const auto statement = statement_of(StatementKind::Report, "HUB");
  EXPECT_EQ(code_of(sign(small_trust(), statement, "HUB", small_key("ALPHA", netplan::KeyUse::Sign))),
            "Binding");
  auto other_key = forged_by("ALPHA", statement);
  other_key.key = certified("HUB", netplan::KeyUse::Sign).owner.key;
  EXPECT_EQ(verified(other_key), "Integrity");
}

TEST(Statement, AnUnknownKeyIsRefused) {
  auto signed_statement = value_of(signed_by("HUB", statement_of(StatementKind::Report, "HUB")));
  signed_statement.key = {};
  EXPECT_EQ(verified(signed_statement), "UnknownName");
}

}  // namespace
}  // namespace backchannel::seal::testing
