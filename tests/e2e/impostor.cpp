#include "impostor.h"

#include <algorithm>
#include <stdexcept>

#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"

namespace backchannel::e2e {

namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_sentence(result.error()));
  return std::move(*result);
}

}  // namespace

seal::PrivateKey transport_key_of(const Net& net, const std::string& node) {
  const auto passphrase = must(seal::load_passphrase((net.home(node) / "passphrase").string()));
  return must(seal::load_key((net.home(node) / "keys" / "transport.pem").string(), passphrase));
}

Impostor::Impostor(Line& line, const std::string& self, const seal::PrivateKey& key, const std::string& relay)
    : line_(line), relay_(relay) {
  link::LinkConfig config;
  config.self = base::NodeName(self);
  config.curve_secret = seal::curve_secret(key);
  config.curve_public = seal::curve_public(key);
  const std::filesystem::path endpoint = line.net.home(relay) / "endpoint";
  config.peers.push_back({base::NodeName(relay),
                          must(line.keys.trust().curve_public(base::NodeName(relay), line.keys.now())), true,
                          [endpoint] { return std::string(base::trim(content_of(endpoint))); }});
  link::LinkEvents events;
  const auto tell = [this](const std::function<void()>& change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  };
  events.on_up = [this, tell](const base::NodeName&) { tell([this] { up_ = true; }); };
  events.on_down = [this, tell](const base::NodeName&) { tell([this] { up_ = false; }); };
  events.on_frame = [this, tell](const base::NodeName&, base::Bytes bytes) {
    auto frame = wire::decode_frame(bytes);
    if (frame) tell([&] { frames_.push_back(std::make_unique<wire::Frame>(std::move(*frame))); });
  };
  events.on_note = [this, tell](std::string_view event, std::string_view detail) {
    tell([&] { notes_.push_back(std::string(event) + " " + std::string(detail)); });
  };
  link_ = must(link::ZmqLink::start(std::move(config), std::move(events)));
}

bool Impostor::comes_up() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [this] { return up_; });
}

bool Impostor::is_up() {
  const std::lock_guard lock(mutex_);
  return up_;
}

bool Impostor::is_noted(const std::string& words) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [&] {
    return std::ranges::any_of(notes_,
                               [&](const std::string& note) { return note.find(words) != note.npos; });
  });
}

void Impostor::say_bytes(base::Bytes bytes) { link_->send(base::NodeName(relay_), std::move(bytes)); }

void Impostor::greet(netplan::NodeRole role) {
  wire::Hello hello;
  hello.role = static_cast<std::uint8_t>(role);
  seal::OpensslRandom().fill(hello.store.value);
  hello.roster = line_.keys.trust().digest();
  hello.handling = line_.keys.now();
  say(hello);
}

wire::Offer offer_of(const support::LiveNet::Ready& ready) {
  wire::Offer offer;
  offer.consignment = {ready.row.transfer, 1, {0}};
  offer.size = ready.sealed.size();
  offer.header = ready.row.header_bytes;
  offer.label = ready.row.label_bytes;
  offer.circuit_number = 1;
  offer.body = ready.sealed;
  return offer;
}

}  // namespace backchannel::e2e
