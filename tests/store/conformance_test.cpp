#include "conformance.h"

#include "node_home.h"

namespace backchannel::store::test {
namespace {

class SqliteFactory {
 public:
  custody::Store& make(custody::Sink& sink) {
    sink_ = &sink;
    store_ = open_node(options_for(home_.path()), sink);
    return *store_;
  }
  custody::Store& store() { return *store_; }
  custody::Recovered crash_and_reopen() {
    store_.reset();
    make(*sink_);
    return must(store_->recover());
  }
  void pump() {}

 private:
  TemporaryHome home_;
  custody::Sink* sink_ = nullptr;
  std::unique_ptr<NodeStore> store_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreConformance, SqliteFactory);

}  // namespace
}  // namespace backchannel::store::test
