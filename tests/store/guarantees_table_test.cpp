// README.md's table of what a store promises is true to the tests.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace backchannel::store::test {
namespace {

const std::filesystem::path kFolder = BACKCHANNEL_SOURCE_DIR "/tests/store";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// "Suite.Name" for each match, whose first two groups these are.
std::set<std::string> names_in(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), expression); it != std::sregex_iterator(); ++it)
    names.insert((*it)[1].str() + "." + (*it)[2].str());
  return names;
}

TEST(GuaranteesTable, NamesOnlyTestsThatExistAndEveryOneOfTheConformance) {
  std::set<std::string> exist, conformance;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const std::string source = content_of(entry.path());
    exist.merge(names_in(source, R"(\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\))"));
    conformance.merge(names_in(source, R"(\bTYPED_TEST_P\((\w+),\s*(\w+)\))"));
  }
  const auto named = names_in(content_of(kFolder / "README.md"), R"(`([A-Z]\w+)\.([A-Z]\w+)`)");
  EXPECT_GT(conformance.size(), 50U);
  for (const std::string& test : named)
    EXPECT_TRUE(exist.contains(test) || conformance.contains(test)) << test << " does not exist";
  for (const std::string& test : conformance)
    EXPECT_TRUE(named.contains(test)) << test << " stands for no guarantee";
}

}  // namespace
}  // namespace backchannel::store::test
