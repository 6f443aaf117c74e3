#include "precedence_pool.h"

#include <sys/resource.h>
#include <unistd.h>

namespace backchannel::assembly {

namespace {

constexpr int kNicerThanFlash = 10;

// On Linux each thread has a priority, at first that of the process, which may be a low one; beyond the
// lowest is the lowest. Where it may not be changed the work is done all the same.
void stand_back() {
  const auto self = static_cast<id_t>(::gettid());
  static_cast<void>(::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + kNicerThanFlash));
}

}  // namespace

PrecedencePool::PrecedencePool(custody::Sink& sink, unsigned threads) : sink_(sink) {
  for (const message::Precedence each : message::kPrecedences) lanes_[each];
  threads_.emplace_back([this] { work(flash_); });
  for (unsigned i = 0; i < threads; ++i)
    threads_.emplace_back([this] {
      stand_back();
      work(others_);
    });
}

PrecedencePool::~PrecedencePool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  flash_.ready.notify_all();
  others_.ready.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void PrecedencePool::give(message::Precedence precedence, Job job) {
  {
    const std::lock_guard lock(mutex_);
    lanes_.at(precedence).jobs.push_back(std::move(job));
  }
  (precedence >= flash_.lowest ? flash_ : others_).ready.notify_one();
}

PrecedencePool::Lane* PrecedencePool::first_lane(const Crew& crew) {
  for (auto it = lanes_.rbegin(); it != lanes_.rend(); ++it)
    if (it->first >= crew.lowest && it->first <= crew.highest && !it->second.jobs.empty()) return &it->second;
  return nullptr;
}

void PrecedencePool::work(Crew& crew) {
  std::unique_lock lock(mutex_);
  while (true) {
    Lane* lane = nullptr;
    crew.ready.wait(lock, [&] { return stopping_ || (lane = first_lane(crew)) != nullptr; });
    if (stopping_) return;
    work_off(*lane, lock);
  }
}

void PrecedencePool::work_off(Lane& lane, std::unique_lock<std::mutex>& lock) {
  const Job job = std::move(lane.jobs.front());
  lane.jobs.pop_front();
  const std::uint64_t ticket = lane.next_ticket++;
  lock.unlock();
  custody::Input answer = job();
  lock.lock();
  lane.finished.emplace(ticket, std::move(answer));
  // Posted under the lock: two threads must not swap what they have just put in order.
  for (auto it = lane.finished.begin(); it != lane.finished.end() && it->first == lane.next_answer;
       it = lane.finished.erase(it)) {
    ++lane.next_answer;
    sink_.post(std::move(it->second));
  }
}

}  // namespace backchannel::assembly
