// A teacher adds a marking by writing a row: no decision knows its name, and every decision obeys it.

#include "parties.h"

namespace backchannel::policy {
namespace {

using base::Code;

constexpr auto kLantern = R"([[caveat]]
number = 5001
name = "LANTERN"
phrases = ["under the lantern"]
kind = "restrictive"
slip_place = "heading"
needs = ["LIMDIS"]
source = "a class"
basis = "chosen"
explanation = "Invented for this test."
[caveat.demands]
seal_to = "person"
readers = "one or more named"
copies = 2
copying = false
readdressal = false
pass_on_needs_leave = true
relays_must_hold = true
reader_list_of_net = true

[[caveat]]
number = 5002
name = "RED HALF"
kind = "permissive"
slip_place = "heading"
source = "a class"
basis = "chosen"
explanation = "Invented for this test."
[caveat.demands]
relays_must_hold = true

[[caveat]]
number = 5003
name = "BLUE HALF"
kind = "permissive"
slip_place = "heading"
source = "a class"
basis = "chosen"
explanation = "Invented for this test."
)";

const Catalogue& wider() {
  static const Catalogue catalogue = [] {
    auto files = shipped_files();
    files.emplace_back("zz-class.toml", kLantern);
    return doctrine::load(files).value();
  }();
  return catalogue;
}

message::Label marked(const std::vector<std::string>& caveats) { return label("SECRET", caveats, wider()); }
message::Clearance holding(const std::vector<std::string>& categories) {
  return clearance("SECRET", categories, wider());
}

Composition lantern(std::vector<Addressee> addressees) {
  Composition made;
  made.originator = person("ANNA", holding({"LANTERN"}));
  made.addressees = std::move(addressees);
  made.label = marked({"LANTERN", "LIMDIS"});
  return made;
}

TEST(NewRow, IsUnknownToTheDoctrineWithoutIt) {
  EXPECT_EQ(shipped().caveat("LANTERN"), nullptr);
  EXPECT_EQ(may_carry(shipped(), marked({"LANTERN"}), station("S")).error().code, Code::LabelUnknown);
}

TEST(NewRow, IsObeyedInComposing) {
  const auto ben = to(person("BEN", holding({"LANTERN"})));
  expect_allowed(may_compose(wider(), lantern({ben})));
  expect_refused(may_compose(wider(), lantern({to(person("CARL", holding({})))})), Code::Dominance,
                 {"LANTERN", "CARL"});
  expect_refused(may_compose(wider(), lantern({to(station("S", holding({"LANTERN"})))})), Code::EyesOnly,
                 {"LANTERN"});
  const auto dora = to(person("DORA", holding({"LANTERN"})));
  const auto emil = to(person("EMIL", holding({"LANTERN"})));
  expect_allowed(may_compose(wider(), lantern({ben, dora})));
  expect_refused(may_compose(wider(), lantern({ben, dora, emil})), Code::EyesOnly,
                 {"LANTERN allows 2 copies", "need 3"});
  auto alone = lantern({ben});
  alone.label = marked({"LANTERN"});
  expect_refused(may_compose(wider(), alone), Code::MarkingContradiction, {"LANTERN", "LIMDIS"});
  auto hinting = lantern({ben});
  hinting.label = marked({});
  hinting.text = "Read it under\nthe Lantern.";
  EXPECT_EQ(may_compose(wider(), hinting).warnings.size(), 1U);
}

TEST(NewRow, IsObeyedByRelaysAndReaders) {
  const auto what = marked({"LANTERN", "LIMDIS"});
  expect_refused(may_carry(wider(), what, station("S", holding({}))), Code::Dominance, {"LANTERN"});
  expect_allowed(may_carry(wider(), what, station("S", holding({"LANTERN"}))));
  message::Header header;
  header.recipients.push_back(
      {base::PersonName("BEN"), base::NodeName("S"), {}, true, Precedence::Routine, 1, 0});
  expect_allowed(may_open(wider(), what, header, person("BEN", holding({"LANTERN"})), "S"));
  EXPECT_FALSE(may_open(wider(), what, header, person("CARL", holding({"LANTERN"})), "S").allowed());
  EXPECT_FALSE(may_open(wider(), what, header, person("BEN", holding({})), "S").allowed());
}

TEST(NewRow, IsObeyedWhenTheTextGoesFurther) {
  const auto what = marked({"LANTERN", "LIMDIS"});
  expect_refused(may_copy(wider(), what), Code::EyesOnly, {"LANTERN"});
  EXPECT_FALSE(may_readdress(wider(), what).allowed());
  expect_refused(may_quote(wider(), what, std::nullopt, what, {}), Code::PassOn, {"LANTERN"});
}

TEST(NewRow, OfAPermissiveSetOneSuffices) {
  const auto what = marked({"RED HALF", "BLUE HALF"});
  message::Header header;
  header.recipients.push_back(
      {base::PersonName("BEN"), base::NodeName("S"), {}, true, Precedence::Routine, 1, 0});
  const auto open = [&](const std::vector<std::string>& held) {
    return may_open(wider(), what, header, person("BEN", holding(held)), "S");
  };
  expect_allowed(open({"RED HALF"}));
  expect_allowed(open({"BLUE HALF"}));
  expect_refused(open({}), Code::Dominance, {"RED HALF or BLUE HALF", "BEN holds none"});
  // A carrier holds one of the set as soon as one row of it says that relays must.
  expect_allowed(may_carry(wider(), marked({"BLUE HALF"}), station("S", holding({}))));
  expect_allowed(may_carry(wider(), what, station("S", holding({"BLUE HALF"}))));
  expect_refused(may_carry(wider(), what, station("S", holding({}))), Code::Dominance,
                 {"RED HALF or BLUE HALF"});
}

}  // namespace
}  // namespace backchannel::policy
