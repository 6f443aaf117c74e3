#pragma once

#include "backchannel/store/client_store.h"
#include "payloads.h"

namespace backchannel::store {

class ClientStore::State {
 public:
  State(std::unique_ptr<Database> opened, const base::AtRest* at_rest)
      : database(std::move(opened)), payloads(*database, at_rest) {}
  std::unique_ptr<Database> database;
  Payloads payloads;
};

}  // namespace backchannel::store
