#include "payloads.h"

#include <vector>

#include "backchannel/base/check.h"

namespace backchannel::store {

base::Result<> Payloads::insert_key(const base::TransferId& transfer, base::BytesView key) {
  BC_CHECK(key.size() == base::AtRest::kKeyBytes);
  return database_.run("INSERT INTO payload_key(transfer, key) VALUES(?, ?)", transfer, key);
}

base::Result<> Payloads::put(const base::TransferId& transfer, base::BytesView sealed) {
  BC_TRY(there, database_.number(0, "SELECT 1 FROM payload WHERE transfer = ?", transfer));
  if (there != 0) return {};
  constexpr std::string_view kInsert = "INSERT INTO payload(transfer, sealed) VALUES(?, ?)";
  if (at_rest_ == nullptr) return database_.run(kInsert, transfer, sealed);
  const base::SecretBytes key = at_rest_->new_key();
  BC_TRY_VOID(insert_key(transfer, key.view()));
  base::Bytes stored(sealed.begin(), sealed.end());
  at_rest_->apply(key.view(), 0, stored);
  return database_.run(kInsert, transfer, stored);
}

base::Result<std::optional<base::Bytes>> Payloads::read(const base::TransferId& transfer,
                                                        std::uint64_t offset, std::uint64_t size) {
  // One look at the row and its key: meanwhile the payload may go and come again under another key.
  return database_.snapshot([&]() -> base::Result<std::optional<base::Bytes>> {
    auto query = database_.query(
        "SELECT p.id, k.key FROM payload p LEFT JOIN payload_key k ON k.transfer = p.transfer"
        " WHERE p.transfer = ?",
        transfer);
    BC_TRY(there, query.step());
    if (!there) return std::nullopt;
    BC_TRY(bytes, database_.slice("payload", "sealed", query.integer(0), offset, size));
    if (query.is_null(1)) return bytes;
    if (at_rest_ == nullptr)
      return base::fail(base::Code::Internal, "a store with keys opened without a cipher");
    at_rest_->apply(query.view(1), offset, bytes);
    return bytes;
  });
}

base::Result<> Payloads::encrypt(const base::TransferId& transfer) {
  base::Bytes sealed;
  {
    auto query = database_.query("SELECT sealed FROM payload WHERE transfer = ?", transfer);
    BC_TRY(there, query.step());
    if (!there) return {};
    sealed = query.bytes(0);
  }
  const base::SecretBytes key = at_rest_->new_key();
  at_rest_->apply(key.view(), 0, sealed);
  BC_TRY_VOID(insert_key(transfer, key.view()));
  return database_.run("UPDATE payload SET sealed = ? WHERE transfer = ?", sealed, transfer);
}

base::Result<> Payloads::encrypt_all() {
  if (at_rest_ == nullptr) return {};
  std::vector<base::TransferId> transfers;
  {
    auto query = database_.query(
        "SELECT transfer FROM payload p WHERE (EXISTS(SELECT 1 FROM mailbox m WHERE m.transfer = p.transfer)"
        " OR EXISTS(SELECT 1 FROM submission s WHERE s.transfer = p.transfer))"
        " AND NOT EXISTS(SELECT 1 FROM payload_key k WHERE k.transfer = p.transfer)");
    while (true) {
      BC_TRY(there, query.step());
      if (!there) break;
      transfers.push_back(query.id<base::TransferId>(0));
    }
  }
  for (const auto& transfer : transfers) BC_TRY_VOID(encrypt(transfer));
  return {};
}

base::Result<> delete_payload(Database& database, const base::TransferId& transfer) {
  BC_TRY_VOID(database.run("DELETE FROM payload_key WHERE transfer = ?", transfer));
  return database.run("DELETE FROM payload WHERE transfer = ?", transfer);
}

}  // namespace backchannel::store
