#include "sealing_fixture.h"

#include "backchannel/base/check.h"
#include "backchannel/seal/crypto.h"

namespace backchannel::seal::testing {
namespace {

base::MessageId fresh_id() {
  base::MessageId id;
  OpensslRandom().fill(id.value);
  return id;
}

message::Header header_from(const std::string& person, const std::string& node) {
  message::Header header;
  header.message = fresh_id();
  header.created = small_net().now;
  header.expires = small_net().now + 24 * base::kHourMs;
  header.originator = base::PersonName(person);
  header.originator_node = base::NodeName(node);
  return header;
}

message::Recipient recipient_of(const Reader& reader) {
  message::Recipient recipient;
  recipient.person = base::PersonName(reader.person);
  recipient.station = base::NodeName(reader.station);
  recipient.key = value_of(small_trust().key_of(reader.person.empty() ? reader.station : reader.person,
                                                netplan::KeyUse::Agree, small_net().now))
                      .key;
  return recipient;
}

}  // namespace

message::Label secret_label() {
  message::Label label;
  label.classification = 4;
  label.informative = {1};
  return label;
}

wire::Content message_to(const std::vector<Reader>& readers) {
  wire::Content content;
  content.header = header_from("ADAMS", "ALPHA");
  for (const auto& reader : readers) content.header.recipients.push_back(recipient_of(reader));
  content.message.subject = kText;
  content.message.text = kText;
  content.message.enclosure = kText;
  return content;
}

wire::Content statements_to_station() {
  wire::Content content;
  content.header = header_from("", "HUB");
  content.header.kind = message::Kind::Statement;
  content.header.recipients.push_back(recipient_of({"", "ALPHA"}));
  message::Statement statement;
  statement.kind = message::StatementKind::Report;
  statement.message = fresh_id();
  statement.at = small_net().now;
  statement.author_node = "HUB";
  content.statements.push_back(
      value_of(sign(small_trust(), statement, "HUB", small_key("HUB", netplan::KeyUse::Sign))));
  return content;
}

Sealed sealed_by(const std::string& originator, const wire::Content& content, const message::Label& label) {
  return value_of(
      seal(small_trust(), content, label, small_key(originator, netplan::KeyUse::Sign), small_net().now));
}

const Sealed& sealed_to_baker() {
  static const Sealed sealed = sealed_by("ADAMS", message_to({{"BAKER", "BRAVO"}}));
  return sealed;
}

base::Result<Opened> open_as(const std::string& reader, base::BytesView sealed, std::string* detail) {
  return open(small_trust(), sealed, reader, small_key(reader, netplan::KeyUse::Agree), small_net().now,
              detail);
}

}  // namespace backchannel::seal::testing
