// Whole worlds on the real store: its rows, found and recovered after every crash, must be those of the
// tables in memory, and the trace must be the same.

#include <cstdlib>

#include "backchannel/simulate/world.h"
#include "store_drive.h"

namespace backchannel::simulate {
namespace {

// BACKCHANNEL_SIM_STORE=long: 100 seeds.
TEST(RealStore, AWorldOnItIsTheSameWorld) {
  const char* wanted = std::getenv("BACKCHANNEL_SIM_STORE");
  const bool many = wanted != nullptr && std::string(wanted) == "long";
  for (std::uint64_t seed = 1; seed <= (many ? 100U : 3U); ++seed) {
    WorldConfig config;
    config.seed = seed;
    config.messages = many ? 15 : 6;
    const WorldReport in_memory = run_world(config);
    config.make_drive = test::real_store();
    const WorldReport on_disk = run_world(config);
    ASSERT_TRUE(on_disk.broken.empty()) << replay_command(config) << "\n" << on_disk.broken.front();
    EXPECT_EQ(on_disk.trace_hash, in_memory.trace_hash) << replay_command(config);
    EXPECT_EQ(on_disk.steps, in_memory.steps);
  }
}

}  // namespace
}  // namespace backchannel::simulate
