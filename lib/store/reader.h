#pragma once
// The thread that looks things up, on a connection of its own: it waits for no group to be committed and sees
// every commit that ended before it looks.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <variant>

#include "answers.h"
#include "payloads.h"
#include "sqlite.h"
#include "submission_feed.h"

namespace backchannel::store {

class Reader {
 public:
  Reader(std::unique_ptr<Database> database, const base::AtRest* at_rest, Answers& answers,
         SubmissionFeed& feed);
  ~Reader();

  void find(const custody::Find& request);
  void read(const custody::ReadChunk& request);
  void page(const custody::ReadPage& request);
  void overdue(const custody::ReadOverdue& request);
  void poll();
  void settle();

 private:
  // Urgent as long as nobody has looked: a FLASH may have come.
  struct Poll {
    bool urgent = false;
  };
  using Request = std::variant<custody::Find, custody::ReadChunk, custody::ReadPage, custody::ReadOverdue, Poll>;

  void push(Request request, bool urgent);
  [[nodiscard]] bool is_empty() const { return urgent_.empty() && others_.empty(); }
  void run();
  [[nodiscard]] base::Result<> answer(const custody::Find& request);
  [[nodiscard]] base::Result<> answer(const custody::ReadChunk& request);
  [[nodiscard]] base::Result<> answer(const custody::ReadPage& request);
  [[nodiscard]] base::Result<> answer(const custody::ReadOverdue& request);
  [[nodiscard]] base::Result<> answer(const Poll& request);
  [[nodiscard]] base::Result<bool> post_next(message::Precedence precedence);
  [[nodiscard]] base::Result<> post_submission(std::int64_t id, const base::TransferId& transfer,
                                               message::Precedence precedence);

  Answers& answers_;
  SubmissionFeed& feed_;
  std::unique_ptr<Database> database_;
  Payloads payloads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::deque<Request> urgent_, others_;
  bool working_ = false;
  std::set<bool> polling_;  // whether an urgent Poll, and one that is not, is in the queue
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace backchannel::store
