#include "preflight_der.h"

#include <algorithm>
#include <string>

namespace backchannel::seal::der {
namespace {

// Lengths of three octets reach 16 MiB, past every limit here; longer forms are refused as such.
constexpr std::size_t kLengthOctetsMax = 3;
constexpr std::uint8_t kHighTagNumber = 0x1F;
// A surprise this deep is called a depth bomb: a layer and a value of one of its attributes may have
// kDepthMax each.
constexpr int kBombDepth = 2 * kDepthMax;

// How many levels of constructed elements `bytes` holds, counted no further than `limit`. Stops at what is no
// DER.
int levels_in(base::BytesView bytes, int limit) {
  if (limit == 0) return 0;
  int deepest = 0;
  Cursor cursor(bytes, {});
  while (!cursor.at_end()) {
    const auto element = cursor.any();
    if (!element) break;
    if ((element->tag & kConstructedBit) != 0)
      deepest = std::max(deepest, 1 + levels_in(element->content, limit - 1));
  }
  return deepest;
}

}  // namespace

std::unexpected<base::Error> Cursor::refuse(base::Code code, std::string_view what) const {
  return base::fail(code, std::string(place_) + ": " + std::string(what));
}

std::unexpected<base::Error> Cursor::surprise(const Element& element, base::Code code,
                                              std::string_view what) const {
  const int levels = (element.tag & kConstructedBit) != 0 ? 1 + levels_in(element.content, kBombDepth) : 0;
  if (depth_ + levels > kBombDepth) return refuse(base::Code::Depth, what);
  return refuse(code, what);
}

base::Result<Element> Cursor::read() const {
  if (rest_.size() < 2) return refuse(base::Code::Der, "cut short");
  Element element;
  element.tag = rest_[0];
  if ((element.tag & kHighTagNumber) == kHighTagNumber)
    return refuse(base::Code::Der, "a tag number above 30");
  std::size_t length = rest_[1];
  std::size_t head = 2;
  if (length == 0x80) return refuse(base::Code::Der, "an indefinite length");
  if (length > 0x80) {
    const std::size_t octets = length & 0x7F;
    if (octets > kLengthOctetsMax || rest_.size() < head + octets)
      return refuse(base::Code::Der, "a length that cannot be");
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8 | rest_[head + i];
    head += octets;
    if (length < 0x80 || (octets > 1 && length >> (8 * (octets - 1)) == 0))
      return refuse(base::Code::Der, "a length that is not in its shortest form");
  }
  if (length > rest_.size() - head) return refuse(base::Code::Der, "a length past the end");
  element.content = rest_.subspan(head, length);
  element.whole = rest_.first(head + length);
  return element;
}

base::Result<Element> Cursor::any() {
  BC_TRY(element, read());
  rest_ = rest_.subspan(element.whole.size());
  return element;
}

base::Result<Element> Cursor::take(std::uint8_t tag, base::Code otherwise, std::string_view what) {
  if (at_end()) return refuse(otherwise, std::string(what) + " is missing");
  BC_TRY(element, read());
  if (element.tag != tag) {
    // A string cut into pieces is BER for the same value: never DER.
    if (element.tag == (tag | kConstructedBit) && tag < 0x40)
      return refuse(base::Code::Der, std::string(what) + " is in pieces");
    return surprise(element, otherwise,
                    std::string("something else stands in the place of ") + std::string(what));
  }
  rest_ = rest_.subspan(element.whole.size());
  return element;
}

base::Result<Cursor> Cursor::enter(std::uint8_t tag, base::Code otherwise, std::string_view what) {
  BC_TRY(element, take(tag, otherwise, what));
  if (depth_ + 1 > kDepthMax) return refuse(base::Code::Depth, what);
  return Cursor(element.content, place_, depth_ + 1);
}

base::Result<> Cursor::end(base::Code otherwise) const {
  if (at_end()) return {};
  BC_TRY(element, read());
  return surprise(element, otherwise, "more than the profile allows");
}

base::Result<> Cursor::expect_oid(const oids::Oid& oid, base::Code otherwise, std::string_view what) {
  BC_TRY(element, take(kOid, otherwise, what));
  if (!oid.is(element.content)) return refuse(otherwise, std::string(what) + " is not the profile's");
  return {};
}

base::Result<std::uint32_t> Cursor::number(base::Code otherwise, std::string_view what) {
  BC_TRY(element, take(kInteger, otherwise, what));
  const auto octets = element.content;
  if (octets.empty()) return refuse(base::Code::Der, std::string(what) + " is empty");
  if (octets.size() > 1 && ((octets[0] == 0 && octets[1] < 0x80) || (octets[0] == 0xFF && octets[1] >= 0x80)))
    return refuse(base::Code::Der, std::string(what) + " is not in its shortest form");
  if (octets[0] >= 0x80 || octets.size() > 5 || (octets.size() == 5 && octets[0] != 0))
    return refuse(otherwise, std::string(what) + " is out of range");
  std::uint32_t value = 0;
  for (const auto octet : octets) value = value << 8 | octet;
  return value;
}

base::Result<> Cursor::expect_number(std::uint32_t value, base::Code otherwise, std::string_view what) {
  BC_TRY(found, number(otherwise, what));
  if (found != value) return refuse(otherwise, std::string(what) + " is not the profile's");
  return {};
}

bool in_set_order(base::BytesView earlier, base::BytesView later) noexcept {
  return std::ranges::lexicographical_compare(earlier, later);
}

}  // namespace backchannel::seal::der
