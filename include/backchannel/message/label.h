#pragma once
// Security labels and clearances as numbers; their names are rows of the doctrine. ESSSecurityLabel (RFC 2634
// section 3) and Clearance (RFC 5913 section 2) carry these values; module seal encodes them.

#include <cstdint>
#include <set>
#include <vector>

namespace backchannel::message {

// RFC 2634 SecurityClassification: unmarked 0, unclassified 1, restricted 2 (LIMITED OFFICIAL USE),
// confidential 3, secret 4, top-secret 5.
using ClassificationNumber = std::uint8_t;
constexpr ClassificationNumber kClassificationMax = 5;

// The permanent number of a caveat row in the doctrine.
using CategoryNumber = std::uint32_t;

enum class CategoryKind : std::uint8_t {
  Restrictive = 1,  // every one must be held
  Permissive = 2,   // at least one of the set must be held
  Informative = 3,  // nothing is held: the marking makes handling demands only (eyes-only names readers)
};

// Sorted, without duplicates: a set, so that two labels are equal exactly if their encodings are.
struct Label {
  ClassificationNumber classification = 1;
  std::set<CategoryNumber> restrictive;
  std::set<CategoryNumber> permissive;
  std::set<CategoryNumber> informative;
  friend bool operator==(const Label&, const Label&) = default;
};

// classList is a set (membership, not order): RFC 5913.
struct Clearance {
  std::set<ClassificationNumber> classifications;
  std::set<CategoryNumber> categories;
  friend bool operator==(const Clearance&, const Clearance&) = default;
};

// What both grant: used along a certificate chain.
[[nodiscard]] Clearance intersection(const Clearance& a, const Clearance& b);

// Membership of the classification, all restrictive held, one of the permissive held (if any are set).
[[nodiscard]] bool covers(const Clearance& clearance, const Label& label);

// Order for comparing two labels (quoting, writing down): a at least as high as b.
[[nodiscard]] bool dominates(const Label& a, const Label& b);

}  // namespace backchannel::message
