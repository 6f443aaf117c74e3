#include "backchannel/store/node_store.h"

#include "backchannel/base/check.h"
#include "lock.h"
#include "reader.h"
#include "recovery.h"
#include "schema.h"
#include "writer.h"

namespace backchannel::store {

namespace {

base::Result<std::unique_ptr<Database>> connect(const NodeStoreOptions& options) {
  return Database::open(database_path(options.home), {.vfs = options.vfs});
}

base::Result<> check_after_unclean_stop(Database& database, const std::filesystem::path& path) {
  BC_TRY(clean, database.number(0, "SELECT value FROM meta WHERE name = 'clean'"));
  if (clean != 0 && !has_wal(path)) return {};
  return check_content(database, path);
}

}  // namespace

class NodeStore::State {
 public:
  State(HomeLock lock, const NodeStoreOptions& options, custody::Sink& sink,
        std::unique_ptr<Database> for_writing, std::unique_ptr<Database> for_checkpoints,
        std::unique_ptr<Database> for_reading, base::StoreUuid id)
      : lock_(std::move(lock)),
        options_(options),
        uuid_(id),
        answers_(sink),
        reader_(std::make_unique<Reader>(std::move(for_reading), options.at_rest, answers_, feed_)),
        writer_(std::make_unique<Writer>(std::move(for_writing), std::move(for_checkpoints), options,
                                         answers_, feed_, [this] { reader_->poll(); })) {}
  // The writer asks the reader for more: it goes first.
  ~State() { writer_.reset(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  HomeLock lock_;
  NodeStoreOptions options_;
  base::StoreUuid uuid_;
  Answers answers_;
  SubmissionFeed feed_;
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Writer> writer_;
};

NodeStore::NodeStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
NodeStore::~NodeStore() = default;

base::Result<std::unique_ptr<NodeStore>> NodeStore::open(const NodeStoreOptions& options,
                                                         custody::Sink& sink) {
  BC_CHECK(options.digester != nullptr);
  BC_TRY_VOID(check_home(options.home));
  const OpenOptions opening{.vfs = options.vfs, .at_rest = options.at_rest};
  BC_TRY(lock, take_home(options.home, opening.busy_ms));
  BC_TRY_VOID(prepare_file(options.home, opening, &lock));
  BC_TRY(for_writing, connect(options));
  BC_TRY_VOID(check_after_unclean_stop(*for_writing, database_path(options.home)));
  BC_TRY(for_checkpoints, connect(options));
  BC_TRY(for_reading, connect(options));
  BC_TRY(id, read_uuid(*for_reading));
  auto state = std::make_unique<State>(std::move(lock), options, sink, std::move(for_writing),
                                       std::move(for_checkpoints), std::move(for_reading), id);
  BC_TRY_VOID(state->writer_->start());
  return std::unique_ptr<NodeStore>(new NodeStore(std::move(state)));
}

base::Result<custody::Recovered> NodeStore::recover() {
  BC_TRY(database, connect(state_->options_));
  return read_recovered(*database);
}

void NodeStore::commit(custody::Batch batch) { state_->writer_->commit(std::move(batch)); }
void NodeStore::find(const custody::Find& request) { state_->reader_->find(request); }
void NodeStore::read(const custody::ReadChunk& request) { state_->reader_->read(request); }
void NodeStore::page(const custody::ReadPage& request) { state_->reader_->page(request); }

void NodeStore::overdue(const custody::ReadOverdue& request) { state_->reader_->overdue(request); }

void NodeStore::poll_submissions() {
  state_->reader_->poll();
  state_->writer_->purge();
}

void NodeStore::collect(base::HandlingTime now) { state_->writer_->collect(now); }

void NodeStore::settle() {
  state_->writer_->settle();
  state_->reader_->settle();
}

base::StoreUuid NodeStore::uuid() const noexcept { return state_->uuid_; }
NodeStoreStats NodeStore::stats() const { return state_->writer_->stats(); }

base::Result<Holdings> NodeStore::holdings() const {
  BC_TRY(database, connect(state_->options_));
  return database->snapshot([&]() -> base::Result<Holdings> {
    Holdings held;
    auto query = database->query("SELECT precedence, count(*) FROM leg GROUP BY precedence");
    while (true) {
      BC_TRY(there, query.step());
      if (!there) break;
      if (const auto precedence =
              message::precedence_from_number(static_cast<std::uint32_t>(query.integer(0))))
        held.legs[*precedence] = static_cast<std::uint64_t>(query.integer(1));
    }
    BC_TRY(bytes, database->number(0,
                                   "SELECT coalesce(sum(t.size), 0) FROM transfer t WHERE"
                                   " EXISTS(SELECT 1 FROM leg l WHERE l.transfer = t.transfer)"));
    BC_TRY(waiting, database->number(0, "SELECT count(*) FROM submission WHERE state = 1"));
    held.bytes = static_cast<std::uint64_t>(bytes);
    held.submissions = static_cast<std::uint64_t>(waiting);
    return held;
  });
}

base::Result<AuditCheck> NodeStore::verify_audit(const std::optional<AuditMark>& witness) const {
  BC_TRY(database, connect(state_->options_));
  return check_audit(*database, *state_->options_.digester, witness);
}

base::Result<> NodeStore::close() {
  state_->reader_->settle();
  return state_->writer_->close();
}

}  // namespace backchannel::store
