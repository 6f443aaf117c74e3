#pragma once
// A home in a temporary directory, and a NodeStore on it.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "backchannel/store/client_store.h"
#include "backchannel/store/node_store.h"
#include "sample.h"

namespace backchannel::store::test {

class TemporaryHome {
 public:
  TemporaryHome() {
    auto pattern = (std::filesystem::temp_directory_path() / "backchannel-store-XXXXXX").string();
    const char* made = ::mkdtemp(pattern.data());
    EXPECT_NE(made, nullptr);
    if (made != nullptr) path_ = made;
  }
  TemporaryHome(const TemporaryHome&) = delete;
  TemporaryHome& operator=(const TemporaryHome&) = delete;
  ~TemporaryHome() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path database() const { return path_ / "node.db"; }

 private:
  std::filesystem::path path_;
};

inline std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline const base::Digester& digester() {
  static const MixingDigester mixing;
  return mixing;
}

inline NodeStoreOptions options_for(const std::filesystem::path& home) {
  NodeStoreOptions options;
  options.home = home;
  options.digester = &digester();
  options.reserve_bytes = 64 << 10;
  return options;
}

inline std::unique_ptr<NodeStore> open_node(const NodeStoreOptions& options, custody::Sink& sink) {
  auto store = NodeStore::open(options, sink);
  EXPECT_TRUE(store) << (store ? "" : base::to_sentence(store.error()));
  return store ? std::move(*store) : nullptr;
}

inline ClientStore open_client(const std::filesystem::path& home) {
  auto store = ClientStore::open(home);
  if (!store) {
    ADD_FAILURE() << base::to_sentence(store.error());
    std::abort();
  }
  return std::move(*store);
}

// The value of a Result that has to be there.
template <class T>
T must(base::Result<T> result) {
  if (!result) {
    ADD_FAILURE() << base::to_sentence(result.error());
    std::abort();
  }
  return std::move(*result);
}
inline void must(base::Result<> result) {
  EXPECT_TRUE(result) << (result ? "" : base::to_sentence(result.error()));
}

// A store with its home and sink, whose commits wait for their answer.
class Node {
 public:
  Node() : Node([](NodeStoreOptions&) {}) {}
  template <class Change>
  explicit Node(Change change) {
    options = options_for(home.path());
    change(options);
    store = open_node(options, sink);
  }

  void commit(std::vector<custody::Change> changes) {
    store->commit(batch(++last_id, std::move(changes)));
    store->settle();
    const auto answers = sink.take_all();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<custody::Committed>(answers.front()));
  }
  void reopen() {
    store.reset();
    sink.take_all();
    store = open_node(options, sink);
  }
  base::Bytes read(std::uint8_t n) {
    store->read({++last_id, transfer_id(n), 0, 1'000'000});
    store->settle();
    const auto answers = sink.take_all();
    const auto* chunk = answers.size() == 1 ? std::get_if<custody::ChunkRead>(&answers.front()) : nullptr;
    EXPECT_NE(chunk, nullptr);
    return chunk == nullptr ? base::Bytes{} : chunk->data;
  }
  ClientStore client() const { return open_client(home.path()); }

  TemporaryHome home;
  CollectingSink sink;
  NodeStoreOptions options;
  std::unique_ptr<NodeStore> store;
  custody::RequestId last_id = 0;
};

}  // namespace backchannel::store::test
