// What a person wrote must not stay behind in memory that was given back, by us or by the crypto library. The
// heap of this test program looks at every block as it is freed. (A program of its own: it replaces operator
// delete.)

#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "sealing_forge.h"
#include "sealing_label.h"

namespace {

constexpr std::string_view kCanary = "CANARY-in-the-coal-mine-1972";

std::atomic<bool> watching = false;
std::atomic<int> canaries_freed = 0;

void give_back(void* block) noexcept {
  if (block != nullptr && watching) {
    const std::string_view bytes(static_cast<const char*>(block), malloc_usable_size(block));
    if (bytes.find(kCanary) != std::string_view::npos) ++canaries_freed;
  }
  std::free(block);
}

// Cleared, so that what a block held before it was handed out is not counted against whoever frees it next.
void* hand_out(std::size_t size) noexcept {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block != nullptr) std::memset(block, 0, malloc_usable_size(block));
  return block;
}

void* library_malloc(std::size_t size, const char*, int) { return hand_out(size); }
void library_free(void* block, const char*, int) { give_back(block); }
// Always to another place: the old one must be looked at.
void* library_realloc(void* block, std::size_t size, const char*, int) {
  void* bigger = hand_out(size);
  if (bigger != nullptr && block != nullptr) {
    std::memcpy(bigger, block, std::min(size, malloc_usable_size(block)));
    give_back(block);
  }
  return bigger;
}

const bool library_is_watched = CRYPTO_set_mem_functions(library_malloc, library_realloc, library_free) == 1;

}  // namespace

void* operator new(std::size_t size) {
  if (void* block = hand_out(size)) return block;
  throw std::bad_alloc();
}
// The other forms too: a sanitizer has its own and would find them unlike.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return hand_out(size); }
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return hand_out(size); }
void operator delete(void* block, const std::nothrow_t&) noexcept { give_back(block); }
void operator delete[](void* block) noexcept { give_back(block); }
void operator delete[](void* block, std::size_t) noexcept { give_back(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { give_back(block); }
void operator delete(void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }

namespace backchannel::seal::testing {
namespace {

struct Watch {
  Watch() {
    canaries_freed = 0;
    watching = true;
  }
  ~Watch() { watching = false; }
};

// Shorter and longer than the library's buffers, with the canary at several places.
constexpr std::size_t kLengths[] = {10, 3'000, 70'000};
wire::Content secret(std::size_t length = 70'000) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.message.subject = kCanary;
  content.message.text = std::string(kCanary) + std::string(length, 'x') + std::string(kCanary);
  content.message.enclosure = kCanary;
  return content;
}

TEST(SealingWipe, TheWatchSeesACanaryThatTheLibraryFrees) {
  ASSERT_TRUE(library_is_watched);
  const Watch watch;
  auto* block = static_cast<char*>(OPENSSL_malloc(100));
  std::memcpy(block, kCanary.data(), kCanary.size());
  OPENSSL_free(block);
  EXPECT_EQ(canaries_freed, 1);
}

TEST(SealingWipe, SealingLeavesNothingBehind) {
  static_cast<void>(sealed_to_baker());
  for (const std::size_t length : kLengths) {
    const auto content = secret(length);
    const Watch watch;
    static_cast<void>(sealed_by("ADAMS", content));
    EXPECT_EQ(canaries_freed, 0) << length;
  }
}

TEST(SealingWipe, OpeningLeavesNothingBehind) {
  static_cast<void>(small_key("BAKER", netplan::KeyUse::Agree));
  for (const std::size_t length : kLengths) {
    const auto sealed = sealed_by("ADAMS", secret(length));
    const Watch watch;
    const auto opened = open_as("BAKER", sealed.bytes);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->content.message.subject, kCanary);
    EXPECT_EQ(canaries_freed, 0) << length;
  }
}

TEST(SealingWipe, ARefusalAfterDecryptionLeavesNothingBehind) {
  auto content = secret();
  content.header.size_class = static_cast<std::uint32_t>(wire::encode(content).size());
  const auto inner = inner_by("ADAMS", content, secret_label());
  const auto middle = enveloped(inner, {"BAKER"});
  auto lower = secret_label();
  lower.classification = 1;
  auto other = content.header;
  other.service_line = "ANOTHER HEADING";
  const auto with_label = outer_by("ADAMS", middle, content.header, encode_label(lower));
  const auto with_header = outer_by("ADAMS", middle, other, encode_label(secret_label()));
  Tree cut = tree_of(middle);
  cut.at(envelope_path::kTag).content[0] ^= 1;
  const auto with_tag = outer_by("ADAMS", cut.encoded(), content.header, encode_label(secret_label()));
  static_cast<void>(small_key("BAKER", netplan::KeyUse::Agree));
  for (const auto* sealed : {&with_label, &with_header, &with_tag}) {
    const Watch watch;
    EXPECT_EQ(code_of(open_as("BAKER", *sealed)), "Integrity");
    EXPECT_EQ(canaries_freed, 0);
  }
}

TEST(SealingWipe, ADraftLeavesNothingBehind) {
  const std::string text = std::string(kCanary) + std::string(70'000, 'x') + std::string(kCanary);
  static_cast<void>(small_key("ADAMS", netplan::KeyUse::Agree));
  const Watch watch;
  {
    const auto sealed = value_of(seal_to_self(small_trust(), "ADAMS", base::as_bytes(text), small_net().now));
    const auto read =
        value_of(open_own(small_trust(), "ADAMS", small_key("ADAMS", netplan::KeyUse::Agree), sealed));
    EXPECT_EQ(read.text(), text);
  }
  EXPECT_EQ(canaries_freed, 0);
}

}  // namespace
}  // namespace backchannel::seal::testing
