// What a circuit's row says of the frames that pass it.

#include <gtest/gtest.h>

#include "backchannel/message/time_group.h"
#include "sample.h"

namespace backchannel::netplan::test {

namespace {

// The circuit HUB - CHARLIE with these words in its row.
std::string with(const std::string& words) { return sample_with("bits_per_second = 9600\n", words + "\n"); }

Circuit loaded(const std::string& words) {
  auto plan = load(with(words), "net.toml", catalogue());
  EXPECT_TRUE(plan) << (plan ? "" : base::to_sentence(plan.error()));
  if (!plan) return {};
  return *plan->circuit_between(base::NodeName("HUB"), base::NodeName("CHARLIE"));
}

}  // namespace

TEST(CircuitWeather, ACircuitWithoutItIsFair) {
  const Circuit circuit = loaded("");
  EXPECT_EQ(circuit.delay_ms, 0);
  EXPECT_EQ(circuit.loss_permille, 0U);
  EXPECT_TRUE(circuit.outages.empty());
  EXPECT_FALSE(circuit.fairness);
}

TEST(CircuitWeather, RatesGoFromATeleprinterToALine) {
  EXPECT_EQ(loaded("rate = \"75 baud\"").bits_per_second, 75);
  EXPECT_EQ(loaded("rate = \"2400 bit/s\"").bits_per_second, 2'400);
  EXPECT_EQ(loaded("rate = \"10 Mbit/s\"").bits_per_second, 10'000'000);
}

TEST(CircuitWeather, DelayAndLossAreReadAsWritten) {
  EXPECT_EQ(loaded("delay = \"250 ms\"").delay_ms, 250);
  EXPECT_EQ(loaded("delay = \"2 s\"").delay_ms, 2'000);
  EXPECT_EQ(loaded("loss = \"20 %\"").loss_permille, 200U);
  EXPECT_EQ(loaded("loss = \"0.5%\"").loss_permille, 5U);
  EXPECT_TRUE(loaded("fairness = true").fairness);
}

TEST(CircuitWeather, AnOutageIsReadAsWritten) {
  const Circuit circuit = loaded(
      "outages = [{ from = \"230600Z OCT 72\", until = \"230630Z OCT 72\" },\n"
      "           { from = \"231200Z OCT 72\", until = \"231201Z OCT 72\", only = \"HUB\" }]");
  ASSERT_EQ(circuit.outages.size(), 2U);
  EXPECT_EQ(message::to_dtg(circuit.outages[0].from), "230600Z OCT 72");
  EXPECT_EQ(message::to_dtg(circuit.outages[0].until), "230630Z OCT 72");
  EXPECT_TRUE(circuit.outages[0].only.empty());
  EXPECT_EQ(circuit.outages[1].only.value, "HUB");
}

TEST(CircuitWeather, ADelayIsATimeWithAUnit) {
  for (const char* wrong : {"250", "ms", "-1 ms", "250 min", "61 s", "60001 ms", "1.5 s"})
    expect_one(with("delay = \"" + std::string(wrong) + "\""), "\"" + std::string(wrong) + "\"",
               "is not understood", "250 ms");
}

TEST(CircuitWeather, ALossIsAShareOfAtMostHalf) {
  for (const char* wrong : {"20", "51 %", "50.1 %", "-1 %", "1. %", "1.23 %", "%", "4294967296 %"})
    expect_one(with("loss = \"" + std::string(wrong) + "\""), "\"" + std::string(wrong) + "\"",
               "is not understood", "at most 50 %");
}

TEST(CircuitWeather, AnOutageLiesInTheExerciseAndEndsAfterItBegins) {
  expect_one(with("outages = [{ from = \"230630Z OCT 72\", until = \"230600Z OCT 72\" }]"),
             "\"230600Z OCT 72\"", "ends before it begins", "later");
  expect_one(with("outages = [{ from = \"260600Z OCT 72\", until = \"260630Z OCT 72\" }]"),
             "\"260600Z OCT 72\"", "outside the time of the exercise", "between");
}

TEST(CircuitWeather, WhatIsCutIsAnEndOfTheCircuit) {
  expect_one(with("outages = [{ from = \"230600Z OCT 72\", until = \"230630Z OCT 72\", only = \"BRAVO\" }]"),
             "\"BRAVO\" }", "is no end of this circuit", "only = \"HUB\"");
}

TEST(CircuitWeather, OutagesAreAListOfTables) {
  expect_one(with("outages = \"230600Z OCT 72\""), "\"230600Z OCT 72\"", "is not a list", "outages = [{");
  expect_one(with("outages = [{ until = \"230600Z OCT 72\" }]"), "{ until", "has no \"from\"", "add");
  expect_one(
      with(
          "outages = [{ form = \"230600Z OCT 72\", from = \"230601Z OCT 72\", until = \"230602Z OCT 72\" }]"),
      "\"230600Z OCT 72\"", "\"form\"", "did you mean");
}

}  // namespace backchannel::netplan::test
