// Forms as mail, and mail as forms.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "backchannel/assembly/import.h"
#include "backchannel/assembly/net_folder.h"
#include "form_generators.h"

namespace backchannel::assembly {
namespace {

const doctrine::Catalogue& catalogue() {
  static const doctrine::Catalogue loaded = shipped_doctrine().value();
  return loaded;
}

base::Result<Imported> from_mail(std::string_view text) {
  return import_paper(text, "x.eml", catalogue(), {Paper::Mail, {}, {}});
}

Imported must_read(std::string_view text) {
  auto read = from_mail(text);
  EXPECT_TRUE(read) << base::to_sentence(read.error());
  return read ? std::move(*read) : Imported{};
}

std::string refusal(std::string_view text) {
  const auto read = from_mail(text);
  return read ? "read" : base::to_sentence(read.error());
}

Form seed() {
  const auto content = read_file(*data_folder() / "scenarios/hakto-49/hakto-49.form.toml", 1 << 20);
  return parse_form(base::to_text(*content), "seed").value();
}

constexpr std::string_view kForeign =
    "From: \"Kissinger\" <k@example.test>\r\n"
    "To: HAIG <haig@example.test>, guay@example.test\r\n"
    "Cc: Posts:BUNKER <b@example.test>;\r\n"
    "Date: Mon, 23 Oct 1972 05:25:00 +0000\r\n"
    "Message-ID: <1@example.test>\r\n"
    "Subject: =?UTF-8?Q?D=C3=A9marche?=\r\n"
    "MMHS-Primary-Precedence: flash\r\n"
    "MMHS-Copy-Precedence: 4\r\n"
    "MMHS-Subject-Indicator-Codes: ABC; N03207\r\n"
    "MMHS-Handling-Instructions: ON RECEIPT; REGARDLESS OF HOUR\r\n"
    "MMHS-Message-Instructions: NO DISTRIBUTION; MINIMIZE CONSIDERED\r\n"
    "MMHS-Exempted-Address: STATE <s@example.test>\r\n"
    "MMHS-Extended-Authorisation-Info: Mon, 23 Oct 1972 05:25:00 +0000\r\n"
    "MMHS-Originator-Reference: HAKTO 049\r\n"
    "MMHS-Other-Recipients-Indicator-To: ABROAD\r\n"
    "MMHS-Acp127-Message-Identifier: RPDLE 1234 0341215\r\n"
    "MT-Priority: 4\r\n"
    "SIO-Label: marking=\"TOP SECRET; SENSITIVE\"\r\n"
    "\r\n"
    "Words.\r\n";

// The foreign mail with one line replaced.
std::string with(std::string_view line, std::string_view instead) {
  std::string text(kForeign);
  const auto found = text.find(line);
  EXPECT_NE(found, std::string::npos) << line;
  return text.replace(found, line.size(), instead);
}

TEST(Mail, TheMilitaryFieldsBecomeAForm) {
  const Form form = must_read(kForeign).form;
  EXPECT_EQ(form.from, "Kissinger");
  EXPECT_EQ(form.to, (std::vector<std::string>{"HAIG", "guay@example.test"}));
  EXPECT_EQ(form.info, std::vector<std::string>{"BUNKER"});
  EXPECT_EQ(form.exempt, std::vector<std::string>{"STATE"});
  EXPECT_EQ(form.info_precedence, "") << "that for action";
  EXPECT_EQ(form.subject, "Démarche");
  EXPECT_EQ(form.precedence, "FLASH");
  EXPECT_EQ(form.classification, "TOP SECRET");
  EXPECT_EQ(form.caveats, (std::vector<std::string>{"SENSITIVE", "NO DISTRIBUTION"}))
      << "an instruction that the doctrine knows as a marking is one";
  EXPECT_EQ(form.delivery, (std::vector<std::string>{"ON RECEIPT", "REGARDLESS OF HOUR"}));
  EXPECT_EQ(form.series, "HAKTO");
  EXPECT_EQ(form.text, "Words.");
}

TEST(Mail, ALowerPrecedenceForInformationIsKept) {
  EXPECT_EQ(must_read(with("MMHS-Copy-Precedence: 4", "MMHS-Copy-Precedence: routine")).form.info_precedence,
            "ROUTINE");
}

TEST(Mail, WhatHasNoPlaceInAFormIsASourceNote) {
  EXPECT_EQ(must_read(kForeign).form.source_notes,
            (std::vector<std::string>{
                "Date: Mon, 23 Oct 1972 05:25:00 +0000", "MMHS-Subject-Indicator-Codes: ABC; N03207",
                "MMHS-Extended-Authorisation-Info: Mon, 23 Oct 1972 05:25:00 +0000",
                "MMHS-Originator-Reference: HAKTO 049", "MMHS-Other-Recipients-Indicator-To: ABROAD",
                "MMHS-Acp127-Message-Identifier: RPDLE 1234 0341215",
                "MMHS-Message-Instructions: MINIMIZE CONSIDERED"}));
}

TEST(Mail, MistakesAreNamedWithTheirLine) {
  EXPECT_TRUE(refusal(with("-Precedence: flash", "-Precedence: 6")).starts_with("x.eml:7:1: "));
  EXPECT_TRUE(refusal(with("MT-Priority: 4", "MT-Priority: 44")).starts_with("x.eml:17:1: "));
  EXPECT_TRUE(refusal(with("Date: Mon", "Date: Xon, x")).starts_with("x.eml:4:1: "));
  EXPECT_TRUE(refusal(with("ABC; N03207", "ABC; N032é")).starts_with("x.eml:9:1: "));
  EXPECT_TRUE(refusal(with("<haig@example.test>", "<>")).starts_with("x.eml:2:1: ")) << "an empty address";
  EXPECT_TRUE(refusal(with("Cc: ", "Bcc: ")).starts_with("x.eml:3:1: "));
  EXPECT_TRUE(refusal(with("Cc: ", "To: ")).contains("may stand once, and line 2"));
  EXPECT_TRUE(refusal(with("MT-Priority: ", "Backchannel-Prority: ")).starts_with("x.eml:17:1: "));
  EXPECT_TRUE(refusal(with("SIO-Label: marking=\"TOP SECRET; SENSITIVE\"", "SIO-Label: type=\":ess\""))
                  .starts_with("x.eml:18:1: "));
}

TEST(Mail, WhatIsSaidTwiceMustAgree) {
  const auto code = [](const std::string& text) { return from_mail(text).error().code; };
  EXPECT_EQ(code(with("MT-Priority: 4", "MT-Priority: 0")), base::Code::Disagreement);
  EXPECT_EQ(code(with("MMHS-Copy-Precedence: 4", "MMHS-Copy-Precedence: 5")), base::Code::Disagreement);
  EXPECT_EQ(code(with("STATE <s@", "HAIG <s@")), base::Code::Disagreement);
  EXPECT_EQ(code(with("SIO-Label", "Backchannel-Classification: SECRET\r\nSIO-Label")),
            base::Code::Disagreement);
  EXPECT_EQ(code(with("SIO-Label", "Backchannel-Precedence: ROUTINE\r\nSIO-Label")),
            base::Code::Disagreement);
}

TEST(Mail, DeferredIsRoutineAndSaid) {
  const Imported deferred =
      must_read("From: A <a@x.test>\nTo: B <b@x.test>\nMMHS-Primary-Precedence: 0\n\nx\n");
  EXPECT_EQ(deferred.form.precedence, "ROUTINE");
  EXPECT_FALSE(deferred.notes.empty());
}

TEST(Mail, TheSeedAsMailReadsBackTheSame) {
  const std::string mail = to_mail(seed(), {});
  EXPECT_TRUE(mail.contains("MMHS-Primary-Precedence: 4\n")) << mail;
  EXPECT_TRUE(mail.contains("MT-Priority: 4\n"));
  EXPECT_TRUE(mail.contains("MMHS-Message-Instructions: Sensitive; Exclusively Eyes Only\n"));
  EXPECT_TRUE(mail.contains("SIO-Label: marking=\"TOP SECRET; Sensitive; Exclusively Eyes Only\"\n")) << mail;
  EXPECT_TRUE(mail.contains("From: KISSINGER <kissinger@exercise.invalid>\n"));
  EXPECT_TRUE(same(must_read(mail).form, seed()));
}

TEST(MailProperty, TenThousandFormsReadBackTheSame) {
  const auto params = [] {
    auto p = rc::detail::configuration().testParams;
    p.maxSuccess = 10'000;
    p.maxSize = 30;
    return p;
  }();
  const auto result = rc::detail::checkTestable(
      [] {
        Form form = any_form();
        form.provenance.reset();
        if (form.pass_on) form.pass_on->local_time = *any_text();
        for (auto* list : {&form.to, &form.info, &form.exempt, &form.caveats, &form.delivery,
                           &form.references, &form.source_notes})
          std::erase(*list, "");
        if (*rc::gen::arbitrary<bool>())
          form.precedence = *rc::gen::element<std::string>("FLASH", "flash", "Z", "OP IMMED", "ROUTINE");
        if (*rc::gen::arbitrary<bool>()) form.delivery = {"ON RECEIPT", "AT 1500"};
        if (*rc::gen::arbitrary<bool>()) form.caveats = {"Sensitive", "EYES ONLY"};
        if (*rc::gen::arbitrary<bool>())
          form.info_precedence = *rc::gen::element<std::string>("FLASH", "R", "PRIORITY");
        // Who is both is refused, and has a test of its own.
        std::erase_if(form.exempt, [&](const std::string& name) {
          return std::ranges::find(form.to, name) != form.to.end() ||
                 std::ranges::find(form.info, name) != form.info.end();
        });
        const std::string mail = to_mail(form, {});
        RC_LOG() << mail;
        const auto read = from_mail(mail);
        if (!read) RC_FAIL(base::to_sentence(read.error()));
        RC_ASSERT(read->form.caveats == form.caveats);
        RC_ASSERT(read->form.source_notes == form.source_notes);
        RC_ASSERT(read->form.to == form.to);
        RC_ASSERT(same(read->form, form));
      },
      rc::detail::TestMetadata{"mail", "mail"}, params);
  if (result.is<rc::detail::SuccessResult>()) return;
  std::ostringstream said;
  rc::detail::printResultMessage(result, said);
  FAIL() << said.str();
}

RC_GTEST_PROP(MailProperty, AnyBytesAreReadOrRefusedWithAPlace, ()) {
  std::string text = to_mail(seed(), {});
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i)
    text[*rc::gen::inRange<std::size_t>(0, text.size())] =
        *rc::gen::element('\n', '-', '=', ':', '"', '\0', '\xff', '9');
  text.resize(*rc::gen::inRange<std::size_t>(0, text.size() + 1));
  const auto read = from_mail(text);
  if (!read) {
    RC_ASSERT(read.error().where.has_value());
    RC_ASSERT(read.error().where->line > 0);
  }
}

}  // namespace
}  // namespace backchannel::assembly
