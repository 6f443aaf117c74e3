#pragma once
// What becomes of a leg at its holder: one cell for each state and event. The table is printed into
// docs/WIRE.md and each of its cells is played to the engine (state_table_test.cpp). Source: RELIABILITY 1.4;
// the neighbour is the one to whom the leg is offered or bound, unless the event says otherwise.

#include <array>
#include <string_view>

namespace backchannel::custody {

enum class Where : unsigned char {
  Queued,
  Offered,
  Sending,
  Await,
  Asking,
  Moved,         // custody is the neighbour's
  Elsewhere,     // queued for another neighbour
  NotDelivered,  // reported
  Unknown,       // reported
};

[[nodiscard]] constexpr std::string_view name_of(Where where) {
  constexpr std::array<std::string_view, 9> kNames = {
      "QUEUED", "OFFERED", "SENDING", "AWAIT", "ASKING", "MOVED", "ELSEWHERE", "NOT DELIVERED", "UNKNOWN"};
  return kNames[static_cast<std::size_t>(where)];
}

enum class Event : unsigned char {
  Turn,
  Go,
  Credit,
  Accept,
  Have,
  Accepted,
  Never,
  UnknownYet,
  Busy,
  RefuseForNow,
  RefuseForGood,
  RefuseElsewhere,
  AcceptByAnother,
  AcceptFromAnotherStore,
  Disconnect,
  Expired,
  ExpiredAndSkew,
  RetentionOver,
};

struct StateRow {
  Event event;
  std::string_view says;
  std::array<Where, 5> becomes;  // from Queued, Offered, Sending, Await, Asking
};

constexpr std::array kStateTable = [] {
  using enum Where;
  return std::array{
      StateRow{Event::Turn,
               "its time is over: the backoff, or the patience with a silent neighbour",
               {Offered, Queued, Queued, Await, Asking}},
      StateRow{Event::Go, "GO", {Sending, Sending, Sending, Await, Asking}},
      StateRow{Event::Credit, "CREDIT", {Queued, Offered, Sending, Await, Asking}},
      StateRow{Event::Accept, "ACCEPT", {Queued, Offered, Sending, Moved, Moved}},
      StateRow{Event::Have, "HAVE", {Queued, Offered, Sending, Moved, Moved}},
      StateRow{Event::Accepted, "STATUS ACCEPTED", {Queued, Offered, Sending, Moved, Moved}},
      StateRow{Event::Never, "STATUS NEVER", {Queued, Offered, Sending, Await, NotDelivered}},
      StateRow{Event::UnknownYet, "STATUS UNKNOWN YET", {Queued, Offered, Sending, Await, Asking}},
      StateRow{Event::Busy, "BUSY", {Queued, Queued, Queued, Await, Asking}},
      StateRow{Event::RefuseForNow, "REFUSE, for now", {Queued, Queued, Queued, Await, Asking}},
      StateRow{
          Event::RefuseForGood, "REFUSE, stable", {Elsewhere, Elsewhere, Elsewhere, Elsewhere, NotDelivered}},
      StateRow{Event::RefuseElsewhere, "REFUSE Elsewhere: alarm", {Queued, Queued, Queued, Await, Asking}},
      StateRow{
          Event::AcceptByAnother, "ACCEPT by another neighbour", {Queued, Offered, Sending, Await, Asking}},
      StateRow{Event::AcceptFromAnotherStore,
               "HELLO of another store, then ACCEPT",
               {Offered, Offered, Offered, Await, Asking}},
      StateRow{Event::Disconnect, "the circuit is lost", {Queued, Queued, Queued, Await, Asking}},
      StateRow{Event::Expired, "expired", {NotDelivered, NotDelivered, NotDelivered, Await, Asking}},
      StateRow{Event::ExpiredAndSkew,
               "expired, and the clocks' skew over",
               {NotDelivered, NotDelivered, NotDelivered, Asking, Asking}},
      StateRow{Event::RetentionOver,
               "the time of asking over",
               {NotDelivered, NotDelivered, NotDelivered, Unknown, Unknown}},
  };
}();

}  // namespace backchannel::custody
