#pragma once
// The parts of a simulated world: its schedule, its nodes with their stores, its net, its checker.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <random>
#include <set>

#include "backchannel/node/node.h"
#include "backchannel/simulate/memory_tables.h"
#include "backchannel/simulate/world.h"
#include "token_sealer.h"

namespace backchannel::simulate {

// Virtual time in microseconds. Events at the same moment run in the order in which they were made.
class Schedule {
 public:
  void after(std::int64_t delay_us, std::function<void()> run) {
    events_.push({now_us_ + delay_us, ++order_, std::move(run)});
  }
  [[nodiscard]] std::int64_t now_us() const noexcept { return now_us_; }
  // Runs the next event; false when there is none before the limit.
  bool run_next(std::int64_t limit_us);

 private:
  struct Event {
    std::int64_t at;
    std::uint64_t order;
    std::function<void()> run;
  };
  struct Later {
    bool operator()(const Event& a, const Event& b) const {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };
  std::priority_queue<Event, std::vector<Event>, Later> events_;
  std::int64_t now_us_ = 0;
  std::uint64_t order_ = 0;
};

// How bad the weather is; drawn from the seed.
struct Weather {
  bool calm = false;  // no loss, no doubles, no reordering, no crashes: the order of departure is checked
  double loss = 0, doubled = 0;
  std::int64_t jitter_us = 0;
  unsigned crashes = 0;
  bool outage = false;  // one node is down for hours, and many messages do not live that long
  std::int64_t heals_at_us = 0;
};

class World;

class SimulatedStore final : public custody::Store {
 public:
  SimulatedStore(World& world, base::NodeName self, base::StoreUuid uuid);
  void commit(custody::Batch batch) override;
  void find(const custody::Find& request) override;
  void read(const custody::ReadChunk& request) override;
  void crash();  // loses what is not synced
  MemoryTables tables;

 private:
  void sync();
  World& world_;
  base::NodeName self_;
  std::deque<custody::Batch> unsynced_;
  std::int64_t sync_at_us_ = -1;
};

class SimulatedLink final : public custody::Link {
 public:
  SimulatedLink(World& world, base::NodeName self) : world_(world), self_(std::move(self)) {}
  void send(const base::NodeName& peer, const wire::Frame& frame) override;

 private:
  World& world_;
  base::NodeName self_;
};

class CountingAudit final : public custody::Audit {
 public:
  explicit CountingAudit(WorldReport& report) : report_(report) {}
  void note(const custody::Note& note) override {
    if (note.event == "halted") ++report_.halts;
  }

 private:
  WorldReport& report_;
};

struct SimulatedNode {
  base::NodeName name;
  netplan::NodeRole role = netplan::NodeRole::Relay;
  unsigned epoch = 0;      // grows at each crash: events of an earlier life are dropped
  std::uint64_t wake = 0;  // generation of the latest wish
  std::unique_ptr<SimulatedStore> store;
  std::unique_ptr<SimulatedLink> link;
  std::unique_ptr<TokenSealer> sealer;
  std::unique_ptr<node::Node> node;                               // null while down
  std::vector<std::pair<std::int64_t, custody::Payload>> outbox;  // submissions, durable
};

// What was written, as the world knows it, independent of any node.
struct Written {
  base::NodeName station;
  std::int64_t submission = 0;
  custody::Payload sealed;
  base::TransferId transfer;
  message::Header header;
  std::vector<message::Precedence> meant;  // by leg
  std::vector<unsigned> arrivals;          // PutMailbox committed, by leg
};

class World {
 public:
  explicit World(const WorldConfig& config);
  WorldReport run();

  // For the parts.
  void post(const base::NodeName& to, custody::Input input, std::int64_t delay_us);
  void frame_sent(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame);
  void synced(const base::NodeName& at, const custody::Batch& batch);
  [[nodiscard]] std::uint64_t random() { return random_(); }
  [[nodiscard]] double chance() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }
  [[nodiscard]] Schedule& schedule() { return schedule_; }
  [[nodiscard]] const Weather& weather() const { return weather_; }
  [[nodiscard]] Planted planted() const { return config_.planted; }
  [[nodiscard]] base::Now now() const;

 private:
  void make_plan();
  void make_weather();
  void write_messages();
  void start(SimulatedNode& node);
  void crash(SimulatedNode& node, std::int64_t down_us);
  void connect(const base::NodeName& a, const base::NodeName& b);
  void step(SimulatedNode& node, custody::Input input);
  void trace(std::string_view words);
  void trace(base::BytesView bytes);
  void broken(std::string sentence);
  void check_order(const base::NodeName& from, const base::NodeName& to, const base::TransferId& leaving);
  void check_ends();
  [[nodiscard]] bool quiet() const;

  WorldConfig config_;
  std::mt19937_64 random_;
  Schedule schedule_;
  Weather weather_;
  doctrine::Catalogue catalogue_;
  netplan::Plan plan_;
  WorldReport report_;
  CountingAudit audit_;
  std::map<base::NodeName, SimulatedNode> nodes_;
  std::vector<Written> written_;
  std::map<base::TransferId, std::size_t> by_transfer_;
  std::map<std::pair<base::NodeName, base::NodeName>, std::int64_t> last_arrival_us_;
  // For the order: when a node became holder of a transfer, and to whom it offered it since.
  struct Holding {
    std::int64_t since_us = 0;
    bool offered = false;
    base::NodeName next;
    message::Precedence meant = message::Precedence::Routine;
  };
  std::map<base::NodeName, std::map<base::TransferId, Holding>> holdings_;
};

}  // namespace backchannel::simulate
