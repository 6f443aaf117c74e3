#include "reader.h"

#include <limits>

#include "overdue.h"
#include "recovery.h"

namespace backchannel::store {

namespace {

custody::RequestId id_of(const custody::Find& request) { return request.id; }
custody::RequestId id_of(const custody::ReadChunk& request) { return request.id; }
custody::RequestId id_of(const custody::ReadPage& request) { return request.id; }
custody::RequestId id_of(const custody::ReadOverdue& request) { return request.id; }
template <class Other>
custody::RequestId id_of(const Other&) {
  return 0;
}

}  // namespace

Reader::Reader(std::unique_ptr<Database> database, const base::AtRest* at_rest, Answers& answers,
               SubmissionFeed& feed)
    : answers_(answers),
      feed_(feed),
      database_(std::move(database)),
      payloads_(*database_, at_rest),
      thread_([this] { run(); }) {}

Reader::~Reader() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Reader::push(Request request, bool urgent) {
  {
    const std::lock_guard guard(mutex_);
    if (std::holds_alternative<Poll>(request) && !polling_.insert(urgent).second) return;
    (urgent ? urgent_ : others_).push_back(std::move(request));
  }
  wake_.notify_one();
}

void Reader::find(const custody::Find& request) { push(request, custody::is_urgent(request.id)); }
void Reader::read(const custody::ReadChunk& request) { push(request, custody::is_urgent(request.id)); }
void Reader::page(const custody::ReadPage& request) { push(request, custody::is_urgent(request.id)); }
void Reader::overdue(const custody::ReadOverdue& request) { push(request, false); }
void Reader::poll() { push(Poll{true}, true); }

void Reader::settle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return stop_ || (is_empty() && !working_); });
}

void Reader::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stop_ || !is_empty(); });
    if (stop_) return;
    std::deque<Request>& queue = urgent_.empty() ? others_ : urgent_;
    const Request request = std::move(queue.front());
    queue.pop_front();
    if (const auto* poll = std::get_if<Poll>(&request)) polling_.erase(poll->urgent);
    working_ = true;
    lock.unlock();
    std::visit(
        [this](const auto& each) {
          if (auto done = answer(each); !done) answers_.fail(done.error(), id_of(each));
        },
        request);
    lock.lock();
    working_ = false;
    if (is_empty()) idle_.notify_all();
  }
}

base::Result<> Reader::answer(const custody::Find& request) {
  custody::FoundFacts facts;
  auto tombstones = database_->query(
      "SELECT leg, copy, from_node FROM tombstone WHERE transfer = ? ORDER BY leg, copy", request.transfer);
  while (true) {
    BC_TRY(row, tombstones.step());
    if (!row) break;
    facts.tombstones.push_back({static_cast<std::uint16_t>(tombstones.integer(0)),
                                static_cast<std::uint8_t>(tombstones.integer(1)),
                                tombstones.name<base::NodeName>(2)});
  }
  auto fences =
      database_->query("SELECT leg, copy, peer, code FROM fence WHERE transfer = ? ORDER BY leg, copy, peer",
                       request.transfer);
  while (true) {
    BC_TRY(row, fences.step());
    if (!row) break;
    const auto code = base::code_from_number(static_cast<std::uint16_t>(fences.integer(3)));
    facts.fences.push_back({static_cast<std::uint16_t>(fences.integer(0)),
                            static_cast<std::uint8_t>(fences.integer(1)), fences.name<base::NodeName>(2),
                            code.value_or(base::Code::Internal)});
  }
  answers_.post(custody::Found{request.id, std::move(facts)});
  return {};
}

base::Result<> Reader::answer(const custody::ReadChunk& request) {
  BC_TRY(data, payloads_.read(request.transfer, request.offset, request.size));
  answers_.post(custody::ChunkRead{request.id, std::move(data).value_or(base::Bytes{})});
  return {};
}

base::Result<> Reader::answer(const custody::ReadPage& request) {
  BC_TRY(page, read_page(*database_, request));
  answers_.post(custody::PageRead{request.id, std::move(page)});
  return {};
}

base::Result<> Reader::answer(const custody::ReadOverdue& request) {
  BC_TRY(page, database_->snapshot([&] { return read_overdue(*database_, request); }));
  answers_.post(custody::OverdueRead{request.id, std::move(page)});
  return {};
}

// One at a time, then whoever waits: a look-up for a FLASH does not wait until the outbox has been read.
base::Result<> Reader::answer(const Poll&) {
  for (auto it = message::kPrecedences.rbegin(); it != message::kPrecedences.rend(); ++it) {
    if (!feed_.has_room(*it)) continue;
    BC_TRY(posted, post_next(*it));
    if (!posted) continue;
    const bool urgent = *it >= message::Precedence::Flash;
    push(Poll{urgent}, urgent);
    return {};
  }
  return {};
}

// false: none is waiting.
base::Result<bool> Reader::post_next(message::Precedence precedence) {
  auto query = database_->query(
      "SELECT id, transfer FROM submission WHERE state = 1 AND precedence = ? AND id > ? ORDER BY id LIMIT 1",
      precedence, feed_.last_posted(precedence));
  BC_TRY(row, query.step());
  if (!row) return false;
  BC_TRY_VOID(post_submission(query.integer(0), query.id<base::TransferId>(1), precedence));
  return true;
}

base::Result<> Reader::post_submission(std::int64_t id, const base::TransferId& transfer,
                                       message::Precedence precedence) {
  BC_TRY(all, payloads_.read(transfer, 0, std::numeric_limits<std::uint32_t>::max()));
  base::Bytes sealed = std::move(all).value_or(base::Bytes{});
  feed_.posted(id, precedence, sealed.size());
  answers_.post(custody::Submitted{id, std::make_shared<const base::Bytes>(std::move(sealed)), precedence});
  return {};
}

}  // namespace backchannel::store
