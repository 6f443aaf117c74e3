#include "certificate_profile.h"

#include <algorithm>
#include <array>

#include "backchannel/base/check.h"
#include "backchannel/base/format.h"
#include "backchannel/text/value.h"

namespace backchannel::seal {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"root",        "issuing",       "roster-sign",
                                                    "person-sign", "person-agree",  "node-sign",
                                                    "node-agree",  "node-transport"};
constexpr std::array<std::string_view, 5> kKeyUsages = {"digitalSignature", "nonRepudiation", "keyAgreement",
                                                        "keyCertSign", "cRLSign"};
constexpr std::array<std::string_view, 3> kExtensions = {"basicConstraints", "keyUsage", "extendedKeyUsage"};
constexpr std::int64_t kDayMs = 24 * base::kHourMs;

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) text += (text.empty() ? "" : ", ") + std::string(word);
  return text;
}

void demand_known(text::Reader& reader, std::string_view key, const std::vector<std::string>& words,
                  std::span<const std::string_view> known) {
  for (const auto& word : words) {
    if (std::ranges::find(known, word) != known.end()) continue;
    reader.complain(
        base::Code::Syntax,
        std::string(key) + " does not know \"" + base::visible(word) + "\"; it knows " + joined(known),
        reader.where_of(key));
  }
}

bool is_dotted(std::string_view oid) {
  return !oid.empty() && oid.find('.') != std::string_view::npos && oid.front() != '.' && oid.back() != '.' &&
         oid.find_first_not_of("0123456789.") == std::string_view::npos;
}

void read_key(text::Reader& reader, CertificateProfile& profile) {
  const std::string key = reader.required_string("key");
  if (key == "X25519") {
    profile.key = KeyKind::X25519;
  } else if (key != "P-256") {
    reader.complain(base::Code::Syntax, "key must be \"P-256\" or \"X25519\"", reader.where_of("key"));
  }
}

void read_clearance(text::Reader& reader, CertificateProfile& profile) {
  const std::string place = reader.required_string("clearance");
  if (place == "subject") {
    profile.clearance = ClearancePlace::Subject;
  } else if (place == "constraint") {
    profile.clearance = ClearancePlace::Constraint;
  } else if (place != "none") {
    reader.complain(base::Code::Syntax, "clearance must be \"subject\", \"constraint\" or \"none\"",
                    reader.where_of("clearance"));
  }
}

base::Result<CertificateProfile> read_profile(const text::Value& table) {
  CertificateProfile profile;
  text::Reader reader(table, "profile");
  profile.name = reader.required_string("name");
  demand_known(reader, "name", {profile.name}, kNames);
  read_key(reader, profile);
  profile.role = reader.optional_string("role");
  profile.key_usage = reader.optional_strings("key_usage");
  demand_known(reader, "key_usage", profile.key_usage, kKeyUsages);
  profile.extended_key_usage = reader.optional_strings("extended_key_usage");
  if (!std::ranges::all_of(profile.extended_key_usage, is_dotted))
    reader.complain(base::Code::Syntax,
                    "extended_key_usage must hold object identifiers such as 1.3.6.1.4.1.99999.5.1",
                    reader.where_of("extended_key_usage"));
  if (const auto length = reader.optional_integer("path_length", -1, -1, 8); length >= 0)
    profile.path_length = static_cast<int>(length);
  read_clearance(reader, profile);
  profile.critical = reader.optional_strings("critical");
  demand_known(reader, "critical", profile.critical, kExtensions);
  BC_TRY_VOID(reader.finish());
  return profile;
}

base::Result<Margin> read_margin(const text::Value* table, std::string_view name) {
  if (table == nullptr)
    return base::fail(base::Code::Syntax, "certs/profiles.toml has no table [" + std::string(name) + "]");
  text::Reader reader(*table, std::string(name));
  Margin margin;
  margin.lengths = reader.required_integer("lengths", 0, 100);
  margin.days = reader.required_integer("days", 0, 36'500);
  BC_TRY_VOID(reader.finish());
  return margin;
}

}  // namespace

bool CertificateProfile::is_critical(std::string_view extension) const {
  return std::ranges::find(critical, extension) != critical.end();
}

Validity validity_of(const Margin& margin, base::HandlingTime begins, base::HandlingTime ends) {
  const std::int64_t beyond = margin.lengths * (ends - begins) + margin.days * kDayMs;
  return {begins + -beyond, ends + beyond};
}

const CertificateProfile& CertificateProfiles::at(std::string_view name) const {
  const auto found = std::ranges::find(profiles, name, &CertificateProfile::name);
  BC_CHECK(found != profiles.end());
  return *found;
}

base::Result<CertificateProfiles> load_profiles(std::string_view toml) {
  BC_TRY(root, text::parse_toml(toml, "certs/profiles.toml"));
  CertificateProfiles all;
  text::Reader reader(root, "certificate profiles");
  BC_TRY(validity, read_margin(reader.optional_value("validity"), "validity"));
  BC_TRY(lists, read_margin(reader.optional_value("revocation_lists"), "revocation_lists"));
  all.certificates = validity;
  all.revocation_lists = lists;
  for (const auto& table : reader.optional_tables("profile")) {
    BC_TRY(profile, read_profile(table));
    if (std::ranges::find(all.profiles, profile.name, &CertificateProfile::name) != all.profiles.end())
      return base::fail(base::Code::Syntax, "the profile \"" + profile.name + "\" is there twice",
                        table.where);
    all.profiles.push_back(std::move(profile));
  }
  BC_TRY_VOID(reader.finish());
  for (const auto name : kNames) {
    if (std::ranges::find(all.profiles, name, &CertificateProfile::name) == all.profiles.end())
      return base::fail(base::Code::Syntax,
                        "certs/profiles.toml lacks the profile \"" + std::string(name) + "\"");
  }
  return all;
}

}  // namespace backchannel::seal
