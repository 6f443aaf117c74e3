#include "conformance_details.h"

#include "node_home.h"
#include "toy_cipher.h"

namespace backchannel::store::test {
namespace {

class SqliteFactory {
 public:
  virtual ~SqliteFactory() = default;
  custody::Store& make(custody::Sink& sink) {
    sink_ = &sink;
    auto options = options_for(home_.path());
    options.at_rest = at_rest();
    store_ = open_node(options, sink);
    return *store_;
  }
  custody::Store& store() { return *store_; }
  custody::Recovered crash_and_reopen() {
    store_.reset();
    make(*sink_);
    return must(store_->recover());
  }
  void pump() {}

 protected:
  [[nodiscard]] virtual const base::AtRest* at_rest() const { return nullptr; }

 private:
  TemporaryHome home_;
  custody::Sink* sink_ = nullptr;
  std::unique_ptr<NodeStore> store_;
};

// As a station's: sealed bytes under keys of their own.
class SqliteWithKeysFactory final : public SqliteFactory {
  [[nodiscard]] const base::AtRest* at_rest() const override { return &toy_cipher(); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(SqliteWithKeys, StoreConformance, SqliteWithKeysFactory);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreConformance, SqliteFactory);
INSTANTIATE_TYPED_TEST_SUITE_P(SqliteWithKeys, StoreDetails, SqliteWithKeysFactory);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreDetails, SqliteFactory);

}  // namespace
}  // namespace backchannel::store::test
