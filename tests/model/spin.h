#pragma once
// Runs Spin on custody.pml: the verifier is generated, compiled and run in a folder of its own.

#include <chrono>
#include <string>
#include <vector>

namespace backchannel::model {

struct Search {
  std::vector<std::string> defines;  // for the model: "DIAMOND", "K=4"
  bool liveness = false;             // looks for runs without an end too
  bool shortest = false;             // breadth first: the first error found has the shortest trail
  bool large = false;                // gigabytes and many minutes
};

struct Outcome {
  std::string trouble;  // why there is no outcome, in a sentence; empty: there is one
  bool whole = false;   // every state was looked at: nothing was cut off at a limit
  unsigned errors = 0;
  std::string error;  // the verifier's words for the first one
  double states = 0;
  unsigned depth = 0;
  std::chrono::milliseconds took{};  // of the search alone
};

// What the verifier's report says. A report that is not complete is trouble.
[[nodiscard]] Outcome read_report(const std::string& report);

[[nodiscard]] Outcome search(const Search& wanted);

}  // namespace backchannel::model
