#pragma once
// Rows to put into a store, and a sink that waits for what the store answers.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "backchannel/base/digest.h"
#include "backchannel/custody/ports.h"
#include "backchannel/wire/codec.h"

namespace backchannel::store::test {

template <class T>
T id_of(std::uint8_t first, std::uint8_t fill = 0x11) {
  T id;
  id.value.fill(fill);
  id.value[0] = first;
  return id;
}

inline base::TransferId transfer_id(std::uint8_t n) { return id_of<base::TransferId>(n); }
inline base::MessageId message_id(std::uint8_t n) { return id_of<base::MessageId>(n, 0x22); }
inline base::KeyId key_id(std::uint8_t n) { return id_of<base::KeyId>(n, 0x33); }
inline base::StoreUuid store_uuid(std::uint8_t n) { return id_of<base::StoreUuid>(n, 0x44); }

constexpr base::HandlingTime kNow{88'666'000'000};  // October 1972

inline message::Header header(std::uint8_t n, std::size_t recipients = 2) {
  message::Header made;
  made.message = message_id(n);
  made.created = kNow;
  made.expires = kNow + base::kHourMs;
  made.originator = base::PersonName("KISSINGER");
  made.originator_node = base::NodeName("SAIGON");
  for (std::size_t i = 0; i < recipients; ++i) {
    message::Recipient recipient;
    recipient.person = base::PersonName("READER" + std::to_string(i));
    recipient.station = base::NodeName("CAS-HQ");
    recipient.key = key_id(static_cast<std::uint8_t>(100 + i));
    recipient.precedence = message::Precedence::Priority;
    recipient.copy_number = static_cast<std::uint32_t>(i + 1);
    recipient.pair_sequence = 1;
    made.recipients.push_back(recipient);
  }
  made.size_class = 512;
  return made;
}

inline message::SignedStatement stamp(std::uint8_t n) {
  message::Statement statement;
  statement.message = message_id(n);
  statement.transfer = transfer_id(n);
  statement.at = kNow;
  statement.author_node = "BUNKER";
  return {wire::encode(statement), key_id(7), {0x30, 0x06, n}};
}

inline custody::TransferRow transfer_row(std::uint8_t n, std::size_t recipients = 2) {
  custody::TransferRow row;
  row.transfer = transfer_id(n);
  row.header = header(n, recipients);
  row.header_bytes = wire::encode(row.header);
  row.label.classification = 5;
  row.label.restrictive = {3, 9};
  row.label.informative = {21};
  row.label_bytes = {0x31, 0x03, n};
  row.originator_key = key_id(50);
  row.size = 300;
  row.stamps = {stamp(n)};
  row.from = base::NodeName("SAIGON");
  row.accepted_at = kNow;
  row.sequence = n;
  return row;
}

inline custody::Payload payload(std::uint8_t n, std::size_t size = 300) {
  base::Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + n);
  return std::make_shared<const base::Bytes>(std::move(bytes));
}

inline custody::LegKey leg_key(std::uint8_t n, std::uint16_t leg = 0, std::uint8_t copy = 1) {
  return {transfer_id(n), leg, copy};
}

inline custody::LegRow leg_row(std::uint8_t n, std::uint16_t leg = 0) {
  custody::LegRow row;
  row.key = leg_key(n, leg);
  row.precedence = message::Precedence::Flash;
  row.destination = base::NodeName("CAS-HQ");
  row.sequence = n;
  row.expires = kNow + n;
  return row;
}

inline custody::PutTransfer put_transfer(std::uint8_t n, std::size_t recipients = 2) {
  return {transfer_row(n, recipients), payload(n)};
}

inline custody::PutTombstone put_tombstone(std::uint8_t n, std::uint16_t leg = 0) {
  return {leg_key(n, leg), base::NodeName("SAIGON"), kNow, kNow + base::kHourMs};
}

inline custody::Batch batch(custody::RequestId id, std::vector<custody::Change> changes,
                            bool urgent = false) {
  return {id, urgent, std::move(changes)};
}

// What a relay commits when it accepts transfer n with two legs.
inline custody::Batch accept(custody::RequestId id, std::uint8_t n) {
  return batch(id, {put_transfer(n), put_tombstone(n, 0), put_tombstone(n, 1), custody::PutLeg{leg_row(n, 0)},
                    custody::PutLeg{leg_row(n, 1)}});
}

// Keeps what is posted until a test asks for it.
class CollectingSink final : public custody::Sink {
 public:
  void post(custody::Input input) override {
    {
      const std::lock_guard guard(mutex_);
      inputs_.push_back(std::move(input));
    }
    posted_.notify_all();
  }

  // The next input; nullopt after `patience` without one. `pump` drives a store that has no threads of its
  // own.
  std::optional<custody::Input> next(const std::function<void()>& pump = {},
                                     std::chrono::seconds patience = std::chrono::seconds(10)) {
    if (pump) pump();
    std::unique_lock lock(mutex_);
    if (!posted_.wait_for(lock, patience, [this] { return !inputs_.empty(); })) return std::nullopt;
    custody::Input input = std::move(inputs_.front());
    inputs_.pop_front();
    return input;
  }

  std::vector<custody::Input> take_all() {
    const std::lock_guard guard(mutex_);
    std::vector<custody::Input> all(inputs_.begin(), inputs_.end());
    inputs_.clear();
    return all;
  }

 private:
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<custody::Input> inputs_;
};

// Mixes well enough to tell rows apart; the real SHA-256 belongs to another module.
class MixingDigester final : public base::Digester {
 public:
  [[nodiscard]] base::Digest sha256(base::BytesView bytes) const override {
    base::Digest digest;
    std::uint64_t state = 0xcbf29ce484222325U + bytes.size();
    for (std::size_t lane = 0; lane < digest.value.size(); ++lane) {
      for (const auto byte : bytes) state = (state ^ byte ^ lane) * 0x100000001b3U;
      digest.value[lane] = static_cast<std::uint8_t>(state >> 32);
    }
    return digest;
  }
};

}  // namespace backchannel::store::test
