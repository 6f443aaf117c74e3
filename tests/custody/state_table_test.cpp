// Every cell of the state table, played to the engine.

#include "state_table.h"

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

constexpr std::int64_t kLifeMs = 600'000;
constexpr std::int64_t kAQuarterOfIt = 10'000;
constexpr std::int64_t kAuditMs = 100;  // longer than audit rows wait for a batch
constexpr std::uint32_t kBackoffMs = 20'000;

// R, which was given a message for T and has offered it to A; the other way, B, is not up.
struct Holder : Bench {
  Holder() : Bench("R"), message(letter({.size = 40'000, .lifetime_ms = kLifeMs})) {
    start();
    up("S1");
    up("A");
    know(message);
    frame("S1", offer(message, {0}, false));
    for (std::size_t at = 0; at < 40'000; at += kAQuarterOfIt)
      frame("S1", chunk(message, at, at + kAQuarterOfIt,
                        at + kAQuarterOfIt == 40'000 ? wire::Legs{0} : wire::Legs{}));
    EXPECT_TRUE(take<wire::Accept>("S1"));
    EXPECT_TRUE(take<wire::Offer>("A"));
    offered_at = now().protocol;
    advance_ms(1'000);
  }

  void go(std::uint64_t credit) { frame("A", wire::Go{about(message), 0, credit}); }
  void until(std::int64_t ms_after_begin) {
    advance_ms(kBegins.ms + ms_after_begin + 1'000 - now().handling.ms);
  }
  [[nodiscard]] bool answers_with_a_chunk(wire::Frame asked) {
    sent.clear();
    frame("A", std::move(asked));
    return count<wire::Chunk>("A") > 0;
  }

  void bring_to(Where where) {
    switch (where) {
      case Where::Queued:
        frame("A", wire::Busy{about(message), kBackoffMs});
        return;
      case Where::Offered:
        return;
      case Where::Sending:
        go(kAQuarterOfIt);
        return;
      case Where::Await:
        go(100'000);
        return;
      case Where::Asking:
        go(100'000);
        until(kLifeMs + kSkewMs + 600'000);
        return;
      case Where::Moved:
      case Where::Elsewhere:
      case Where::NotDelivered:
      case Where::Unknown:
        ADD_FAILURE() << "an end is no state to begin with";
    }
  }

  void happens(Event event) {
    const auto refuse = [&](base::Code code, bool stable) {
      frame("A", wire::Refuse{about(message), code, stable});
    };
    switch (event) {
      case Event::Turn:
        return advance(wake()->us - now().protocol.us);
      case Event::Go:
        return go(kAQuarterOfIt);
      case Event::Credit:
        return frame("A", wire::Credit{message.transfer(), 1, kAQuarterOfIt});
      case Event::Accept:
        return frame("A", wire::Accept{about(message), std::nullopt});
      case Event::Have:
        return frame("A", wire::Have{about(message)});
      case Event::Accepted:
        return frame("A", wire::Status{about(message), wire::Fate::Accepted});
      case Event::Never:
        return frame("A", wire::Status{about(message), wire::Fate::Never});
      case Event::UnknownYet:
        return frame("A", wire::Status{about(message), wire::Fate::UnknownYet});
      case Event::Busy:
        return frame("A", wire::Busy{about(message), kBackoffMs});
      case Event::RefuseForNow:
        return refuse(base::Code::Quota, false);
      case Event::RefuseForGood:
        return refuse(base::Code::NoPath, true);
      case Event::RefuseElsewhere:
        return refuse(base::Code::Elsewhere, true);
      case Event::AcceptByAnother:
        up("B");
        return frame("B", wire::Accept{about(message), std::nullopt});
      case Event::AcceptFromAnotherStore:
        greeting("A", 200);
        return frame("A", wire::Accept{about(message), std::nullopt});
      case Event::Disconnect:
        return down("A");
      case Event::Expired:
        return until(std::max(kLifeMs, now().handling.ms - kBegins.ms));
      case Event::ExpiredAndSkew:
        return until(std::max(kLifeMs + kSkewMs + 600'000, now().handling.ms - kBegins.ms));
      case Event::RetentionOver:
        return until(kLifeMs + kSkewMs + kAskingMs);
    }
  }

  // By what is durable, by what it answers to CREDIT, and by what it waits for.
  [[nodiscard]] Where where() {
    const auto leg = tables.legs.find({message.transfer(), 0, 1});
    if (leg == tables.legs.end()) {
      if (!committed<MoveLeg>().empty()) return Where::Moved;
      return committed<EndLeg>().at(0).unknown ? Where::Unknown : Where::NotDelivered;
    }
    if (leg->second.state == LegState::Await) return asked() ? Where::Asking : Where::Await;
    if (!leg->second.refused_by.empty()) return Where::Elsewhere;
    if (count<wire::Offer>("A") > 0) offered_at = now().protocol;
    advance_ms(kAuditMs);
    const auto patience = message::timers_of(message::Precedence::Routine).first_retry_us;
    if (wake() == offered_at + patience) return Where::Offered;
    return answers_with_a_chunk(wire::Credit{message.transfer(), 1, kAQuarterOfIt}) ? Where::Sending
                                                                                    : Where::Queued;
  }
  // Whether it asks A what became of the leg, or offers it, when A is there.
  [[nodiscard]] bool asked() {
    if (count<wire::Query>("A") > 0) return true;
    sent.clear();
    up("A");
    return count<wire::Query>("A") > 0;
  }

  Letter message;
  base::ProtocolTime offered_at{};
};

TEST(StateTable, EachCellIsWhatTheEngineDoes) {
  for (const StateRow& row : kStateTable)
    for (std::size_t from = 0; from < row.becomes.size(); ++from) {
      SCOPED_TRACE(std::string(name_of(static_cast<Where>(from))) + ", " + std::string(row.says));
      Holder holder;
      holder.bring_to(static_cast<Where>(from));
      holder.happens(row.event);
      EXPECT_EQ(name_of(holder.where()), name_of(row.becomes[from]));
    }
}

TEST(StateTable, EachStateCanBeTold) {
  for (const Where where : {Where::Queued, Where::Offered, Where::Sending, Where::Await, Where::Asking}) {
    Holder holder;
    holder.bring_to(where);
    EXPECT_EQ(name_of(holder.where()), name_of(where));
  }
}

}  // namespace
}  // namespace backchannel::custody
