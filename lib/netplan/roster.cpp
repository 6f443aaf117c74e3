#include "backchannel/netplan/roster.h"

#include "backchannel/text/value.h"

namespace backchannel::netplan {

namespace {

constexpr std::int64_t kFormat = 2;

std::string_view word_of(OwnerKind kind) {
  switch (kind) {
    case OwnerKind::Authority:
      return "authority";
    case OwnerKind::Node:
      return "node";
    case OwnerKind::Person:
      return "person";
  }
  return "person";
}

base::Result<OwnerKind> kind_from(const std::string& word, const base::Where& where) {
  for (const OwnerKind each : {OwnerKind::Authority, OwnerKind::Node, OwnerKind::Person}) {
    if (word == word_of(each)) return each;
  }
  return base::fail(base::Code::Syntax, "a certificate's kind is authority, node or person", where);
}

base::Result<KeyUse> use_from(const std::string& word, const base::Where& where) {
  for (const KeyUse each : {KeyUse::Sign, KeyUse::Agree, KeyUse::Transport}) {
    if (word == to_string(each)) return each;
  }
  return base::fail(base::Code::Syntax, "a certificate's use is sign, agree or transport", where);
}

base::Result<base::Bytes> der_from(const std::string& word, const base::Where& where) {
  base::Bytes der;
  if (!base::from_base64(word, der) || der.empty()) {
    return base::fail(base::Code::Syntax, "DER must stand in base64", where);
  }
  return der;
}

base::Result<> read_plan(const text::Value* table, Roster& roster) {
  if (table == nullptr) return {};  // the top level's reader complains
  text::Reader reader(*table, "plan of the roster");
  roster.plan_file = reader.required_string("file");
  roster.plan_toml = reader.required_string("toml");
  return reader.finish();
}

base::Result<> read_doctrine(const text::Value& table, Roster& roster) {
  text::Reader reader(table, "doctrine file of the roster");
  std::string name = reader.required_string("file");
  std::string toml = reader.required_string("toml");
  BC_TRY_VOID(reader.finish());
  for (const auto& [other, content] : roster.doctrine_files) {
    if (other == name) return base::fail(base::Code::Syntax, "a doctrine file stands twice", table.where);
  }
  roster.doctrine_files.emplace_back(std::move(name), std::move(toml));
  return {};
}

base::Result<> read_certificate(const text::Value& table, Roster& roster) {
  text::Reader reader(table, "certificate of the roster");
  const std::string kind = reader.required_string("kind");
  CertificateEntry entry;
  entry.owner = reader.required_string("owner");
  const std::string use = reader.required_string("use");
  const std::string der = reader.required_string("der");
  BC_TRY_VOID(reader.finish());
  BC_TRY(kind_read, kind_from(kind, reader.where_of("kind")));
  BC_TRY(use_read, use_from(use, reader.where_of("use")));
  BC_TRY(der_read, der_from(der, reader.where_of("der")));
  entry.kind = kind_read;
  entry.use = use_read;
  entry.der = std::move(der_read);
  roster.certificates.push_back(std::move(entry));
  return {};
}

text::Value file_value(const std::string& name, const std::string& toml) {
  text::Value out;
  return out.set("file", name).set("toml", toml);
}

}  // namespace

std::string_view to_string(KeyUse use) noexcept {
  switch (use) {
    case KeyUse::Sign:
      return "sign";
    case KeyUse::Agree:
      return "agree";
    case KeyUse::Transport:
      return "transport";
  }
  return "sign";
}

std::string to_json(const Roster& roster) {
  text::Array doctrine;
  for (const auto& [name, toml] : roster.doctrine_files) doctrine.push_back(file_value(name, toml));
  text::Array certificates;
  for (const CertificateEntry& entry : roster.certificates) {
    text::Value value;
    value.set("kind", word_of(entry.kind)).set("owner", entry.owner).set("use", to_string(entry.use));
    value.set("der", base::to_base64(entry.der));
    certificates.push_back(std::move(value));
  }
  text::Array crls;
  for (const base::Bytes& crl : roster.crls) crls.emplace_back(base::to_base64(crl));
  text::Value out;
  out.set("roster", kFormat).set("plan", file_value(roster.plan_file, roster.plan_toml));
  out.set("doctrine", std::move(doctrine))
      .set("doctrine_sha256", roster.doctrine_sha256)
      .set("certificates", std::move(certificates))
      .set("crls", std::move(crls));
  return text::to_json(out, 1) + "\n";
}

base::Result<Roster> roster_from_json(std::string_view json, std::string_view file_name) {
  BC_TRY(root, text::parse_json(json, file_name));
  text::Reader reader(root, "roster");
  Roster roster;
  const std::int64_t format = reader.required_integer("roster", 1, kFormat);
  if (format != kFormat) {
    reader.complain(base::Code::Syntax, "this roster was made by an earlier version of Backchannel",
                    reader.where_of("roster"), "mint the net again: backchannel net mint");
  }
  const text::Value* plan = reader.optional_value("plan");
  const std::vector<text::Value> doctrine = reader.optional_tables("doctrine");
  roster.doctrine_sha256 = reader.required_string("doctrine_sha256");
  const std::vector<text::Value> certificates = reader.optional_tables("certificates");
  const std::vector<std::string> crls = reader.optional_strings("crls");
  if (plan == nullptr) reader.complain(base::Code::Syntax, "the roster has no plan", root.where);
  const base::Where crls_where = reader.where_of("crls");
  BC_TRY_VOID(reader.finish());
  BC_TRY_VOID(read_plan(plan, roster));
  for (const text::Value& table : doctrine) BC_TRY_VOID(read_doctrine(table, roster));
  for (const text::Value& table : certificates) BC_TRY_VOID(read_certificate(table, roster));
  for (const std::string& crl : crls) {
    BC_TRY(der, der_from(crl, crls_where));
    roster.crls.push_back(std::move(der));
  }
  return roster;
}

}  // namespace backchannel::netplan
