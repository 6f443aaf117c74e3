#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/assembly/form.h"
#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/limits.h"
#include "form_generators.h"

namespace backchannel::assembly {
namespace {

Form must_parse(std::string_view toml) {
  auto form = parse_form(toml, "test.form.toml");
  EXPECT_TRUE(form) << base::to_sentence(form.error());
  return form ? std::move(*form) : Form{};
}

// The sentence of the refusal.
std::string refusal(std::string_view toml) {
  const auto form = parse_form(toml, "test.form.toml");
  return form ? "accepted" : base::to_sentence(form.error());
}

Form seed() {
  const auto content = read_file(*data_folder() / "scenarios/hakto-49/hakto-49.form.toml", 1 << 20);
  EXPECT_TRUE(content);
  return must_parse(base::to_text(*content));
}

TEST(Form, ReadsTheSeedMessage) {
  const Form form = seed();
  EXPECT_EQ(form.from, "KISSINGER");
  EXPECT_EQ(form.to, std::vector<std::string>{"HAIG"});
  EXPECT_EQ(form.caveats.size(), 2U);
  EXPECT_TRUE(form.enclosure.starts_with("The President of the United States wishes"));
  EXPECT_TRUE(form.enclosure.ends_with("already been achieved."));
  ASSERT_TRUE(form.pass_on);
  EXPECT_EQ(form.pass_on->to, "GUAY");
  EXPECT_EQ(form.pass_on->local_time, "1500");
  ASSERT_EQ(form.garbles.size(), 1U);
  EXPECT_EQ(form.enclosure.substr(form.garbles[0].offset, 8), "[garble]");
  EXPECT_EQ(form.garbles[0].editors_guess, "announcement?");
  EXPECT_EQ(form.source_notes.size(), 4U);
  EXPECT_FALSE(form.provenance);
}

TEST(Form, EveryFormOfTheScenarioCanBeRead) {
  for (const auto& entry : std::filesystem::directory_iterator(*data_folder() / "scenarios/hakto-49")) {
    if (!entry.path().string().ends_with(".form.toml")) continue;
    const auto content = read_file(entry.path(), 1 << 20);
    ASSERT_TRUE(content);
    EXPECT_EQ(refusal(base::to_text(*content)), "accepted") << entry.path();
  }
}

TEST(Form, KnowsWhereEachValueStands) {
  const Form form = must_parse("from = \"A\"\nto = [\"B\",\n      \"C\"]\n[pass_on]\nto = \"D\"\n");
  EXPECT_EQ(form.where("to.1").line, 3);
  EXPECT_EQ(form.where("to.1").column, 7);
  EXPECT_EQ(form.where("to.7").line, 2) << "an element that is not there stands where its list stands";
  EXPECT_EQ(form.where("pass_on.to").line, 5);
  EXPECT_EQ(form.where("pass_on.zone").line, 4);
  EXPECT_EQ(form.where("series").line, 0);
}

TEST(Form, SaysWhereAndWhatIsWrong) {
  EXPECT_EQ(
      refusal("from = \"A\"\nprecedense = \"FLASH\"\n"),
      "test.form.toml:2:14: the input cannot be read: unknown key 'precedense' in the form; did you mean "
      "'precedence'?");
  EXPECT_TRUE(refusal("to = 5\n").starts_with("test.form.toml:1:6: ")) << refusal("to = 5\n");
  EXPECT_TRUE(refusal("text = \"x").starts_with("test.form.toml:1:")) << refusal("text = \"x");
  EXPECT_TRUE(refusal("[pass_on]\nfor = \"X\"\n").contains("'to' is missing in [pass_on]"));
  EXPECT_TRUE(refusal("[pass_on]\nto = \"X\"\nlocal_time = \"1500\"\n").starts_with("test.form.toml:3:"));
  const std::string garble = refusal("text = \"abc\"\n[[garble]]\nat = \"xyz\"\n");
  EXPECT_TRUE(garble.starts_with("test.form.toml:3:6: ")) << garble;
  EXPECT_TRUE(refusal("[provenance]\nmessage = \"12\"\n").contains("32 hexadecimal digits"));
  EXPECT_TRUE(refusal(std::string(5 * base::kBodyBytesMax, '#')).contains("over a limit"));
}

TEST(Form, FillsATextToTheBytesAskedAndNeverCutsACharacter) {
  EXPECT_EQ(must_parse("text = \"abc\"\nfill_to_bytes = 8").text, "abcabcab");
  EXPECT_EQ(must_parse("text = \"abc\"\nfill_to_bytes = 2").text, "abc");
  EXPECT_EQ(must_parse("text = \"é\"\nfill_to_bytes = 5").text, "éé");
  EXPECT_EQ(must_parse("text = \"€\"\nfill_to_bytes = 8").text, "€€");
}

TEST(Form, TheSeedWrittenAndReadAgainIsTheSame) {
  const Form form = seed();
  EXPECT_TRUE(same(must_parse(to_toml(form)), form)) << to_toml(form);
}

RC_GTEST_PROP(FormProperty, AFormWrittenAndReadAgainIsTheSame, ()) {
  const Form form = any_form();
  const auto again = parse_form(to_toml(form), "again");
  if (!again) RC_FAIL(base::to_sentence(again.error()));
  RC_ASSERT(same(*again, form));
}

}  // namespace
}  // namespace backchannel::assembly
