#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/assembly/form.h"
#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/limits.h"

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

bool same(const Form& a, const Form& b) {
  const auto pass_on = [](const Form& form) {
    const FormPassOn it = form.pass_on.value_or(FormPassOn{});
    return std::vector{it.to,   it.for_whom,     it.occasion,  it.local_time,
                       it.zone, it.on_behalf_of, it.as_written};
  };
  return a.from == b.from && a.to == b.to && a.info == b.info && a.classification == b.classification &&
         a.precedence == b.precedence && a.caveats == b.caveats && a.channel == b.channel &&
         a.series == b.series && a.delivery == b.delivery && a.service_line == b.service_line &&
         a.subject == b.subject && a.references == b.references && a.acknowledge == b.acknowledge &&
         a.text == b.text && a.enclosure == b.enclosure && a.pass_on.has_value() == b.pass_on.has_value() &&
         pass_on(a) == pass_on(b) && a.garbles == b.garbles && a.source_notes == b.source_notes &&
         a.provenance == b.provenance && a.deadline == b.deadline;
}

TEST(Form, TheSeedWrittenAndReadAgainIsTheSame) {
  const Form form = seed();
  EXPECT_TRUE(same(must_parse(to_toml(form)), form)) << to_toml(form);
}

rc::Gen<std::string> any_text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "a", "B", " ", "\n", "\t", "\r",   "\"",   "\"\"\"",   "\\",           "\\n", "#",
          "=", "[", "'", "é",  "€",  "\x01", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "}"})),
      [](const std::vector<std::string>& pieces) {
        std::string out;
        for (const std::string& piece : pieces) out += piece;
        return out;
      });
}

Form any_form() {
  const auto lines = rc::gen::container<std::vector<std::string>>(any_text());
  Form form;
  for (std::string* field : {&form.from, &form.classification, &form.precedence, &form.channel, &form.series,
                             &form.service_line, &form.subject, &form.text, &form.enclosure})
    *field = *any_text();
  for (auto* field :
       {&form.to, &form.info, &form.caveats, &form.delivery, &form.references, &form.source_notes})
    *field = *lines;
  form.acknowledge = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) {
    form.pass_on =
        FormPassOn{*any_text(), *any_text(), *any_text(), {}, *any_text(), *any_text(), *any_text()};
    if (*rc::gen::arbitrary<bool>())
      form.deadline = base::HandlingTime{*rc::gen::inRange<std::int64_t>(-1'000, 1'000)};
  }
  const std::size_t body = form.enclosure.empty() ? form.text.size() : form.enclosure.size();
  if (*rc::gen::arbitrary<bool>())
    form.garbles.push_back({*any_text(), *any_text(), static_cast<std::uint32_t>(body / 2)});
  if (*rc::gen::arbitrary<bool>()) {
    message::Provenance from{
        {*any_text(), *any_text(), *rc::gen::arbitrary<std::uint32_t>()}, {}, {}, {}, {}, {}, false};
    from.message.value[3] = *rc::gen::arbitrary<std::uint8_t>();
    from.originator = base::PersonName(*any_text());
    from.label.restrictive = *rc::gen::arbitrary<std::set<std::uint32_t>>();
    from.enclosure.value[31] = *rc::gen::arbitrary<std::uint8_t>();
    from.changed = *rc::gen::arbitrary<bool>();
    form.provenance = from;
  }
  return form;
}

RC_GTEST_PROP(FormProperty, AFormWrittenAndReadAgainIsTheSame, ()) {
  const Form form = any_form();
  const auto again = parse_form(to_toml(form), "again");
  if (!again) RC_FAIL(base::to_sentence(again.error()));
  RC_ASSERT(same(*again, form));
}

}  // namespace
}  // namespace backchannel::assembly
