#pragma once
// custody::Sealer over module seal: signatures are checked on a small pool, so that the engine never waits
// for one.

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/custody/ports.h"
#include "backchannel/seal/sealing.h"

namespace backchannel::assembly {

class PoolSealer final : public custody::Sealer {
 public:
  PoolSealer(std::shared_ptr<const seal::Trust> trust, base::NodeName self, netplan::NodeRole role,
             seal::PrivateKey signing, seal::PrivateKey agreement, ExerciseClock clock, custody::Sink& sink,
             unsigned threads);
  ~PoolSealer() override;
  void verify(const custody::Verify& request) override;
  void testify(const custody::Testify& request) override;

 private:
  void work();
  void give(std::function<custody::Input()> job);
  [[nodiscard]] base::Result<custody::Verified> check(const custody::Verify& request);
  [[nodiscard]] base::Result<custody::Testimony> speak(const custody::Testify& request);
  [[nodiscard]] base::Result<custody::SealedOut> carry(const custody::Testify& request,
                                                       const custody::Testimony& testimony);

  std::shared_ptr<const seal::Trust> trust_;
  base::NodeName self_;
  netplan::NodeRole role_;
  seal::PrivateKey signing_, agreement_;
  ExerciseClock clock_;
  custody::Sink& sink_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<custody::Input()>> jobs_;
  std::uint64_t next_ticket_ = 0;                     // of the job that is taken next
  std::uint64_t next_answer_ = 0;                     // of the answer that is posted next
  std::map<std::uint64_t, custody::Input> finished_;  // waiting for earlier ones
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace backchannel::assembly
