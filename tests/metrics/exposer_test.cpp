#include "backchannel/metrics/exposer.h"

#include <gtest/gtest.h>

#include "support/http.h"

namespace backchannel::metrics {
namespace {

Sources sources() {
  return {[]() -> base::Result<std::vector<Family>> {
            return std::vector<Family>{
                {"legs_held", "Legs", Kind::Gauge, {{{{"precedence", "a \"b\"\n"}}, 3}}},
                {"moved_total", "Moved", Kind::Counter, {{{}, 7}}}};
          },
          [] { return std::nullopt; }, [] { return std::optional<std::string>("the store is being read"); }};
}

TEST(Exposer, ShowsFamiliesInTheTextFormat) {
  const auto exposer = Exposer::start("127.0.0.1:0", sources());
  ASSERT_TRUE(exposer) << base::to_sentence(exposer.error());
  const auto answer = tests::http((*exposer)->url(), "/metrics");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_NE(answer->head.find("Content-Type: text/plain; version=0.0.4"), std::string::npos) << answer->head;
  EXPECT_EQ(answer->body,
            "# HELP legs_held Legs\n# TYPE legs_held gauge\nlegs_held{precedence=\"a \\\"b\\\"\\n\"} 3\n"
            "# HELP moved_total Moved\n# TYPE moved_total counter\nmoved_total 7\n");
}

TEST(Exposer, SaysWhatIsWellAndWhyWhatIsNot) {
  const auto exposer = Exposer::start("0", sources());
  ASSERT_TRUE(exposer) << base::to_sentence(exposer.error());
  const auto alive = tests::http((*exposer)->url(), "/livez");
  const auto ready = tests::http((*exposer)->url(), "/readyz");
  ASSERT_TRUE(alive && ready);
  EXPECT_EQ(alive->status, 200);
  EXPECT_EQ(ready->status, 503);
  EXPECT_EQ(ready->body, "the store is being read\n");
}

TEST(Exposer, OfNumbersThatCannotBeHadSaysSo) {
  Sources broken = sources();
  broken.families = [] { return base::fail(base::Code::Io, "the disk"); };
  const auto exposer = Exposer::start("127.0.0.1:0", broken);
  ASSERT_TRUE(exposer);
  const auto answer = tests::http((*exposer)->url(), "/metrics");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
}

TEST(Exposer, AnswersNothingElse) {
  const auto exposer = Exposer::start("127.0.0.1:0", sources());
  ASSERT_TRUE(exposer);
  for (const char* path : {"/", "/etc/passwd", "/../../etc/passwd", "/metrics/x", "/LIVEZ"}) {
    const auto answer = tests::http((*exposer)->url(), path);
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 404) << path;
  }
  const auto put = tests::http((*exposer)->url(), "/metrics", "DELETE");
  ASSERT_TRUE(put);
  EXPECT_EQ(put->status, 405);
  const auto head = tests::http((*exposer)->url(), "/metrics", "HEAD");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->body, "");
}

TEST(Exposer, GivesItsPortBackAndKnowsATakenOne) {
  auto first = Exposer::start("127.0.0.1:0", sources());
  ASSERT_TRUE(first);
  const std::string url = (*first)->url();
  const std::string address = url.substr(std::string("http://").size());
  const auto second = Exposer::start(address, sources());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Code::Network);
  first->reset();
  EXPECT_FALSE(tests::http(url, "/livez"));
}

TEST(Exposer, UnderstandsOnlyAnAddressInNumbers) {
  for (const char* good : {"127.0.0.1:0", "0", "9464", "[::1]:0", "0.0.0.0:65535"})
    EXPECT_TRUE(check_address(good)) << good;
  for (const char* bad : {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "80s", "+80",
                          "80,81", "localhost:0", "::1:0", "1.2.3:4", "127.0.0.1:0 ", "127.0.0.1:0r"}) {
    const auto checked = check_address(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_EQ(checked.error().code, base::Code::Usage) << bad;
  }
}

}  // namespace
}  // namespace backchannel::metrics
