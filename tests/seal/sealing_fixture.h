#pragma once
// Messages to seal in the small net, and the layers of a sealed one taken apart by hand for the forger.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "backchannel/base/limits.h"
#include "backchannel/seal/sealing.h"
#include "net_fixture.h"

namespace backchannel::seal::testing {

struct Reader {
  std::string person;  // empty: to the station
  std::string station;
};

inline const std::string kText = "GUAY IS TO BE TOLD NOTHING OF THIS BEFORE FRIDAY";

// From ADAMS at ALPHA. Subject, text and enclosure carry kText.
[[nodiscard]] wire::Content message_to(const std::vector<Reader>& readers);
// A statement message of HUB to the station of the originator.
[[nodiscard]] wire::Content statements_to_station();
// SECRET with an informative caveat.
[[nodiscard]] message::Label secret_label();

[[nodiscard]] Sealed sealed_by(const std::string& originator, const wire::Content& content,
                               const message::Label& label = secret_label());
// message_to BAKER, sealed by ADAMS, once for each program.
[[nodiscard]] const Sealed& sealed_to_baker();

[[nodiscard]] base::Result<Opened> open_as(const std::string& reader, base::BytesView sealed,
                                           std::string* detail = nullptr);

template <class T>
T value_of(base::Result<T> result) {
  if (!result) {
    ADD_FAILURE() << base::to_sentence(result.error());
    std::abort();
  }
  return std::move(*result);
}

// The code of a refusal, for EXPECT_EQ.
template <class T>
std::string code_of(const base::Result<T>& result) {
  return result ? "accepted" : std::string(base::row_of(result.error().code).name);
}

}  // namespace backchannel::seal::testing
