#pragma once
// certs/profiles.toml as data: what each kind of certificate must carry. Immutable values.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/base/time.h"

namespace backchannel::seal {

enum class KeyKind : std::uint8_t { P256, X25519 };
enum class ClearancePlace : std::uint8_t { None, Subject, Constraint };

struct CertificateProfile {
  std::string name;  // "person-sign"
  KeyKind key = KeyKind::P256;
  std::string role;                             // OU of the subject; empty: the role in the net plan
  std::vector<std::string> key_usage;           // "digitalSignature"
  std::vector<std::string> extended_key_usage;  // dotted
  std::optional<int> path_length;               // an authority exactly if present
  ClearancePlace clearance = ClearancePlace::None;
  std::vector<std::string> critical;  // "basicConstraints", "keyUsage", "extendedKeyUsage"

  [[nodiscard]] bool is_critical(std::string_view extension) const;
};

// How far beyond the exercise something holds, before and after.
struct Margin {
  std::int64_t lengths = 0;  // of the exercise
  std::int64_t days = 0;
};

struct Validity {
  base::HandlingTime from;
  base::HandlingTime until;
};
[[nodiscard]] Validity validity_of(const Margin& margin, base::HandlingTime begins, base::HandlingTime ends);

struct CertificateProfiles {
  Margin certificates;
  Margin revocation_lists;
  std::vector<CertificateProfile> profiles;
  // Precondition: one of the eight names, all of which load_profiles demands.
  [[nodiscard]] const CertificateProfile& at(std::string_view name) const;
};

// Syntax with file, line and column.
[[nodiscard]] base::Result<CertificateProfiles> load_profiles(std::string_view toml);

}  // namespace backchannel::seal
