// message::covers, message::dominates and policy::may_open against the naive second opinion, on every
// combination of a stated space.

#include <functional>

#include "naive.h"
#include "parties.h"

namespace backchannel::policy {
namespace {

using naive::Fault;
using naive::Words;

constexpr auto kRows = R"([[caveat]]
number = 5001
name = "ONYX"
kind = "restrictive"
slip_place = "heading"
source = "a test"
basis = "chosen"
explanation = "Every reader holds it."

[[caveat]]
number = 5002
name = "OPAL"
kind = "restrictive"
slip_place = "heading"
source = "a test"
basis = "chosen"
explanation = "Every reader holds it."
[caveat.demands]
reader_list_of_net = true

[[caveat]]
number = 5003
name = "RUBY"
kind = "permissive"
slip_place = "heading"
source = "a test"
basis = "chosen"
explanation = "One of the set is held."

[[caveat]]
number = 5004
name = "JADE"
kind = "permissive"
slip_place = "heading"
source = "a test"
basis = "chosen"
explanation = "One of the set is held."

[[caveat]]
number = 5005
name = "SOME NAMED"
kind = "informative"
slip_place = "heading"
source = "a test"
basis = "chosen"
explanation = "Names its readers."
[caveat.demands]
seal_to = "person"
readers = "one or more named"

[[caveat]]
number = 5006
name = "ONE NAMED"
kind = "informative"
slip_place = "heading"
source = "a test"
basis = "chosen"
explanation = "Names one reader."
[caveat.demands]
seal_to = "person"
readers = "exactly one named"

[[caveat]]
number = 5007
name = "AT HOME"
kind = "informative"
slip_place = "heading"
source = "a test"
basis = "chosen"
explanation = "For no foreigner."
[caveat.demands]
foreign_hand_over = false
)";

constexpr message::CategoryNumber kUnknown = 9'999;

const Catalogue& catalogue() {
  static const Catalogue made = [] {
    auto files = shipped_files();
    files.emplace_back("zz-test.toml", kRows);
    return doctrine::load(files).value();
  }();
  return made;
}

const Words& levels() {
  static const Words words = {"UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET", "TOP SECRET"};
  return words;
}

std::string name_of(message::CategoryNumber number) {
  const auto* row = catalogue().caveat(number);
  return row != nullptr ? row->name : "UNKNOWN";
}

// The elements of `all` whose bit is set in `mask`.
template <class T>
std::set<T> subset(const std::vector<T>& all, unsigned mask) {
  std::set<T> out;
  for (std::size_t i = 0; i < all.size(); ++i)
    if ((mask >> i & 1U) != 0) out.insert(all[i]);
  return out;
}

Words names_of(const std::set<message::CategoryNumber>& numbers) {
  Words out;
  for (const auto number : numbers) out.push_back(name_of(number));
  return out;
}

naive::Label naive_label(const message::Label& label) {
  return {levels().at(label.classification - 1U), names_of(label.restrictive), names_of(label.permissive),
          names_of(label.informative)};
}

naive::Reader naive_reader(const message::Clearance& clearance, bool foreign = false) {
  naive::Reader out;
  for (const auto number : clearance.classifications) out.classifications.push_back(levels().at(number - 1U));
  out.categories = names_of(clearance.categories);
  out.foreign = foreign;
  return out;
}

std::vector<message::Label> labels(const std::vector<message::ClassificationNumber>& classifications,
                                   const std::vector<message::CategoryNumber>& informative) {
  std::vector<message::Label> out;
  for (const auto classification : classifications)
    for (unsigned restrictive = 0; restrictive < 4; ++restrictive)
      for (unsigned permissive = 0; permissive < 4; ++permissive)
        for (unsigned info = 0; info < 1U << informative.size(); ++info)
          out.push_back({classification, subset<message::CategoryNumber>({5001, 5002}, restrictive),
                         subset<message::CategoryNumber>({5003, 5004}, permissive),
                         subset(informative, info)});
  return out;
}

std::vector<message::Clearance> clearances(
    const std::vector<message::ClassificationNumber>& classifications) {
  std::vector<message::Clearance> out;
  for (unsigned some = 0; some < 1U << classifications.size(); ++some)
    for (unsigned held = 0; held < 16; ++held)
      out.push_back(
          {subset(classifications, some), subset<message::CategoryNumber>({5001, 5002, 5003, 5004}, held)});
  return out;
}

struct Compared {
  std::size_t pairs = 0;
  std::size_t allowed = 0;
  std::size_t differ = 0;
  std::string first;  // the first pair about which they differ
};

void count(Compared& result, bool real, bool second, const std::function<std::string()>& what) {
  ++result.pairs;
  if (real) ++result.allowed;
  if (real == second) return;
  if (result.differ++ == 0) result.first = what() + (real ? ": allowed here only" : ": allowed there only");
}

using Covers = std::function<bool(const message::Clearance&, const message::Label&)>;

// Every set of three classifications and four categories against every label of the five, with every
// restrictive, permissive and informative set of two.
Compared compare_covers(const Covers& real, Fault fault = Fault::None) {
  Compared result;
  for (const auto& clearance : clearances({2, 4, 5}))
    for (const auto& label : labels({1, 2, 3, 4, 5}, {5005, 5007}))
      count(result, real(clearance, label), naive::covers(naive_reader(clearance), naive_label(label), fault),
            [&] { return doctrine::to_words(catalogue(), label); });
  return result;
}

TEST(SecondOpinion, AgreesWithCoversOnEveryPair) {
  const auto result = compare_covers(message::covers);
  EXPECT_EQ(result.pairs, 128U * 320U);
  EXPECT_EQ(result.differ, 0U) << result.first;
  EXPECT_GT(result.allowed, 1'000U);
}

TEST(SecondOpinion, AgreesWithDominatesOnEveryPair) {
  Compared result;
  const auto all = labels({1, 2, 3, 4, 5}, {5005, 5007});
  for (const auto& a : all)
    for (const auto& b : all)
      count(result, message::dominates(a, b), naive::at_least(naive_label(a), naive_label(b), levels()), [&] {
        return doctrine::to_words(catalogue(), a) + " over " + doctrine::to_words(catalogue(), b);
      });
  EXPECT_EQ(result.pairs, 320U * 320U);
  EXPECT_EQ(result.differ, 0U) << result.first;
  EXPECT_GT(result.allowed, 1'000U);
}

// The order is what it says: whoever may read the higher may read the lower, whichever clearance he has. A
// clearance is up to a level here, as the order of levels means nothing for one that leaves some out.
TEST(SecondOpinion, DominatingMeansThatWhoeverMayReadTheOneMayReadTheOther) {
  std::vector<message::Clearance> up_to;
  for (unsigned level = 1; level <= 5; ++level)
    for (auto clearance : clearances({})) {
      for (unsigned each = 1; each <= level; ++each)
        clearance.classifications.insert(static_cast<message::ClassificationNumber>(each));
      up_to.push_back(clearance);
    }
  const auto all = labels({1, 3, 5}, {});
  std::size_t readable = 0;
  for (const auto& a : all) {
    for (const auto& b : all) {
      if (!message::dominates(a, b)) continue;
      for (const auto& clearance : up_to) {
        if (!message::covers(clearance, a)) continue;
        ++readable;
        ASSERT_TRUE(message::covers(clearance, b))
            << doctrine::to_words(catalogue(), a) << " over " << doctrine::to_words(catalogue(), b);
      }
    }
  }
  EXPECT_GT(readable, 1'000U);
}

// How the message is addressed, seen from BEN at station S.
const std::vector<std::vector<naive::Address>>& addresses() {
  static const std::vector<std::vector<naive::Address>> all = {
      {{"BEN", "S"}}, {{"BEN", "S"}, {"CARL", "T"}}, {{"CARL", "S"}},
      {{"", "S"}},    {{"BEN", "S"}, {"", "T"}},     {{"CARL", "T"}}};
  return all;
}

message::Header header_of(const std::vector<naive::Address>& to) {
  message::Header header;
  for (const auto& address : to) {
    message::Recipient leg;
    leg.person = base::PersonName(address.person);
    leg.station = base::NodeName(address.station);
    leg.action = true;
    leg.copy_number = static_cast<std::uint32_t>(header.recipients.size() + 1);
    header.recipients.push_back(leg);
  }
  header.copies = static_cast<std::uint32_t>(to.size());
  return header;
}

Words known_words() {
  Words out;
  for (const auto& row : catalogue().caveats) out.push_back(row.name);
  return out;
}

using Open = std::function<bool(const message::Label&, const message::Header&, const Party&)>;

bool real_open(const message::Label& label, const message::Header& header, const Party& reader) {
  return may_open(catalogue(), label, header, reader, "S").allowed();
}

// Two levels, all sets of categories and of the three caveats, or a number without a row; every clearance of
// two classifications and four categories, at home or foreign; every way of addressing.
Compared compare_open(const Open& real, Fault fault = Fault::None) {
  Compared result;
  const Words known = known_words();
  auto all = labels({3, 5}, {5005, 5006, 5007});
  for (const auto& label : labels({5}, {kUnknown})) all.push_back(label);
  for (const auto& label : all) {
    const naive::Naming naming{label.informative.contains(5005) || label.informative.contains(5006),
                               label.informative.contains(5006), label.informative.contains(5007)};
    const naive::Label words = naive_label(label);
    for (const auto& to : addresses()) {
      const auto header = header_of(to);
      for (const auto& clearance : clearances({3, 5}))
        for (const bool foreign : {false, true}) {
          Party reader = person("BEN", clearance);
          reader.foreign = foreign;
          count(
              result, real(label, header, reader),
              naive::may_open(known, words, naming, to, "BEN", "S", naive_reader(clearance, foreign), fault),
              [&] { return doctrine::to_words(catalogue(), label); });
        }
    }
  }
  return result;
}

TEST(SecondOpinion, AgreesWithMayOpenOnEveryCombination) {
  const auto result = compare_open(real_open);
  EXPECT_EQ(result.pairs, (256U + 32U) * 6U * 64U * 2U);
  EXPECT_EQ(result.differ, 0U) << result.first;
  EXPECT_GT(result.allowed, 1'000U);
}

TEST(SecondOpinion, NoticesEveryFaultPlantedInItself) {
  for (const auto fault : {Fault::OneRestrictiveSuffices, Fault::EveryPermissiveIsWanted,
                           Fault::NoPermissiveIsWanted, Fault::LowerClassificationIsEnough}) {
    EXPECT_GT(compare_covers(message::covers, fault).differ, 0U) << static_cast<int>(fault);
  }
  for (const auto fault :
       {Fault::NamingIsForgotten, Fault::ForeignersAreForgotten, Fault::TheUnknownIsAllowed}) {
    EXPECT_GT(compare_open(real_open, fault).differ, 0U) << static_cast<int>(fault);
  }
}

TEST(SecondOpinion, NoticesFaultsPlantedInTheRealOne) {
  EXPECT_GT(compare_covers([](const auto& clearance, auto label) {
              label.permissive.clear();
              return message::covers(clearance, label);
            }).differ,
            0U);
  EXPECT_GT(compare_covers([](auto clearance, const auto& label) {
              clearance.classifications.insert(4);
              return message::covers(clearance, label);
            }).differ,
            0U);
  EXPECT_GT(compare_open([](const auto& label, auto header, const auto& reader) {
              for (auto& leg : header.recipients) leg.person = base::PersonName("BEN");
              return real_open(label, header, reader);
            }).differ,
            0U);
  EXPECT_GT(compare_open([](auto label, const auto& header, const auto& reader) {
              label.informative.erase(kUnknown);
              return real_open(label, header, reader);
            }).differ,
            0U);
}

}  // namespace
}  // namespace backchannel::policy
