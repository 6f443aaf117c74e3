#pragma once
// A small cast, the shipped doctrine, and sentences to look into.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "backchannel/doctrine/catalogue.h"
#include "backchannel/policy/decision.h"

namespace backchannel::policy {

using doctrine::Catalogue;
using message::CategoryKind;
using message::Precedence;
using Files = std::vector<std::pair<std::string, std::string>>;

inline Files shipped_files() {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(BACKCHANNEL_SOURCE_DIR "/doctrine")) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    if (entry.path().extension() == ".toml") files.emplace_back(entry.path().filename().string(), out.str());
  }
  return files;
}

inline const Catalogue& shipped() {
  static const Catalogue catalogue = doctrine::load(shipped_files()).value();
  return catalogue;
}

inline message::Label label(const std::string& classification, const std::vector<std::string>& caveats = {},
                            const Catalogue& catalogue = shipped()) {
  message::Label made{catalogue.classification(classification)->number, {}, {}, {}};
  for (const auto& name : caveats) {
    const auto* row = catalogue.caveat(name);
    switch (row->kind) {
      case CategoryKind::Restrictive:
        made.restrictive.insert(row->number);
        break;
      case CategoryKind::Permissive:
        made.permissive.insert(row->number);
        break;
      case CategoryKind::Informative:
        made.informative.insert(row->number);
        break;
    }
  }
  return made;
}

// Everything up to a classification, and these categories.
inline message::Clearance clearance(const std::string& up_to, const std::vector<std::string>& categories = {},
                                    const Catalogue& catalogue = shipped()) {
  message::Clearance made;
  const auto highest = catalogue.classification(up_to)->number;
  for (const auto& row : catalogue.classifications) {
    if (row.number <= highest) made.classifications.insert(row.number);
  }
  for (const auto& name : categories) made.categories.insert(catalogue.caveat(name)->number);
  return made;
}

inline Party person(const std::string& name,
                    const message::Clearance& held = clearance("TOP SECRET", {"SENSITIVE"})) {
  return {name, true, false, held, Precedence::Flash};
}

inline Party station(const std::string& name,
                     const message::Clearance& held = clearance("TOP SECRET", {"SENSITIVE"})) {
  return {name, false, false, held, Precedence::Routine};
}

inline Addressee to(const Party& party, Precedence precedence = Precedence::Routine, bool action = true) {
  return {party, party.is_person, action, precedence};
}

inline std::string words_of(const Verdict& verdict) {
  std::string all;
  for (const auto& reason : verdict.against) all += reason.sentence + "\n";
  for (const auto& warning : verdict.warnings) all += "warning: " + warning + "\n";
  return all;
}

inline void expect_allowed(const Verdict& verdict) { EXPECT_TRUE(verdict.allowed()) << words_of(verdict); }

// Refused for this reason alone, in one sentence or more that holds these words and ends as sentences end.
inline void expect_refused(const Verdict& verdict, base::Code code, const std::vector<std::string>& words) {
  ASSERT_EQ(verdict.against.size(), 1U) << words_of(verdict);
  EXPECT_EQ(verdict.against[0].code, code) << words_of(verdict);
  EXPECT_EQ(verdict.error().code, code);
  const std::string& sentence = verdict.against[0].sentence;
  for (const auto& word : words)
    EXPECT_NE(sentence.find(word), std::string::npos) << word << " in: " << sentence;
  EXPECT_TRUE(sentence.ends_with('.')) << sentence;
  EXPECT_EQ(sentence.find("  "), std::string::npos) << sentence;
}

}  // namespace backchannel::policy
