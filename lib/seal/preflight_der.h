#pragma once
// A strict DER reader (X.690 clauses 8 and 10): definite, shortest lengths, low tag numbers, bounded depth.
// It copies nothing and allocates nothing but error texts. Its callers name the code with which a surprise is
// refused.

#include <cstdint>
#include <string_view>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "oids.h"

namespace backchannel::seal::der {

constexpr int kDepthMax = 8;

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kBitString = 0x03;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kOid = 0x06;
constexpr std::uint8_t kUtcTime = 0x17;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kSet = 0x31;
constexpr std::uint8_t kConstructedBit = 0x20;
[[nodiscard]] constexpr std::uint8_t context(unsigned number) {
  return static_cast<std::uint8_t>(0x80 | number);
}
[[nodiscard]] constexpr std::uint8_t context_constructed(unsigned number) {
  return static_cast<std::uint8_t>(0xA0 | number);
}

struct Element {
  std::uint8_t tag = 0;
  base::BytesView content;
  base::BytesView whole;  // with tag and length
};

class Cursor {
 public:
  // `place` is named in errors and must outlive the cursor.
  Cursor(base::BytesView bytes, std::string_view place) noexcept : rest_(bytes), place_(place) {}

  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] bool next_is(std::uint8_t tag) const noexcept { return !rest_.empty() && rest_[0] == tag; }
  [[nodiscard]] base::BytesView rest() const noexcept { return rest_; }

  // The next element whatever it is. Der.
  [[nodiscard]] base::Result<Element> any();
  // The next element, which must have this tag; else `otherwise` (or Depth, if what stands there nests too
  // deep).
  [[nodiscard]] base::Result<Element> take(std::uint8_t tag, base::Code otherwise, std::string_view what);
  // Into the next element, which must be constructed with this tag. Depth.
  [[nodiscard]] base::Result<Cursor> enter(std::uint8_t tag, base::Code otherwise, std::string_view what);
  // Nothing more here.
  [[nodiscard]] base::Result<> end(base::Code otherwise) const;

  [[nodiscard]] base::Result<> expect_oid(const oids::Oid& oid, base::Code otherwise, std::string_view what);
  // A non-negative INTEGER in shortest form below 2^32.
  [[nodiscard]] base::Result<std::uint32_t> number(base::Code otherwise, std::string_view what);
  [[nodiscard]] base::Result<> expect_number(std::uint32_t value, base::Code otherwise,
                                             std::string_view what);

  [[nodiscard]] std::unexpected<base::Error> refuse(base::Code code, std::string_view what) const;

 private:
  Cursor(base::BytesView bytes, std::string_view place, int depth) noexcept
      : rest_(bytes), place_(place), depth_(depth) {}
  [[nodiscard]] base::Result<Element> read() const;
  [[nodiscard]] std::unexpected<base::Error> surprise(const Element& element, base::Code code,
                                                      std::string_view what) const;

  base::BytesView rest_;
  std::string_view place_;
  int depth_ = 0;
};

// Whether encodings stand in the order of a DER SET OF (X.690 11.6), without duplicates.
[[nodiscard]] bool in_set_order(base::BytesView earlier, base::BytesView later) noexcept;

}  // namespace backchannel::seal::der
