// Each caveat of the doctrine by the real program: a message that it allows, and one that it refuses, with
// its sentence.

#include <gtest/gtest.h>

#include <algorithm>

#include "said.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kPlan = R"(
[net]
name = "caveats"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
rate = 1

[[relay]]
name = "HUB"
clearance = { classifications = "TOP SECRET", categories = ["CONTAINS CODEWORD"] }
[[relay]]
name = "SIDE"
clearance = "TOP SECRET"

[[station]]
name = "HERE"
clearance = { classifications = "TOP SECRET", categories = ["CONTAINS CODEWORD"] }
[[station]]
name = "THERE"
clearance = { classifications = "TOP SECRET", categories = ["CONTAINS CODEWORD"] }
[[station]]
name = "ELSEWHERE"
clearance = { classifications = "TOP SECRET", categories = ["CONTAINS CODEWORD"] }

[[person]]
name = "WRITER"
station = "HERE"
clearance = { classifications = "TOP SECRET", categories = [%ALL%] }
[[person]]
name = "CLERK"
station = "HERE"
clearance = "TOP SECRET"
[[person]]
name = "LISTED"
station = "THERE"
clearance = { classifications = "TOP SECRET", categories = [%ALL%] }
[[person]]
name = "SECOND"
station = "THERE"
clearance = { classifications = "TOP SECRET", categories = [%ALL%] }
[[person]]
name = "STRANGER"
station = "THERE"
clearance = "TOP SECRET"
[[person]]
name = "ALLY"
station = "THERE"
clearance = "TOP SECRET"
foreign = true
[[person]]
name = "FAR"
station = "ELSEWHERE"
clearance = { classifications = "TOP SECRET", categories = [%ALL%] }

[[circuit]]
ends = ["HERE", "HUB"]
accreditation = { classifications = "TOP SECRET", categories = ["CONTAINS CODEWORD"] }
[[circuit]]
ends = ["THERE", "HUB"]
accreditation = { classifications = "TOP SECRET", categories = ["CONTAINS CODEWORD"] }
[[circuit]]
ends = ["HERE", "SIDE"]
accreditation = "TOP SECRET"
[[circuit]]
ends = ["ELSEWHERE", "SIDE"]
accreditation = "TOP SECRET"
)";

std::string plan() {
  const std::string all =
      R"("CHEROKEE", "HARVAN", "PLUS", "DOUBLE PLUS", "SUNFLOWER", "A SHAU", "EXDIS", "STADIS", "SENSITIVE", )"
      R"("PERSONAL FOR", "ROGER CHANNEL", "CONTAINS CODEWORD")";
  std::string out = kPlan;
  for (auto at = out.find("%ALL%"); at != std::string::npos; at = out.find("%ALL%")) out.replace(at, 5, all);
  return out;
}

struct Letter {
  std::string from = "WRITER";
  std::string to = "\"LISTED\"";
  std::string caveats = {};
  std::string classification = "SECRET";
};

struct Row {
  std::string caveat;
  Letter allowed;
  Letter refused;
  std::string sentence;  // words of the refusal
};

std::vector<Row> table() {
  const std::string two = "[\"LISTED\", \"SECOND\"]";
  std::vector<Row> rows = {
      {"EXCLUSIVELY EYES ONLY", {}, {.to = two}, "allows exactly one named reader"},
      {"EYES ONLY", {.to = two}, {.to = "\"THERE\""}, "is for persons named"},
      {"NODIS", {}, {.to = two}, "NODIS allows 1 copy"},
      {"LIMDIS", {}, {.classification = "UNCLASSIFIED"}, "or higher, and this one is UNCLASSIFIED"},
      {"NOFORN", {}, {.to = "\"ALLY\""}, "allows no foreign reader, and ALLY is foreign"},
      {"PERSONAL FOR", {}, {.from = "CLERK"}, "is written only by those whom the net plan lists for it"},
      {"CONTAINS CODEWORD", {}, {.to = "\"FAR\""}, "No accredited path leads to ELSEWHERE"},
      {"DISTRIBUTE AS NODIS", {.caveats = "\"EXDIS\""}, {}, "stands only beside EXDIS"},
  };
  for (const char* listed : {"EXDIS", "STADIS", "SENSITIVE", "ROGER CHANNEL"})
    rows.push_back({listed, {}, {.to = "\"STRANGER\""}, "and STRANGER is not listed"});
  for (const char* compartment : {"CHEROKEE", "HARVAN", "PLUS", "DOUBLE PLUS", "SUNFLOWER", "A SHAU"})
    rows.push_back({compartment, {.caveats = "\"NODIS\""}, {}, "stands only beside NODIS"});
  return rows;
}

class Caveats : public testing::Test {
 protected:
  Caveats() : net(plan()) {}

  Ended compose(const std::string& caveat, const Letter& letter) {
    const auto file = net.scratch() / "letter.toml";
    write_text(file, "to = " + letter.to + "\nclassification = \"" + letter.classification +
                         "\"\ncaveats = [\"" + caveat + "\"" +
                         (letter.caveats.empty() ? "" : ", " + letter.caveats) + "]\ntext = \"A text.\"\n");
    return net.as(letter.from, {"compose", file.string()});
  }

  Net net;
};

TEST_F(Caveats, EachAllowsOneMessageAndRefusesAnother) {
  for (const Row& row : table()) {
    const Ended allowed = compose(row.caveat, row.allowed);
    EXPECT_EQ(allowed.exit_code, 0) << row.caveat << "\n" << what_happened(allowed);
    const Ended refused = compose(row.caveat, row.refused);
    EXPECT_NE(refused.exit_code, 0) << row.caveat;
    EXPECT_TRUE(flat(refused.err).contains(row.sentence)) << row.caveat << "\n" << what_happened(refused);
    EXPECT_TRUE(flat(refused.err).contains(row.caveat) || row.caveat == "CONTAINS CODEWORD") << refused.err;
    EXPECT_EQ(refused.out, "") << row.caveat;
  }
}

// Seen in print and never explained: kept, and nothing is claimed for them.
TEST_F(Caveats, ThoseWithoutADemandRefuseNothing) {
  for (const char* word : {"RYBAT", "BLACK PATCH"}) {
    const Ended composed = compose(word, {.to = "[\"STRANGER\", \"ALLY\", \"THERE\"]"});
    EXPECT_EQ(composed.exit_code, 0) << what_happened(composed);
  }
}

TEST_F(Caveats, EveryOneOfTheDoctrineIsInTheTable) {
  std::vector<std::string> known = {"RYBAT", "BLACK PATCH"};
  for (const Row& row : table()) known.push_back(row.caveat);
  const text::Value catalogue = json_of(net.call({"catalog", "--json"}));
  const text::Value* caveats = catalogue.find("catalogue");
  ASSERT_NE(caveats, nullptr);
  std::size_t seen = 0;
  for (const text::Value& each : *caveats->array()) {
    if (string_at(each, "kind") != "caveat") continue;
    ++seen;
    EXPECT_NE(std::ranges::find(known, string_at(each, "name")), known.end()) << string_at(each, "name");
  }
  EXPECT_EQ(seen, known.size());
}

}  // namespace
}  // namespace backchannel::e2e
