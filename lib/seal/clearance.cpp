#include "clearance.h"

#include <openssl/asn1t.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "backchannel/base/bytes.h"
#include "backchannel/base/check.h"
#include "oids.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;
using message::Clearance;

// RFC 5755 section 4.4.6: SecurityCategory ::= SEQUENCE { type [0] IMPLICIT OBJECT IDENTIFIER, value [1]
// EXPLICIT } Our value is SET OF INTEGER: permanent numbers of doctrine rows.
struct SecurityCategory {
  ASN1_OBJECT* type;
  STACK_OF(ASN1_INTEGER) * numbers;
};
DEFINE_STACK_OF(SecurityCategory)
ASN1_SEQUENCE(SecurityCategory) = {ASN1_IMP(SecurityCategory, type, ASN1_OBJECT, 0),
                                   ASN1_EXP_SET_OF(SecurityCategory, numbers, ASN1_INTEGER, 1)};
static_ASN1_SEQUENCE_END(SecurityCategory)

    // RFC 5913 section 2
    struct ClearanceSyntax {
  ASN1_OBJECT* policy;
  ASN1_BIT_STRING* classes;  // absent: {unclassified}
  STACK_OF(SecurityCategory) * categories;
};
DEFINE_STACK_OF(ClearanceSyntax)
ASN1_SEQUENCE(ClearanceSyntax) = {ASN1_SIMPLE(ClearanceSyntax, policy, ASN1_OBJECT),
                                  ASN1_OPT(ClearanceSyntax, classes, ASN1_BIT_STRING),
                                  ASN1_SET_OF_OPT(ClearanceSyntax, categories, SecurityCategory)};
static_ASN1_SEQUENCE_END(ClearanceSyntax)

    using Constraints = STACK_OF(ClearanceSyntax);
ASN1_ITEM_TEMPLATE(ConstraintsSyntax) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, constraints,
                                                              ClearanceSyntax);
static_ASN1_ITEM_TEMPLATE_END(ConstraintsSyntax)

    using Attributes = STACK_OF(X509_ATTRIBUTE);
ASN1_ITEM_TEMPLATE(AttributesSyntax) = ASN1_EX_TEMPLATE_TYPE(ASN1_TFLG_SEQUENCE_OF, 0, attributes,
                                                             X509_ATTRIBUTE);
static_ASN1_ITEM_TEMPLATE_END(AttributesSyntax)

    // RFC 5913 and 5280. The library's own NID_clearance is the withdrawn 2.5.1.5.55.
    constexpr const char* kClearance = "2.5.4.55";
constexpr const char* kAuthorityClearanceConstraints = "1.3.6.1.5.5.7.1.21";
constexpr const char* kDirectoryAttributes = "2.5.29.9";

constexpr std::array kCategoryTypes = {
    std::pair{message::CategoryKind::Restrictive, oids::kCategoryRestrictive.dotted()},
    std::pair{message::CategoryKind::Permissive, oids::kCategoryPermissive.dotted()},
    std::pair{message::CategoryKind::Informative, oids::kCategoryInformative.dotted()}};

// Frees what was made from one of the templates above.
template <class T>
struct Made {
  T* value = nullptr;
  const ASN1_ITEM* item;
  Made(T* made, const ASN1_ITEM* of) : value(made), item(of) {}
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  Made(Made&& other) noexcept : value(std::exchange(other.value, nullptr)), item(other.item) {}
  Made& operator=(Made&&) = delete;
  ~Made() { ASN1_item_free(reinterpret_cast<ASN1_VALUE*>(value), item); }

  [[nodiscard]] base::Bytes der() const {
    unsigned char* out = nullptr;
    const int size = ASN1_item_i2d(reinterpret_cast<const ASN1_VALUE*>(value), &out, item);
    BC_CHECK(size >= 0);
    base::Bytes bytes(out, out + size);
    OPENSSL_free(out);
    return bytes;
  }
};

// Strict: what does not encode back to the same bytes was not DER.
template <class T>
base::Result<Made<T>> read(base::BytesView der, const ASN1_ITEM* item, const char* what) {
  const unsigned char* at = der.data();
  Made<T> made(reinterpret_cast<T*>(ASN1_item_d2i(nullptr, &at, static_cast<long>(der.size()), item)), item);
  if (made.value == nullptr || made.der() != base::Bytes(der.begin(), der.end()))
    return fail(Code::Der, std::string("the ") + what + " in a certificate cannot be read");
  return made;
}

bool is(const ASN1_OBJECT* object, const char* dotted) {
  std::array<char, 80> text{};
  const int size = OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return size > 0 && size < static_cast<int>(text.size()) && std::string_view(text.data()) == dotted;
}

void add_category(ClearanceSyntax& syntax, const char* type,
                  const std::set<message::CategoryNumber>& numbers) {
  if (numbers.empty()) return;
  auto* category = reinterpret_cast<SecurityCategory*>(ASN1_item_new(ASN1_ITEM_rptr(SecurityCategory)));
  category->type = OBJ_txt2obj(type, 1);
  for (const auto number : numbers) {
    ASN1_INTEGER* integer = ASN1_INTEGER_new();
    ASN1_INTEGER_set_uint64(integer, number);
    sk_ASN1_INTEGER_push(category->numbers, integer);
  }
  if (syntax.categories == nullptr) syntax.categories = sk_SecurityCategory_new_null();
  sk_SecurityCategory_push(syntax.categories, category);
}

base::Result<Made<ClearanceSyntax>> to_syntax(const Clearance& clearance,
                                              const doctrine::Catalogue& catalogue) {
  Made<ClearanceSyntax> made(
      reinterpret_cast<ClearanceSyntax*>(ASN1_item_new(ASN1_ITEM_rptr(ClearanceSyntax))),
      ASN1_ITEM_rptr(ClearanceSyntax));
  made.value->policy = OBJ_txt2obj(oids::kPolicy.dotted(), 1);
  // X.690 11.5: a value equal to its DEFAULT is left out.
  if (clearance.classifications != std::set<message::ClassificationNumber>{1}) {
    made.value->classes = ASN1_BIT_STRING_new();
    for (const auto number : clearance.classifications)
      ASN1_BIT_STRING_set_bit(made.value->classes, number, 1);
  }
  std::array<std::set<message::CategoryNumber>, kCategoryTypes.size()> by_type;
  for (const auto number : clearance.categories) {
    const auto* row = catalogue.caveat(number);
    if (row == nullptr)
      return fail(Code::LabelUnknown, "a clearance lists caveat " + std::to_string(number) +
                                          ", for which the doctrine has no row");
    for (std::size_t i = 0; i < kCategoryTypes.size(); ++i)
      if (kCategoryTypes[i].first == row->kind) by_type[i].insert(number);
  }
  for (std::size_t i = 0; i < kCategoryTypes.size(); ++i)
    add_category(*made.value, kCategoryTypes[i].second, by_type[i]);
  return made;
}

base::Result<Clearance> from_syntax(const ClearanceSyntax& syntax) {
  Clearance clearance;
  if (syntax.classes == nullptr) clearance.classifications = {1};
  for (message::ClassificationNumber number = 0;
       syntax.classes != nullptr && number <= message::kClassificationMax; ++number)
    if (ASN1_BIT_STRING_get_bit(syntax.classes, number) == 1) clearance.classifications.insert(number);
  for (int i = 0; i < sk_SecurityCategory_num(syntax.categories); ++i) {
    const SecurityCategory* category = sk_SecurityCategory_value(syntax.categories, i);
    bool known = false;
    for (const auto& [kind, type] : kCategoryTypes) known = known || is(category->type, type);
    // A category that this system does not know grants nothing here.
    if (!known) continue;
    for (int n = 0; n < sk_ASN1_INTEGER_num(category->numbers); ++n) {
      std::uint64_t number = 0;
      if (ASN1_INTEGER_get_uint64(&number, sk_ASN1_INTEGER_value(category->numbers, n)) != 1 ||
          number > UINT32_MAX)
        return fail(Code::Der, "a clearance in a certificate lists a caveat number out of range");
      clearance.categories.insert(static_cast<message::CategoryNumber>(number));
    }
  }
  return clearance;
}

X509ExtensionPtr make_extension(const char* dotted, const base::Bytes& der) {
  const Asn1ObjectPtr type(OBJ_txt2obj(dotted, 1));
  const Asn1OctetStringPtr value(ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(value.get(), der.data(), static_cast<int>(der.size()));
  return X509ExtensionPtr(X509_EXTENSION_create_by_OBJ(nullptr, type.get(), 0, value.get()));
}

// nullopt: not there. Der: there twice.
base::Result<std::optional<base::BytesView>> extension_value(const X509* certificate, const char* dotted) {
  const Asn1ObjectPtr type(OBJ_txt2obj(dotted, 1));
  const int place = X509_get_ext_by_OBJ(certificate, type.get(), -1);
  if (place < 0) return std::nullopt;
  if (X509_get_ext_by_OBJ(certificate, type.get(), place) >= 0)
    return fail(Code::Der, std::string("a certificate carries the extension ") + dotted + " twice");
  const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_get_ext(certificate, place));
  return base::BytesView(ASN1_STRING_get0_data(value), static_cast<std::size_t>(ASN1_STRING_length(value)));
}

base::Result<Clearance> clearance_of_attribute(X509_ATTRIBUTE* attribute) {
  for (int v = 0; v < X509_ATTRIBUTE_count(attribute); ++v) {
    const ASN1_TYPE* value = X509_ATTRIBUTE_get0_type(attribute, v);
    if (ASN1_TYPE_get(value) != V_ASN1_SEQUENCE)
      return fail(Code::Der, "the clearance in a certificate cannot be read");
    const ASN1_STRING* der = value->value.sequence;
    BC_TRY(syntax, read<ClearanceSyntax>(
                       {ASN1_STRING_get0_data(der), static_cast<std::size_t>(ASN1_STRING_length(der))},
                       ASN1_ITEM_rptr(ClearanceSyntax), "clearance"));
    if (is(syntax.value->policy, oids::kPolicy.dotted())) return from_syntax(*syntax.value);
  }
  return Clearance{};
}

}  // namespace

base::Result<X509ExtensionPtr> clearance_extension(const Clearance& clearance,
                                                   const doctrine::Catalogue& catalogue) {
  BC_TRY(syntax, to_syntax(clearance, catalogue));
  const base::Bytes der = syntax.der();
  const Asn1ObjectPtr type(OBJ_txt2obj(kClearance, 1));
  Made<Attributes> attributes(sk_X509_ATTRIBUTE_new_null(), ASN1_ITEM_rptr(AttributesSyntax));
  sk_X509_ATTRIBUTE_push(attributes.value,
                         X509_ATTRIBUTE_create_by_OBJ(nullptr, type.get(), V_ASN1_SEQUENCE, der.data(),
                                                      static_cast<int>(der.size())));
  return make_extension(kDirectoryAttributes, attributes.der());
}

base::Result<X509ExtensionPtr> constraint_extension(const Clearance& most,
                                                    const doctrine::Catalogue& catalogue) {
  BC_TRY(syntax, to_syntax(most, catalogue));
  Made<Constraints> constraints(sk_ClearanceSyntax_new_null(), ASN1_ITEM_rptr(ConstraintsSyntax));
  sk_ClearanceSyntax_push(constraints.value, std::exchange(syntax.value, nullptr));
  return make_extension(kAuthorityClearanceConstraints, constraints.der());
}

base::Result<Clearance> clearance_in(const X509* certificate) {
  BC_TRY(der, extension_value(certificate, kDirectoryAttributes));
  if (!der) return Clearance{};
  BC_TRY(attributes, read<Attributes>(*der, ASN1_ITEM_rptr(AttributesSyntax), "directory attributes"));
  for (int i = 0; i < sk_X509_ATTRIBUTE_num(attributes.value); ++i) {
    X509_ATTRIBUTE* attribute = sk_X509_ATTRIBUTE_value(attributes.value, i);
    if (is(X509_ATTRIBUTE_get0_object(attribute), kClearance)) return clearance_of_attribute(attribute);
  }
  return Clearance{};
}

base::Result<std::optional<Clearance>> constraint_in(const X509* certificate) {
  BC_TRY(der, extension_value(certificate, kAuthorityClearanceConstraints));
  if (!der) return std::nullopt;
  BC_TRY(constraints, read<Constraints>(*der, ASN1_ITEM_rptr(ConstraintsSyntax), "clearance constraint"));
  for (int i = 0; i < sk_ClearanceSyntax_num(constraints.value); ++i) {
    const ClearanceSyntax* syntax = sk_ClearanceSyntax_value(constraints.value, i);
    if (!is(syntax->policy, oids::kPolicy.dotted())) continue;
    BC_TRY(clearance, from_syntax(*syntax));
    return clearance;
  }
  // A constraint that does not name this policy permits nothing under it (RFC 5913 section 3).
  return Clearance{};
}

}  // namespace backchannel::seal
