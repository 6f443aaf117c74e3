#pragma once
// Threads for work that the engine must not wait for. Each precedence has a lane: of what waits the highest
// is taken first, and the answers of one lane are posted in the order in which its jobs came. FLASH and above
// have a thread of their own; the others run at a lower priority of the system, so that on a loaded machine
// they stand back behind everything that lies on a FLASH's way, also in other processes.

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "backchannel/custody/ports.h"

namespace backchannel::assembly {

class PrecedencePool {
 public:
  using Job = std::function<custody::Input()>;

  // `threads`: beside the one for FLASH. Answers are posted from these threads.
  PrecedencePool(custody::Sink& sink, unsigned threads);
  ~PrecedencePool();  // waits for the jobs in hand; what waits is dropped
  PrecedencePool(const PrecedencePool&) = delete;
  PrecedencePool& operator=(const PrecedencePool&) = delete;

  void give(message::Precedence precedence, Job job);  // any thread

 private:
  struct Lane {
    std::deque<Job> jobs;
    std::uint64_t next_ticket = 0;                     // of the job that is taken next
    std::uint64_t next_answer = 0;                     // of the answer that is posted next
    std::map<std::uint64_t, custody::Input> finished;  // waiting for earlier ones
  };
  struct Crew {
    message::Precedence lowest, highest;
    std::condition_variable ready;
  };

  void work(Crew& crew);
  void work_off(Lane& lane, std::unique_lock<std::mutex>& lock);
  [[nodiscard]] Lane* first_lane(const Crew& crew);

  custody::Sink& sink_;
  std::mutex mutex_;
  Crew flash_{message::Precedence::Flash, message::Precedence::EmergencyCommand, {}};
  Crew others_{message::Precedence::Routine, message::Precedence::Immediate, {}};
  std::map<message::Precedence, Lane> lanes_;  // one for each, from the start
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace backchannel::assembly
