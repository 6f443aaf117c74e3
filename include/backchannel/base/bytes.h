#pragma once
// Byte strings, public and secret. Thread-compatible values.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace backchannel::base {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

// Overwrites memory in a way that the optimiser keeps.
void wipe(void* data, std::size_t size) noexcept;

// Bytes that are wiped when they go: passphrases, decrypted text, private keys on their way to a library.
// Moves, never copies, and converts to nothing.
class SecretBytes {
 public:
  SecretBytes() = default;
  explicit SecretBytes(Bytes bytes) noexcept : bytes_(std::move(bytes)) {}
  explicit SecretBytes(std::string_view text) : bytes_(text.begin(), text.end()) {}
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes();

  [[nodiscard]] BytesView view() const noexcept { return bytes_; }
  [[nodiscard]] std::string_view text() const noexcept {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

 private:
  Bytes bytes_;
};

// A fixed-size identifier. Tag keeps a MessageId from being passed as a TransferId.
template <std::size_t N, class Tag>
struct Id {
  static constexpr std::size_t kSize = N;
  std::array<std::uint8_t, N> value{};

  friend auto operator<=>(const Id&, const Id&) = default;
  [[nodiscard]] BytesView view() const noexcept { return value; }
  // Precondition: bytes.size() == N; from_bytes of other sizes is a bug, check first.
  [[nodiscard]] static Id from_bytes(BytesView bytes) noexcept {
    Id id;
    std::memcpy(id.value.data(), bytes.data(), bytes.size() < N ? bytes.size() : N);
    return id;
  }
  [[nodiscard]] bool is_zero() const noexcept { return *this == Id{}; }
};

using Digest = Id<32, struct DigestTag>;  // SHA-256

[[nodiscard]] std::string to_hex(BytesView bytes);
// nullopt-like: an empty result with ok=false is avoided by returning false.
[[nodiscard]] bool from_hex(std::string_view hex, Bytes& out);
[[nodiscard]] std::string to_base64(BytesView bytes);
[[nodiscard]] bool from_base64(std::string_view text, Bytes& out);

[[nodiscard]] inline BytesView as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string to_text(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace backchannel::base

template <std::size_t N, class Tag>
struct std::hash<backchannel::base::Id<N, Tag>> {
  // Identifiers are random or digests: their first eight bytes are hash enough.
  std::size_t operator()(const backchannel::base::Id<N, Tag>& id) const noexcept {
    std::size_t h = 0;
    std::memcpy(&h, id.value.data(), sizeof h < N ? sizeof h : N);
    return h;
  }
};
