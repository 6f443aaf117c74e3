// Whole worlds with real sealing on the real store: every message is sealed in CMS layers with minted keys,
// every statement signed, and every node checks with the code of the real agent. Signatures and content keys
// hold chance, so two worlds of one seed are told the same troubles and are not the same to the byte: what is
// held against each is that no invariant breaks and that every leg has its true end.
// Without hostile nodes (they forge tokens) and without persons who move (the roster places them for good).

#include <cstdlib>

#include "backchannel/simulate/world.h"
#include "real_seals.h"
#include "store_drive.h"

namespace backchannel::simulate {
namespace {

Workload without_liars_and_movers(std::uint64_t seed) {
  Workload workload = built_in_workload(seed);
  workload.troubles.reset(static_cast<std::size_t>(Trouble::Hostile));
  workload.troubles.reset(static_cast<std::size_t>(Trouble::PersonsMove));
  return workload;
}

template <class Kind = test::RealSeals>
WorldReport run_sealed(std::uint64_t seed, Planted planted = Planted::None,
                       const MakeDrive& make_drive = test::real_store()) {
  const Workload workload = without_liars_and_movers(seed);
  WorldConfig config;
  config.seed = seed;
  config.workload = &workload;
  config.messages = 8;
  config.planted = planted;
  config.make_drive = make_drive;
  config.make_seals = [](const netplan::Plan&) { return std::make_unique<Kind>(); };
  return run_world(config);
}

// Some world breaks, and says so in these words.
template <class Kind = test::RealSeals>
void expect_caught(const std::string& words, Planted planted = Planted::None) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    for (const std::string& each : run_sealed<Kind>(seed, planted).broken)
      if (each.find(words) != std::string::npos) return;
  FAIL() << "no world says: " << words;
}

// BACKCHANNEL_SIM_STORE=long: 100 seeds.
TEST(RealSealing, AWorldOnTheRealStoreHoldsAndEveryLegHasItsTrueEnd) {
  const char* wanted = std::getenv("BACKCHANNEL_SIM_STORE");
  const bool many = wanted != nullptr && std::string(wanted) == "long";
  Marks marks;
  unsigned submitted = 0, delivered = 0, crashes = 0;
  for (std::uint64_t seed = 1; seed <= (many ? 100U : 3U); ++seed) {
    const WorldReport report = run_sealed(seed);
    ASSERT_TRUE(report.broken.empty()) << "seed " << seed << ": " << report.broken.front();
    EXPECT_EQ(report.submitted,
              report.delivered + report.not_delivered + report.unknown + report.refused + report.held)
        << "seed " << seed;
    marks |= report.marks;
    submitted += report.submitted;
    delivered += report.delivered;
    crashes += report.crashes;
  }
  EXPECT_GT(delivered * 2, submitted) << "most letters arrive, whatever befalls";
  EXPECT_GT(crashes, 0U);
  if (many) {
    EXPECT_GE(marks.count(), 40U) << "rare paths are hardly walked any more";
  }
  RecordProperty("submitted", static_cast<int>(submitted));
  RecordProperty("delivered", static_cast<int>(delivered));
  RecordProperty("crashes", static_cast<int>(crashes));
  RecordProperty("marks", static_cast<int>(marks.count()));
}

TEST(RealSealing, AStoreThatForgetsTombstonesIsCaughtInSuchAWorldToo) {
  expect_caught("accepts for the second time", Planted::ForgetTombstones);
}

// One bit of every letter is not as it was sealed.
class Altered final : public test::RealSeals {
 public:
  base::Result<SealedLetter> seal(const message::Header& header, const message::Label& label,
                                  base::BytesView text) override {
    BC_TRY(letter, RealSeals::seal(header, label, text));
    base::Bytes bytes = *letter.sealed;
    bytes[bytes.size() / 2] ^= 1;
    letter.sealed = std::make_shared<const base::Bytes>(std::move(bytes));
    return std::move(letter);
  }
};

TEST(RealSealing, LettersWithOneBitAlteredAreRefusedWhereTheyAreHandedIn) {
  const WorldReport report = run_sealed<Altered>(1);
  EXPECT_TRUE(report.broken.empty()) << report.broken.front();
  EXPECT_GT(report.submitted, 0U);
  EXPECT_EQ(report.refused, report.submitted);
}

// One bit of every stamp's signature is not as it was signed.
class BadStamps final : public test::RealSeals {
 public:
  base::Result<custody::Testimony> speak(const base::NodeName& node, const custody::Testify& request,
                                         base::HandlingTime now) override {
    BC_TRY(testimony, RealSeals::speak(node, request, now));
    if (testimony.stamp) testimony.stamp->signature.back() ^= 1;
    return std::move(testimony);
  }
};

TEST(RealSealing, AReceiptWithAStampWhoseSignatureIsWrongIsNotBelieved) {
  expect_caught<BadStamps>("has no station receipt");
}

}  // namespace
}  // namespace backchannel::simulate
