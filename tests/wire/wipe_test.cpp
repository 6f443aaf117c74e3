// What a person wrote must not stay behind in memory that was given back. The heap of this test program looks
// at every block as it is freed.

#include <gtest/gtest.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string_view>

#include "backchannel/wire/codec.h"

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

}  // namespace

void* operator new(std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }

namespace backchannel::wire {
namespace {

struct Watch {
  Watch() {
    canaries_freed = 0;
    watching = true;
  }
  ~Watch() { watching = false; }
};

Content secret() {
  const std::string canary(kCanary);
  Content content;
  content.header.originator_node = base::NodeName("SAIGON");
  content.header.recipients.resize(1);
  content.header.recipients[0].station = base::NodeName("CAS-HQ");
  content.message.subject = canary;
  content.message.text = std::string(70'000, 'x') + canary;
  content.message.enclosure = canary;
  content.message.pass_on.emplace();
  content.message.pass_on->to = canary;
  content.message.pass_on->as_written = canary;
  content.message.references = {canary, canary, canary};
  content.message.garbles = {{.arrived = canary, .editors_guess = canary, .offset = 1}};
  content.message.source_notes = {canary};
  return content;
}

TEST(Wiping, TheWatchSeesACanaryThatIsFreed) {
  const Watch watch;
  { const std::string left_behind = std::string(kCanary) + " and some more"; }
  EXPECT_GT(canaries_freed, 0);
}

TEST(Wiping, EncodingLeavesNothingBehind) {
  const Content content = secret();
  base::Bytes bytes;
  {
    const Watch watch;
    bytes = encode(content);
  }
  EXPECT_GT(bytes.size(), 70'000U);
  EXPECT_EQ(canaries_freed, 0);
}

TEST(Wiping, DecodingLeavesNothingBehind) {
  const Content content = secret();
  const base::Bytes bytes = encode(content);
  base::Result<Content> decoded;
  {
    const Watch watch;
    decoded = decode_content(bytes);
  }
  EXPECT_EQ(decoded, content);
  EXPECT_EQ(canaries_freed, 0);
}

}  // namespace
}  // namespace backchannel::wire
