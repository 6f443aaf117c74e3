#include "sealing_label.h"

#include <algorithm>
#include <array>
#include <string>

#include "backchannel/seal/sealing.h"
#include "sealing_der.h"

namespace backchannel::seal {
namespace {

using base::Code;
using message::CategoryKind;
using Numbers = std::set<message::CategoryNumber>;

constexpr Code kUnknown = Code::LabelUnknown;

struct KindRow {
  CategoryKind kind;
  const oids::Oid* oid;
  Numbers message::Label::*numbers;
};
constexpr std::array kKinds = {
    KindRow{CategoryKind::Restrictive, &oids::kCategoryRestrictive, &message::Label::restrictive},
    KindRow{CategoryKind::Permissive, &oids::kCategoryPermissive, &message::Label::permissive},
    KindRow{CategoryKind::Informative, &oids::kCategoryInformative, &message::Label::informative},
};

// SecurityCategory ::= SEQUENCE { type [0] OBJECT IDENTIFIER, value [1] SEQUENCE OF INTEGER }
base::Bytes encode_category(const oids::Oid& type, const Numbers& numbers) {
  std::vector<base::Bytes> values;
  for (const auto number : numbers) values.push_back(der::integer(number));
  return der::constructed(der::kSequence, {der::oid(type, der::context(0)),
                                           der::constructed(der::context_constructed(1),
                                                            {der::constructed(der::kSequence, values)})});
}

base::Result<> decode_category(der::Cursor& categories, message::Label& label) {
  BC_TRY(category, categories.enter(der::kSequence, kUnknown, "a category"));
  BC_TRY(type, category.take(der::context(0), kUnknown, "the type of a category"));
  const auto row =
      std::ranges::find_if(kKinds, [&](const KindRow& kind) { return kind.oid->is(type.content); });
  if (row == kKinds.end()) return category.refuse(kUnknown, "an unknown kind of category");
  BC_TRY(explicit_value, category.enter(der::context_constructed(1), kUnknown, "the value of a category"));
  BC_TRY_VOID(category.end(kUnknown));
  BC_TRY(values, explicit_value.enter(der::kSequence, kUnknown, "the numbers of a category"));
  BC_TRY_VOID(explicit_value.end(kUnknown));
  while (!values.at_end()) {
    BC_TRY(number, values.number(kUnknown, "the number of a category"));
    (label.*(row->numbers)).insert(number);
  }
  return {};
}

}  // namespace

base::Bytes encode_label(const message::Label& label) {
  std::vector<base::Bytes> parts{der::integer(label.classification), der::oid(oids::kPolicy)};
  std::vector<base::Bytes> categories;
  for (const auto& [kind, oid, numbers] : kKinds)
    if (!(label.*numbers).empty()) categories.push_back(encode_category(*oid, label.*numbers));
  if (!categories.empty()) parts.push_back(der::set_of(categories));
  return der::constructed(der::kSet, parts);  // already in the order of tags
}

base::Result<message::Label> decode_label(base::BytesView der_bytes) {
  message::Label label;
  der::Cursor document(der_bytes, "label");
  BC_TRY(fields, document.enter(der::kSet, kUnknown, "the label"));
  BC_TRY_VOID(document.end(kUnknown));
  BC_TRY(classification, fields.number(kUnknown, "the classification"));
  if (classification > message::kClassificationMax)
    return fields.refuse(kUnknown, "a classification above top secret");
  label.classification = static_cast<message::ClassificationNumber>(classification);
  BC_TRY_VOID(fields.expect_oid(oids::kPolicy, kUnknown, "the security policy"));
  if (!fields.at_end()) {
    BC_TRY(categories, fields.enter(der::kSet, kUnknown, "the categories"));
    while (!categories.at_end()) BC_TRY_VOID(decode_category(categories, label));
  }
  // Order, duplicates and empty sets in one comparison: two labels are equal exactly if their bytes are.
  if (!fields.at_end() || !std::ranges::equal(encode_label(label), der_bytes))
    return fields.refuse(kUnknown, "not the one encoding of this label");
  return label;
}

base::Result<message::Label> label_of(base::BytesView label_bytes) { return decode_label(label_bytes); }

base::Result<> check_known(const doctrine::Catalogue& catalogue, const message::Label& label) {
  if (catalogue.classification(label.classification) == nullptr)
    return base::fail(kUnknown, "classification " + std::to_string(label.classification) + " has no row");
  for (const auto& [kind, oid, numbers] : kKinds)
    for (const auto number : label.*numbers) {
      const auto* row = catalogue.caveat(number);
      if (row == nullptr || row->kind != kind)
        return base::fail(kUnknown, "category " + std::to_string(number) + " has no row of this kind");
    }
  return {};
}

}  // namespace backchannel::seal
