// Seal, open and a relay's check beside the raw primitives that they cannot do without, in the same run.

#include <openssl/ec.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

#include "backchannel/base/check.h"
#include "backchannel/seal/sealing.h"
#include "figures.h"
#include "live_net.h"

namespace backchannel::bench {

namespace {

struct Free {
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;

Key new_key() { return Key(EVP_EC_gen("P-256")); }

std::size_t sign(EVP_PKEY* key, const std::array<std::uint8_t, 256>& text,
                 std::array<std::uint8_t, 128>& out) {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  std::size_t size = out.size();
  BC_CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1);
  BC_CHECK(EVP_DigestSign(context.get(), out.data(), &size, text.data(), text.size()) == 1);
  return size;
}

void derive(EVP_PKEY* own, EVP_PKEY* peer) {
  const std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new(own, nullptr));
  std::array<std::uint8_t, 32> secret{};
  std::size_t size = secret.size();
  BC_CHECK(EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer(context.get(), peer) == 1);
  BC_CHECK(EVP_PKEY_derive(context.get(), secret.data(), &size) == 1);
}

void bench_sealing() {
  const Key key = new_key(), peer = new_key();
  std::array<std::uint8_t, 256> text{};
  std::array<std::uint8_t, 128> signature{};
  const std::size_t size = sign(key.get(), text, signature);
  const double raw_sign = median_us(500, [&] { sign(key.get(), text, signature); });
  sign(key.get(), text, signature);
  const double raw_verify = median_us(500, [&] {
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    BC_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
    static_cast<void>(EVP_DigestVerify(context.get(), signature.data(), size, text.data(), text.size()));
  });
  const double raw_generate = median_us(500, [&] { static_cast<void>(new_key()); });
  const double raw_derive = median_us(500, [&] { derive(key.get(), peer.get()); });

  support::LiveNet net(support::line_plan(1));
  static_cast<void>(net.key("ALFA", netplan::KeyUse::Sign));
  const double seal_us =
      median_us(200, [&] { static_cast<void>(net.seal("ALFA", "B", message::Precedence::Flash, 2'048)); });
  const auto ready = net.seal("ALFA", "B", message::Precedence::Flash, 2'048);
  const base::HandlingTime now = net.now();
  const double check_us =
      median_us(200, [&] { BC_CHECK(seal::check_outer(net.trust(), ready.sealed, now).has_value()); });
  const std::filesystem::path home = net.folder().node_home(base::NodeName("B"));
  const auto passphrase = seal::load_passphrase((home / "passphrase").string());
  BC_CHECK(passphrase.has_value());
  const auto station_key = seal::load_key((home / "keys/agree.pem").string(), *passphrase);
  BC_CHECK(station_key.has_value());
  const double open_us = median_us(
      200, [&] { BC_CHECK(seal::open(net.trust(), ready.sealed, "B", *station_key, now).has_value()); });

  heading("Raw primitives, P-256 (one thread)");
  row("ECDSA sign", fixed(raw_sign, 1) + " us");
  row("ECDSA verify", fixed(raw_verify, 1) + " us");
  row("key generation", fixed(raw_generate, 1) + " us");
  row("ECDH", fixed(raw_derive, 1) + " us");
  heading("Sealing a text of 2,048 bytes to one reader");
  const double seal_floor = 2 * raw_sign + raw_generate + raw_derive,
               open_floor = 2 * raw_verify + raw_derive;
  const auto ratio = [](double ours, double floor, const char* what) {
    return fixed(ours / floor, 2) + " x (" + what + ": " + fixed(floor, 0) + " us)";
  };
  row("seal", fixed(seal_us, 0) + " us", ratio(seal_us, seal_floor, "2 sign + generate + ECDH"));
  row("open", fixed(open_us, 0) + " us", ratio(open_us, open_floor, "2 verify + ECDH"));
  row("a relay's check", fixed(check_us, 0) + " us", ratio(check_us, raw_verify, "1 verify"));
  row("sealed size", std::to_string(ready.sealed.size()) + " B", "for 2,048 bytes of text");
}

}  // namespace

}  // namespace backchannel::bench

int main() { backchannel::bench::bench_sealing(); }
