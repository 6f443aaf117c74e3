// ESSSecurityLabel: one encoding for each label, and the list of object identifiers.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "sealing_der.h"
#include "sealing_forge.h"
#include "sealing_label.h"

namespace backchannel::seal::testing {
namespace {

message::Label label_with_all_kinds() {
  message::Label label;
  label.classification = 5;
  label.restrictive = {4, 130};
  label.permissive = {300};
  label.informative = {1, 2};
  return label;
}

std::string decoded(const Tree& tree) { return code_of(decode_label(tree.encoded())); }

TEST(SealingLabel, ComesBackAsItWas) {
  EXPECT_EQ(value_of(decode_label(encode_label(label_with_all_kinds()))), label_with_all_kinds());
  EXPECT_EQ(value_of(decode_label(encode_label({}))), message::Label{});
}

RC_GTEST_PROP(SealingLabel, AnyLabelComesBackAsItWas,
              (std::set<std::uint32_t> a, std::set<std::uint32_t> b)) {
  message::Label label;
  label.classification = *rc::gen::inRange<std::uint8_t>(0, 6);
  label.restrictive = a;
  label.informative = b;
  const auto back = decode_label(encode_label(label));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == label);
}

RC_GTEST_PROP(SealingLabel, WhatDecodesIsTheOneEncoding,
              (std::vector<std::pair<std::uint16_t, std::uint8_t>> edits)) {
  auto bytes = encode_label(label_with_all_kinds());
  for (const auto& [place, value] : edits) bytes[place % bytes.size()] = value;
  if (const auto label = decode_label(bytes)) RC_ASSERT(encode_label(*label) == bytes);
}

TEST(SealingLabel, AnotherPolicyOrKindOfCategoryOrClassificationIsRefused) {
  const Tree honest = tree_of(encode_label(label_with_all_kinds()));
  EXPECT_EQ(decoded(honest), "accepted");
  Tree tree = honest;
  tree.children[1] = oid(oids::kContentMessage);
  EXPECT_EQ(decoded(tree), "LabelUnknown");
  tree = honest;
  tree.at({2, 0, 0}).content.back() ^= 0x70;
  EXPECT_EQ(decoded(tree), "LabelUnknown");
  tree = honest;
  tree.children[0] = number(6);
  EXPECT_EQ(decoded(tree), "LabelUnknown");
}

TEST(SealingLabel, OrderTricksDuplicatesAndEmptySetsAreRefused) {
  const Tree honest = tree_of(encode_label(label_with_all_kinds()));
  Tree tree = honest;
  std::ranges::reverse(tree.children[2].children);
  EXPECT_EQ(decoded(tree), "LabelUnknown");
  tree = honest;
  for (Tree& category : tree.children[2].children) std::ranges::reverse(category.at({1, 0}).children);
  EXPECT_EQ(decoded(tree), "LabelUnknown");
  tree = honest;
  auto& numbers = tree.at({2, 0, 1, 0}).children;
  numbers.push_back(numbers.back());
  EXPECT_EQ(decoded(tree), "LabelUnknown");
  tree = honest;
  tree.children[2].children.clear();
  EXPECT_EQ(decoded(tree), "LabelUnknown");
  tree = honest;
  tree.at({2, 0, 1, 0}).children.clear();
  EXPECT_EQ(decoded(tree), "LabelUnknown");
}

TEST(SealingLabel, APrivacyMarkIsRefused) {
  Tree tree = tree_of(encode_label(label_with_all_kinds()));
  tree.children.insert(tree.children.begin() + 2, primitive(0x0C, {'N', 'O', 'D', 'I', 'S'}));
  EXPECT_EQ(decoded(tree), "LabelUnknown");
}

TEST(SealingLabel, NumbersMustBeRowsOfTheDoctrineOfTheirKind) {
  const auto& catalogue = small_trust().catalogue();
  EXPECT_EQ(code_of(check_known(catalogue, secret_label())), "accepted");
  auto label = secret_label();
  label.informative = {99'999};
  EXPECT_EQ(code_of(check_known(catalogue, label)), "LabelUnknown");
  label = secret_label();
  label.restrictive = label.informative;
  EXPECT_EQ(code_of(check_known(catalogue, label)), "LabelUnknown");
}

RC_GTEST_PROP(PreflightAnything, AnyEditOfALayerIsReadOrRefusedInBounds,
              (std::vector<std::pair<std::uint16_t, std::uint8_t>> edits)) {
  static const base::Bytes outer = sealed_to_baker().bytes;
  static const base::Bytes middle = middle_of(sealed_to_baker());
  for (const auto* honest : {&outer, &middle}) {
    auto bytes = *honest;
    for (const auto& [place, value] : edits) bytes[place % bytes.size()] = value;
    static_cast<void>(preflight_outer(bytes));
    static_cast<void>(preflight_inner(bytes));
    static_cast<void>(preflight_envelope(bytes));
  }
}

TEST(SealingOids, AreThoseOfTheOneList) {
  std::map<std::string, std::string> listed;
  std::istringstream file(source_file("proto/oids.txt"));
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    if (std::string name, value; words >> name >> value) listed[name] = value;
  }
  listed.erase("arc");
  const std::map<std::string, oids::Oid> ours = {
      {"policy", oids::kPolicy},
      {"content-message", oids::kContentMessage},
      {"content-envelope", oids::kContentEnvelope},
      {"content-outer", oids::kContentOuter},
      {"content-roster", oids::kContentRoster},
      {"content-draft", oids::kContentDraft},
      {"attribute-header", oids::kAttributeHeader},
      {"category-restrictive", oids::kCategoryRestrictive},
      {"category-permissive", oids::kCategoryPermissive},
      {"category-informative", oids::kCategoryInformative},
      {"eku-person-sign", oids::kEkuPersonSign},
      {"eku-node-sign", oids::kEkuNodeSign},
      {"eku-agree", oids::kEkuAgree},
      {"eku-transport", oids::kEkuTransport},
      {"eku-roster-sign", oids::kEkuRosterSign},
  };
  EXPECT_EQ(listed.size(), ours.size());
  for (const auto& [name, oid] : ours) EXPECT_EQ(listed[name], oid.dotted()) << name;
}

TEST(SealingOids, AreEncodedAsTheLibraryDoes) {
  for (const auto& oid : {oids::kPolicy, oids::kAes256Gcm, oids::kEcdsaWithSha256, oids::kDhSha256Kdf,
                          oids::kSigningCertificateV2, oids::kContentType}) {
    const Asn1ObjectPtr object(OBJ_txt2obj(oid.dotted(), 1));
    ASSERT_NE(object, nullptr);
    EXPECT_TRUE(oid.is({OBJ_get0_data(object.get()), OBJ_length(object.get())})) << oid.dotted();
  }
}

}  // namespace
}  // namespace backchannel::seal::testing
