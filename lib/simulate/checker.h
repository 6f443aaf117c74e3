#pragma once
// The invariants. They look at what was written, what is durable and what leaves, never at the engine's own
// view. Each file beside this header is one subject:
//   checker_stores.cpp  what a batch may do to a store
//   checker_wire.cpp    what an honest node may say
//   checker_ends.cpp    the true end of every leg, and their sum
// What a hostile node does is its own matter, and so is every leg that has been near it.

#include <map>
#include <optional>
#include <set>

#include "backchannel/custody/ports.h"
#include "backchannel/simulate/memory_tables.h"
#include "letters.h"
#include "net.h"
#include "order.h"
#include "stage.h"
#include "weather.h"

namespace backchannel::simulate {

class Checker {
 public:
  Checker(Stage& stage, const Net& net, const Weather& weather, const Letters& letters)
      : stage_(stage),
        net_(net),
        weather_(weather),
        letters_(letters),
        order_(stage, net, weather, letters) {}

  void watch(const base::NodeName& node, const MemoryTables& tables) { stores_[node] = {&tables, 0}; }
  // Around each batch that becomes durable.
  void before(const base::NodeName& at, const custody::Batch& batch);
  void after(const base::NodeName& at, const custody::Batch& batch);
  void leaves(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame);
  void crashed(const base::NodeName& node);
  void noted(const base::NodeName& at, const custody::Note& note);
  void check_ends();

 private:
  using Leg = std::pair<base::TransferId, std::uint16_t>;
  struct Seen {
    const MemoryTables* tables = nullptr;
    unsigned life = 0;
  };

  // checker_stores.cpp
  void taken(const base::NodeName& at, const custody::PutTransfer& change);
  void queued(const base::NodeName& at, const custody::PutLeg& change);
  void unbound(const base::NodeName& at, const custody::UnbindLeg& change);
  void moved(const base::NodeName& at, const custody::MoveLeg& change);
  void ended(const base::NodeName& at, const custody::EndLeg& change);
  void accepted(const base::NodeName& at, const custody::PutTombstone& change);
  void fenced(const base::NodeName& at, const custody::PutFence& change);
  void filed(const base::NodeName& at, const custody::PutMailbox& change);
  void told(const base::NodeName& at, const custody::PutStatement& change);
  void check_not_accepted(const base::NodeName& at, const custody::LegKey& key, const char* words);
  void check_payload(const base::NodeName& at, const base::TransferId& transfer);

  // checker_wire.cpp
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Hello& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Offer& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Go& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Have& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Refuse& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Busy& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Chunk& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Accept& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Query& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Status& frame);
  void says(const base::NodeName& from, const base::NodeName& to, const wire::Credit& frame);
  void check_accepted_from(const base::NodeName& from, const base::NodeName& to,
                           const wire::Consignment& consignment, const char* words);
  void check_held(const base::NodeName& from, const base::NodeName& to, const wire::Consignment& consignment,
                  bool bound);
  void check_behind_fence(const base::NodeName& from, const base::NodeName& to,
                          const wire::Consignment& consignment, base::Code code, const char* words);
  void mark_refusal(base::Code said);

  // checker_ends.cpp
  enum class End { Delivered, NotDelivered, Unknown, Held, None };
  [[nodiscard]] End end_of(const Letter& letter, std::uint16_t leg);
  [[nodiscard]] bool said(const Letter& letter, std::uint16_t leg, message::StatementKind kind) const;
  [[nodiscard]] bool words_astray(const Letter& letter) const;
  void check_text(const Letter& letter, std::uint16_t leg);
  void count(End end);

  [[nodiscard]] const MemoryTables& tables(const base::NodeName& node) const {
    return *stores_.at(node).tables;
  }
  [[nodiscard]] bool hostile(const base::NodeName& node) const { return weather_.hostile == node; }
  // The leg has been offered to the hostile node, or came from it.
  [[nodiscard]] bool tainted(const custody::LegKey& key) const {
    return tainted_.contains({key.transfer, key.leg});
  }
  void taint(const wire::Consignment& consignment);
  void broken(const base::NodeName& at, const std::string& words, const base::TransferId& transfer,
              const std::string& more = {});

  Stage& stage_;
  const Net& net_;
  const Weather& weather_;
  const Letters& letters_;
  Order order_;
  std::map<base::NodeName, Seen> stores_;
  std::map<base::TransferId, message::Header> headers_;  // of all that any node has taken
  std::map<Leg, std::vector<base::NodeName>> arrived_;   // mailboxes, of any copy
  std::map<custody::LegKey, std::vector<base::NodeName>> filed_;
  std::set<Leg> tainted_;
  std::set<base::NodeName> words_astray_;  // statements for this station were near the hostile node
  std::map<std::pair<base::NodeName, custody::LegKey>, unsigned> accepted_in_;  // in which life
  std::map<std::tuple<base::NodeName, custody::LegKey, base::NodeName>, unsigned> fenced_in_;
  std::map<base::NodeName, std::set<base::TransferId>> receiving_;  // GO was said, and nothing since
  std::map<base::NodeName, std::int64_t> full_at_us_;               // its engine was told of a full disk
};

}  // namespace backchannel::simulate
