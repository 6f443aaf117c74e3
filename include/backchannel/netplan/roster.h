#pragma once
// The roster: everything public about one net, signed by its authority: plan, doctrine, certificates,
// revocation lists. Plain data here; module seal signs, verifies and reads the certificates. JSON, so that
// `openssl cms -verify` shows a class a readable document.

#include <string>
#include <utility>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::netplan {

enum class OwnerKind : std::uint8_t { Authority, Node, Person };
enum class KeyUse : std::uint8_t { Sign, Agree, Transport };
[[nodiscard]] std::string_view to_string(
    KeyUse use) noexcept;  // "sign": in the roster and in the names of files

struct CertificateEntry {
  OwnerKind kind = OwnerKind::Person;
  std::string owner;  // node or person name as in the plan; authority: "ROOT", "ISSUING"
  KeyUse use = KeyUse::Sign;
  base::Bytes der;
};

struct Roster {
  std::string plan_file;
  std::string plan_toml;
  std::vector<std::pair<std::string, std::string>> doctrine_files;
  std::string doctrine_sha256;  // of the net's whole doctrine (doctrine::canonical), in hexadecimal digits
  std::vector<CertificateEntry> certificates;
  std::vector<base::Bytes> crls;  // DER
};

[[nodiscard]] std::string to_json(const Roster& roster);
[[nodiscard]] base::Result<Roster> roster_from_json(std::string_view json, std::string_view file_name);

}  // namespace backchannel::netplan
