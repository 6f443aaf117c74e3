// Trying: every key-agreement key of the net on every sealed message of its stores.

#include <algorithm>
#include <map>
#include <optional>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/assembly/knowledge.h"
#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/seal/sealing.h"
#include "backchannel/store/client_store.h"
#include "backchannel/wire/codec.h"

namespace backchannel::assembly {

namespace {

constexpr std::size_t kNameDigits = 16;  // of an identifier, as records print it
constexpr std::size_t kLogBytesMax = std::size_t{64} << 20;
constexpr std::size_t kSlice = 24;  // bytes in a row that chance does not repeat

struct Key {
  std::string owner;
  bool person = false;
  std::string node;  // where the owner works
  seal::PrivateKey agree;
};

struct Copy {
  base::TransferId transfer;
  base::Bytes sealed;
};

[[nodiscard]] bool contains(base::BytesView bytes, base::BytesView part) {
  return std::search(bytes.begin(), bytes.end(), part.begin(), part.end()) != bytes.end();
}

}  // namespace

struct KnowledgeTrial::Impl {
  NetFolder net;
  std::shared_ptr<const seal::Trust> trust;
  base::HandlingTime now;
  base::MessageId message;
  std::vector<Key> keys;
  std::map<base::TransferId, base::Bytes> sealed;  // of every message in the net
  std::vector<base::TransferId> originals;         // those that are the message asked about
  std::map<std::string, bool> held;                // node -> it had an original
  std::map<std::string, bool> noted;               // node -> its records name the message
  std::vector<std::string> opened, quoted;         // owners
  std::optional<wire::Content> content;            // as opened

  [[nodiscard]] base::Result<> load_keys();
  [[nodiscard]] base::Result<Key> load_key(const std::string& owner, bool person, const std::string& node,
                                           const std::filesystem::path& home) const;
  [[nodiscard]] base::Result<> collect(const netplan::Node& node);
  [[nodiscard]] base::Result<> look_for_traces(const netplan::Node& node);
  [[nodiscard]] base::Result<> try_all();
  [[nodiscard]] base::Result<> try_own_copies(const netplan::Node& node);
  ~Impl() {
    if (!content) return;
    base::wipe(content->message.text.data(), content->message.text.size());
    base::wipe(content->message.enclosure.data(), content->message.enclosure.size());
  }
};

base::Result<Key> KnowledgeTrial::Impl::load_key(const std::string& owner, bool person,
                                                 const std::string& node,
                                                 const std::filesystem::path& home) const {
  BC_TRY(passphrase, seal::load_passphrase((home / "passphrase").string()));
  BC_TRY(agree, seal::load_key((home / "keys" / "agree.pem").string(), passphrase));
  return Key{owner, person, node, std::move(agree)};
}

base::Result<> KnowledgeTrial::Impl::load_keys() {
  for (const netplan::Node& node : trust->plan().nodes) {
    BC_TRY(key, load_key(node.name.value, false, node.name.value, net.node_home(node.name)));
    keys.push_back(std::move(key));
  }
  for (const netplan::Person& person : trust->plan().persons) {
    BC_TRY(key, load_key(person.name.value, true, person.station.value, net.person_home(person.name)));
    keys.push_back(std::move(key));
  }
  return {};
}

base::Result<> KnowledgeTrial::Impl::collect(const netplan::Node& node) {
  BC_TRY(store, store::ClientStore::open(net.node_home(node.name), &seal::at_rest()));
  const auto add = [&](const base::TransferId& transfer, const message::Header& header) -> base::Result<> {
    if (header.kind != message::Kind::Message || sealed.contains(transfer)) return {};
    auto bytes = store.sealed(transfer);
    if (!bytes)
      return bytes.error().code == base::Code::NotFound ? base::Result<>() : std::unexpected(bytes.error());
    sealed.emplace(transfer, std::move(*bytes));
    if (header.message == message) originals.push_back(transfer);
    return {};
  };
  BC_TRY(sent, store.submissions());
  for (const store::SubmissionRow& row : sent) BC_TRY_VOID(add(row.transfer, row.header));
  BC_TRY(received, store.mailbox());
  for (const store::MailboxRow& row : received) BC_TRY_VOID(add(row.key.transfer, row.header));
  return {};
}

base::Result<> KnowledgeTrial::Impl::look_for_traces(const netplan::Node& node) {
  const std::filesystem::path home = net.node_home(node.name);
  BC_TRY(store, store::ClientStore::open(home, &seal::at_rest()));
  std::vector<std::string> names = {base::to_hex(message.view()).substr(0, kNameDigits)};
  for (const base::TransferId& transfer : originals) {
    names.push_back(base::to_hex(transfer.view()).substr(0, kNameDigits));
    BC_TRY(fates, store.fates(transfer));
    if (!fates.empty()) held[node.name.value] = true;
  }
  const auto names_it = [&](std::string_view text) {
    return std::ranges::any_of(names, [&](const std::string& name) { return text.contains(name); });
  };
  BC_TRY(rows, store.audit({}));
  bool found = std::ranges::any_of(rows, [&](const store::AuditRow& row) { return names_it(row.detail); });
  BC_TRY(statements, store.statements(message));
  found = found || !statements.empty();
  for (const char* file : {"log", "start.log"})
    if (const auto log = read_file(home / file, kLogBytesMax)) found = found || names_it(base::to_text(*log));
  noted[node.name.value] = found;
  return {};
}

base::Result<> KnowledgeTrial::Impl::try_all() {
  for (const Key& key : keys) {
    for (const auto& [transfer, bytes] : sealed) {
      auto result = seal::open(*trust, bytes, key.owner, key.agree, now);
      if (!result) {
        // "Not sealed to this key" is what the trial is about; anything else would be a fault of the trial's
        // own.
        if (result.error().code == base::Code::NotARecipient) continue;
        return std::unexpected(result.error());
      }
      base::wipe(result->inner.data(), result->inner.size());
      const auto& provenance = result->content.message.provenance;
      if (std::ranges::find(originals, transfer) != originals.end()) {
        opened.push_back(key.owner);
        if (!content) content = std::move(result->content);
      } else if (provenance && provenance->message == message) {
        quoted.push_back(key.owner);
      }
    }
  }
  return {};
}

// The writer keeps a copy sealed to himself: the message itself is not sealed to his key.
base::Result<> KnowledgeTrial::Impl::try_own_copies(const netplan::Node& node) {
  BC_TRY(store, store::ClientStore::open(net.node_home(node.name), &seal::at_rest()));
  BC_TRY(sent, store.submissions());
  for (const store::SubmissionRow& row : sent) {
    if (row.message != message || row.file_copy.empty()) continue;
    for (const Key& key : keys)
      if (key.person && seal::open_own(*trust, key.owner, key.agree, row.file_copy))
        opened.push_back(key.owner);
  }
  return {};
}

base::Result<KnowledgeTrial> KnowledgeTrial::open(const NetFolder& net, const base::MessageId& message) {
  BC_TRY(trust, net.trust());
  BC_TRY(clock, ExerciseClock::open(net));
  auto impl = std::make_unique<Impl>(net, trust, clock.now().handling, message);
  BC_TRY_VOID(impl->load_keys());
  const std::vector<netplan::Node>& nodes = trust->plan().nodes;
  for (const netplan::Node& node : nodes) BC_TRY_VOID(impl->collect(node));
  if (impl->originals.empty())
    return base::fail(base::Code::NotFound, "no store of this net holds the message any more");
  for (const netplan::Node& node : nodes) BC_TRY_VOID(impl->look_for_traces(node));
  BC_TRY_VOID(impl->try_all());
  for (const netplan::Node& node : nodes) BC_TRY_VOID(impl->try_own_copies(node));
  return KnowledgeTrial(std::move(impl));
}

base::Result<KnowledgeRow> KnowledgeTrial::party(const std::string& name) const {
  Evidence evidence;
  bool known = false;
  for (const Key& key : impl_->keys) {
    // A person is himself at his station; a station is also everybody who works there.
    if (key.owner != name &&
        (key.node != name || impl_->trust->plan().person(base::PersonName(name)) != nullptr))
      continue;
    known = true;
    const auto owns = [&](const std::vector<std::string>& owners) {
      return std::ranges::find(owners, key.owner) != owners.end();
    };
    evidence.opened = evidence.opened || owns(impl_->opened);
    evidence.quoted = evidence.quoted || owns(impl_->quoted);
    const auto held = impl_->held.find(key.node);
    evidence.carried = evidence.carried || held != impl_->held.end();
    evidence.noted = evidence.noted || impl_->noted.at(key.node);
  }
  if (!known)
    return base::fail(base::Code::UnknownName, "\"" + base::visible(name) + "\" is nobody in this net");
  return judge(name, evidence);
}

KnowledgeRow KnowledgeTrial::outsider(const std::string& name, std::string_view paper) const {
  Evidence evidence;
  evidence.on_paper = impl_->content && !paper.empty() && paper == impl_->content->message.enclosure;
  if (impl_->content)
    evidence.paper_names_writer =
        base::upper(paper).contains(base::upper(impl_->content->header.originator.value));
  return judge(name, evidence);
}

base::Result<KnowledgeRow> KnowledgeTrial::eavesdropper(const std::string& name,
                                                        base::BytesView bytes) const {
  const auto shown = [&](std::string_view what) {
    return base::fail(base::Code::Integrity, std::string(what) + " went over the circuit in the clear");
  };
  Evidence evidence;
  for (const base::TransferId& transfer : impl_->originals) {
    const base::Bytes& sealed = impl_->sealed.at(transfer);
    evidence.bytes_passed = evidence.bytes_passed || bytes.size() >= sealed.size();
    for (std::size_t at = 0; at + kSlice <= sealed.size(); at += sealed.size() / 8)
      if (contains(bytes, base::BytesView(sealed).subspan(at, kSlice)))
        return shown("a piece of the sealed message");
    BC_TRY(outer, seal::check_outer(*impl_->trust, sealed, impl_->now));
    if (contains(bytes, outer.header_bytes)) return shown("the heading");
    for (const std::string& word : {outer.header.originator.value, outer.header.number.series})
      if (!word.empty() && contains(bytes, base::as_bytes(word))) return shown("the word " + word);
  }
  if (impl_->content) {
    const std::string& enclosure = impl_->content->message.enclosure;
    if (enclosure.size() >= kSlice && contains(bytes, base::as_bytes(enclosure).first(kSlice)))
      return shown("the text");
  }
  return judge(name, evidence);
}

std::size_t KnowledgeTrial::keys() const noexcept { return impl_->keys.size(); }
std::size_t KnowledgeTrial::sealed_messages() const noexcept { return impl_->sealed.size(); }
std::size_t KnowledgeTrial::attempts() const noexcept { return impl_->keys.size() * impl_->sealed.size(); }
std::vector<std::string> KnowledgeTrial::opened_by() const { return impl_->opened; }

KnowledgeTrial::KnowledgeTrial(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
KnowledgeTrial::KnowledgeTrial(KnowledgeTrial&&) noexcept = default;
KnowledgeTrial& KnowledgeTrial::operator=(KnowledgeTrial&&) noexcept = default;
KnowledgeTrial::~KnowledgeTrial() = default;

}  // namespace backchannel::assembly
