#include "marking_names.h"

#include <gtest/gtest.h>

#include "backchannel/doctrine/catalogue.h"
#include "doctrine_files.h"

namespace backchannel::doctrine {
namespace {

std::vector<std::string> shipped_names() {
  const auto catalogue = load(shipped_files()).value();
  std::vector<std::string> names;
  for (const auto& row : catalogue.classifications) names.push_back(row.name);
  for (const auto& row : catalogue.caveats) names.push_back(row.name);
  for (const auto& row : catalogue.deliveries) names.push_back(row.name);
  return names;
}

TEST(MarkingNames, NoneStandsInTheCode) {
  const auto names = shipped_names();
  std::size_t files = 0;
  for (const auto* folder : {"lib", "relay", "client", "include"}) {
    const auto root = std::filesystem::path(BACKCHANNEL_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp" && extension != ".inc") continue;
      ++files;
      for (const auto& found : marking_names(content_of(entry.path()), names)) {
        ADD_FAILURE() << entry.path().lexically_relative(BACKCHANNEL_SOURCE_DIR).string() << ":" << found.line
                      << ": the code names " << found.name
                      << "; ask the doctrine for a kind of demand instead";
      }
    }
  }
  EXPECT_GT(files, 20U) << "the search found hardly any source";
}

TEST(MarkingNames, APlantedNameIsFoundWithItsLine) {
  const auto names = shipped_names();
  const auto found = marking_names("int a;\nif (name == \"EXDIS\") return;\n", names);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(found[0].name, "EXDIS");
}

TEST(MarkingNames, ANameIsFoundInEveryFormOfLiteral) {
  const std::vector<std::string> names = {"TOP SECRET"};
  for (const auto* source : {"f(\"is TOP SECRET.\")", "f(R\"(a TOP SECRET b)\")", "f(R\"x(TOP SECRET)x\")",
                             "f(\"TOP \"\n  \"SECRET\")", "f('\"', \"TOP SECRET\")",
                             "f(1'000, \"TOP SECRET\")", "f(\"\\\"TOP SECRET\")"}) {
    EXPECT_EQ(marking_names(source, names).size(), 1U) << source;
  }
}

TEST(MarkingNames, CommentsIncludesAndPartsOfWordsAreNoNames) {
  const std::vector<std::string> names = {"SECRET"};
  for (const auto* source : {"// \"SECRET\"", "/* \"SECRET\" */", "#include \"SECRET\"", "f(\"SECRETARY\")",
                             "f(\"NO_SECRET\")", "int SECRET;", "f(\"secret\")"}) {
    EXPECT_TRUE(marking_names(source, names).empty()) << source;
  }
}

}  // namespace
}  // namespace backchannel::doctrine
