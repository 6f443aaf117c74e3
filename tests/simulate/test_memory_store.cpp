#include "backchannel/simulate/memory_tables.h"
#include "conformance_details.h"

namespace backchannel::store::test {
namespace {

// The simulator's tables without its clock: every batch is synced at once, and a crash loses nothing that was
// answered.
class MemoryStore final : public custody::Store {
 public:
  explicit MemoryStore(custody::Sink& sink) : sink_(sink) {}
  void commit(custody::Batch batch) override {
    tables.apply(batch);
    sink_.post(custody::Committed{batch.id});
  }
  void find(const custody::Find& request) override {
    sink_.post(custody::Found{request.id, tables.find(request.transfer)});
  }
  void read(const custody::ReadChunk& request) override {
    sink_.post(custody::ChunkRead{request.id, tables.read(request.transfer, request.offset, request.size)});
  }
  void overdue(const custody::ReadOverdue& request) override {
    sink_.post(custody::OverdueRead{request.id, tables.overdue(request)});
  }
  void page(const custody::ReadPage& request) override {
    sink_.post(custody::PageRead{request.id, tables.page(request)});
  }
  simulate::MemoryTables tables{base::StoreUuid{{1}}};

 private:
  custody::Sink& sink_;
};

class MemoryFactory {
 public:
  custody::Store& make(custody::Sink& sink) {
    store_ = std::make_unique<MemoryStore>(sink);
    return *store_;
  }
  custody::Store& store() { return *store_; }
  custody::Recovered crash_and_reopen() { return store_->tables.recover(); }
  void pump() {}

 private:
  std::unique_ptr<MemoryStore> store_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreConformance, MemoryFactory);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreDetails, MemoryFactory);

}  // namespace
}  // namespace backchannel::store::test
