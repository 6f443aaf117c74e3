#pragma once
// The sealed bytes of transfers as they lie in the database. Where there is a cipher (stations; relays have
// none), each is encrypted under a random key of its own, which stands in a row of its own: with that small
// row the bytes are gone, wherever else copies of their pages may lie.

#include <optional>

#include "backchannel/base/at_rest.h"
#include "sqlite.h"

namespace backchannel::store {

class Payloads {
 public:
  // Both outlive this object. `at_rest` null: new payloads are stored as they are.
  Payloads(Database& database, const base::AtRest* at_rest) : database_(database), at_rest_(at_rest) {}

  // Nothing if it is there already: a key never encrypts a second text.
  [[nodiscard]] base::Result<> put(const base::TransferId& transfer, base::BytesView sealed);
  // Fewer bytes than asked at the end; nullopt if there is no such payload. Not inside a transaction.
  [[nodiscard]] base::Result<std::optional<base::Bytes>> read(const base::TransferId& transfer,
                                                              std::uint64_t offset, std::uint64_t size);
  // Encrypts what a station's store of an older format keeps for readers and for sending again.
  [[nodiscard]] base::Result<> encrypt_all();

 private:
  [[nodiscard]] base::Result<> insert_key(const base::TransferId& transfer, base::BytesView key);
  [[nodiscard]] base::Result<> encrypt(const base::TransferId& transfer);

  Database& database_;
  const base::AtRest* at_rest_;
};

// Deletes the key first, then the bytes.
[[nodiscard]] base::Result<> delete_payload(Database& database, const base::TransferId& transfer);

}  // namespace backchannel::store
