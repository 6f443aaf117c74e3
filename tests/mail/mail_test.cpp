#include "backchannel/mail/mail.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"

namespace backchannel::mail {
namespace {

Mail must_parse(std::string_view text) {
  auto mail = parse_mail(text);
  EXPECT_TRUE(mail) << base::to_sentence(mail.error());
  return mail ? std::move(*mail) : Mail{};
}

std::string refusal(std::string_view text) {
  const auto mail = parse_mail(text);
  return mail ? "read" : base::to_sentence(mail.error());
}

std::string part_of(std::string_view text) {
  const Mail mail = must_parse(text);
  return mail.parts.empty() ? "no part" : mail.parts.front();
}

TEST(Mail, FoldedFieldsAreJoinedAndNamesCompareWithoutCase) {
  const Mail mail = must_parse("From: a@x.test\r\nSubject: one\r\n\ttwo\r\n  three \r\n\r\nText\r\n");
  ASSERT_NE(mail.field("subject"), nullptr);
  EXPECT_EQ(mail.field("subject")->value, "one\ttwo  three");
  EXPECT_EQ(mail.field("subject")->line, 2);
  EXPECT_EQ(mail.parts, std::vector<std::string>{"Text"});
}

// RFC 5322 appendix A.1.2 and A.1.3.
TEST(Mail, AddressesAreReadAsTheStandardWritesThem) {
  EXPECT_EQ(parse_addresses("\"Joe Q. Public\" <john.q.public@example.com>").value(),
            (std::vector<Address>{{"Joe Q. Public", "john.q.public@example.com"}}));
  EXPECT_EQ(parse_addresses("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>").value(),
            (std::vector<Address>{
                {"Mary Smith", "mary@x.test"}, {"", "jdoe@example.org"}, {"Who?", "one@y.test"}}));
  EXPECT_EQ(parse_addresses("<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>").value(),
            (std::vector<Address>{{"", "boss@nil.test"}, {"Giant; \"Big\" Box", "sysservices@example.net"}}));
  EXPECT_EQ(
      parse_addresses("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;").value().size(), 3U);
  EXPECT_TRUE(parse_addresses("Undisclosed recipients:;").value().empty());
  EXPECT_EQ(parse_addresses("Pete(A nice \\) chap) <pete@silly.test>").value(),
            (std::vector<Address>{{"Pete", "pete@silly.test"}}));
}

TEST(Mail, BrokenAddressesAreRefused) {
  for (const char* broken : {"Haig", "A <a@b", "\"A <a@b>", "A (b <a@b>", "G: a@b", "A <>", "A <a@b> <c@d>"})
    EXPECT_FALSE(parse_addresses(broken)) << broken;
}

// RFC 2047 section 8, in a charset that is read here.
TEST(Mail, EncodedWordsAreReadAsTheStandardShows) {
  EXPECT_EQ(decode_words("=?US-ASCII?Q?Keith_Moore?=").value(), "Keith Moore");
  EXPECT_EQ(decode_words("=?UTF-8?Q?a?=").value(), "a");
  EXPECT_EQ(decode_words("=?UTF-8?Q?a?= b").value(), "a b");
  EXPECT_EQ(decode_words("=?UTF-8?Q?a?= =?utf-8?q?b?=").value(), "ab");
  EXPECT_EQ(decode_words("=?UTF-8?Q?a?=  =?UTF-8?B?Yg==?=").value(), "ab");
  EXPECT_EQ(decode_words("=?UTF-8?Q?a_b?=").value(), "a b");
  EXPECT_EQ(decode_words("=?UTF-8*en?Q?=C3=A9?=").value(), "é");
  EXPECT_EQ(decode_words("=?UTF-8?Q?=C?= =?broken?=").value(), "=?UTF-8?Q?=C?= =?broken?=");
  EXPECT_FALSE(decode_words("=?ISO-8859-1?Q?a?="));
}

TEST(Mail, QuotedPrintableAndBase64AreDecoded) {
  const std::string head =
      "Subject: x\nContent-Type: text/plain; charset=\"UTF-8\"\nContent-Transfer-Encoding: ";
  EXPECT_EQ(part_of(head + "quoted-printable\n\nNow's the time =\nfor all  \nfolk=C3=A9=20\n"),
            "Now's the time for all\nfolké ");
  // RFC 4648 section 10.
  EXPECT_EQ(part_of(head + "base64\n\nZm9v\nYmE=\n"), "fooba");
  EXPECT_EQ(part_of(head + "BASE64\n\nZg==\n"), "f");
  EXPECT_EQ(part_of(head + "base64\n\nYQ0KYg==\n"), "a\nb") << "its line ends are those of mail";
  EXPECT_TRUE(refusal(head + "quoted-printable\n\nab\nc=zz\n").starts_with("line 6:2:"));
  EXPECT_TRUE(refusal(head + "base64\n\nZm9v\nZm9*\n").starts_with("line 6:4:"));
  EXPECT_TRUE(refusal(head + "uuencode\n\nx\n").contains("uuencode"));
}

TEST(Mail, WhatIsNotReadIsRefusedWithItsPlace) {
  EXPECT_TRUE(refusal("").starts_with("line 1:1:"));
  EXPECT_TRUE(refusal("\n\nText").starts_with("line 1:1:"));
  EXPECT_TRUE(refusal("From HAIG Mon Oct 23\nTo: a@b\n\nText").starts_with("line 1:"));
  EXPECT_TRUE(refusal("To: a@b\nno field\n\nText").starts_with("line 2:"));
  EXPECT_TRUE(refusal(" goes on\nTo: a@b\n\nText").starts_with("line 1:1:"));
  EXPECT_TRUE(refusal("To: a@b\nSubject: \x01\n\nText").starts_with("line 2:10:"));
  EXPECT_TRUE(refusal("Subject: " + std::string(1'000, 'x') + "\n\n").starts_with("line 1:999:"));
  EXPECT_TRUE(refusal("To: a@b\nContent-Type: text/html\n\n<p>").starts_with("line 2:1:"));
  EXPECT_TRUE(refusal("To: a@b\nContent-Type: text/plain; charset=koi8-r\n\nx").contains("koi8-r"));
  EXPECT_TRUE(refusal("To: a@b\nContent-Type: text/plain; charset=utf-8\n\n\xff").contains("no UTF-8"));
  EXPECT_TRUE(
      refusal("To: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n").starts_with("line 6:1:"));
  EXPECT_TRUE(
      refusal("To: a@b\nContent-Type: multipart/mixed\n\n--b\n\nx\n--b--").contains("without a boundary"));
}

TEST(Mail, IsPrintedBetweenBannersThatAreNotRead) {
  const Mail mail{{{"Subject", "x"}}, {"One", "Two"}};
  const std::string printed = print_mail(mail);
  const std::string banner(message::kExerciseBanner);
  EXPECT_TRUE(printed.starts_with("Comments: " + banner + "\n")) << printed;
  EXPECT_TRUE(printed.ends_with("\n" + banner + "\n")) << printed;
  EXPECT_EQ(must_parse(printed), mail);
}

rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(
                          rc::gen::elementOf(std::vector<std::string>{"a",
                                                                      "Word",
                                                                      " ",
                                                                      " ",
                                                                      "\n",
                                                                      "\t",
                                                                      "\r",
                                                                      "\"",
                                                                      "\\",
                                                                      "=",
                                                                      "=?",
                                                                      "?=",
                                                                      "<",
                                                                      ">",
                                                                      ",",
                                                                      ";",
                                                                      ":",
                                                                      "(",
                                                                      ")",
                                                                      "@",
                                                                      "--",
                                                                      "=_backchannel_part",
                                                                      "From ",
                                                                      ".",
                                                                      "é",
                                                                      "€",
                                                                      "\x01",
                                                                      "\x7f",
                                                                      "\xe2\x80\xae",
                                                                      std::string(100, 'x')})),
                      [](const std::vector<std::string>& pieces) {
                        std::string out;
                        for (const std::string& piece : pieces) out += piece;
                        return out;
                      });
}

RC_GTEST_PROP(MailProperty, AnyTextInFieldsAndPartsReadsBack, ()) {
  const std::string subject = *any_text();
  const auto parts =
      *rc::gen::container<std::vector<std::string>>(*rc::gen::inRange<std::size_t>(0, 4), any_text());
  const Mail mail{{{"Subject", encode_words(subject)}}, parts};
  const std::string printed = print_mail(mail);
  RC_LOG() << printed;
  const auto back = parse_mail(printed);
  if (!back) RC_FAIL(base::to_sentence(back.error()));
  RC_ASSERT(back->parts == parts);
  RC_ASSERT(*back == mail);
  RC_ASSERT(decode_words(back->field("Subject")->value).value() == subject);
}

RC_GTEST_PROP(MailProperty, LinesAreShortAndHoldPrintableAscii, ()) {
  const Mail mail{{{"Subject", encode_words(*any_text())}}, {*any_text()}};
  std::istringstream stream(print_mail(mail));
  for (std::string line; std::getline(stream, line);) {
    RC_ASSERT(line.size() <= 500u);
    for (const char c : line) RC_ASSERT(c >= 0x20 && c < 0x7f);
  }
}

RC_GTEST_PROP(MailProperty, AnyNamesReadBack, ()) {
  std::vector<Address> addresses;
  for (const std::string& name : *rc::gen::container<std::vector<std::string>>(any_text()))
    addresses.push_back({name, "someone@exercise.invalid"});
  const std::string printed = print_addresses(addresses);
  RC_LOG() << printed;
  const auto back = parse_addresses(printed);
  if (!back) RC_FAIL(base::to_sentence(back.error()));
  RC_ASSERT(*back == addresses);
}

RC_GTEST_PROP(MailProperty, AnyBytesAreReadOrRefusedWithAPlace, ()) {
  std::string text = print_mail({{{"Subject", "x"}}, {*any_text(), "b"}});
  for (int i = *rc::gen::inRange(0, 8); i > 0; --i)
    text[*rc::gen::inRange<std::size_t>(0, text.size())] =
        *rc::gen::element('\n', '-', '=', ':', '"', '\0', '\xff');
  text.resize(*rc::gen::inRange<std::size_t>(0, text.size() + 1));
  const auto mail = parse_mail(*rc::gen::arbitrary<bool>() ? text : *rc::gen::arbitrary<std::string>());
  if (!mail) {
    RC_ASSERT(mail.error().where.has_value());
    RC_ASSERT(mail.error().where->line > 0);
  }
  (void)parse_addresses(text);
  (void)decode_words(text);
}

}  // namespace
}  // namespace backchannel::mail
