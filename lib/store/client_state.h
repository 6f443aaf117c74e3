#pragma once

#include "backchannel/store/client_store.h"
#include "sqlite.h"

namespace backchannel::store {

class ClientStore::State {
 public:
  explicit State(std::unique_ptr<Database> opened) : database(std::move(opened)) {}
  std::unique_ptr<Database> database;
};

}  // namespace backchannel::store
