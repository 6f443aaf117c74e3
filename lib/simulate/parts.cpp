// The ports of a simulated node: each answers in virtual time.

#include "actors.h"
#include "backchannel/wire/codec.h"

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kGroupUs = 3'000;
constexpr std::int64_t kSyncUs = 400;
constexpr std::int64_t kReadUs = 50;

}  // namespace

bool Schedule::run_next(std::int64_t limit_us) {
  if (events_.empty() || events_.top().at > limit_us) return false;
  Event event = std::move(const_cast<Event&>(events_.top()));
  events_.pop();
  now_us_ = event.at;
  event.run();
  return true;
}

SimulatedStore::SimulatedStore(World& world, base::NodeName self, base::StoreUuid uuid)
    : tables(uuid), world_(world), self_(std::move(self)) {}

void SimulatedStore::commit(custody::Batch batch) {
  if (world_.planted() == Planted::AnswerBeforeSync) world_.post(self_, custody::Committed{batch.id}, 1);
  const std::int64_t wanted = world_.schedule().now_us() + (batch.urgent ? kSyncUs : kGroupUs);
  unsynced_.push_back(std::move(batch));
  if (sync_at_us_ >= 0 && sync_at_us_ <= wanted) return;
  sync_at_us_ = wanted;
  world_.schedule().after(wanted - world_.schedule().now_us(), [this, wanted] {
    if (sync_at_us_ == wanted) sync();
  });
}

void SimulatedStore::sync() {
  sync_at_us_ = -1;
  for (const custody::Batch& batch : unsynced_) {
    tables.apply(batch);
    world_.synced(self_, batch);
    if (world_.planted() != Planted::AnswerBeforeSync) world_.post(self_, custody::Committed{batch.id}, 0);
  }
  unsynced_.clear();
}

void SimulatedStore::crash() {
  unsynced_.clear();
  sync_at_us_ = -1;
}

void SimulatedStore::find(const custody::Find& request) {
  custody::FoundFacts facts = tables.find(request.transfer);
  if (world_.planted() == Planted::ForgetTombstones) facts.tombstones.clear();
  world_.post(self_, custody::Found{request.id, std::move(facts)}, kReadUs);
}

void SimulatedStore::read(const custody::ReadChunk& request) {
  world_.post(self_,
              custody::ChunkRead{request.id, tables.read(request.transfer, request.offset, request.size)},
              kReadUs);
}

void SimulatedLink::send(const base::NodeName& peer, const wire::Frame& frame) {
  world_.frame_sent(self_, peer, frame);
}

}  // namespace backchannel::simulate
