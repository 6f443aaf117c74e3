#pragma once
// A net of the Hakto 49 lesson in this process, and desks at it.

#include <gtest/gtest.h>

#include <string>

#include "backchannel/assembly/desk.h"
#include "live_net.h"

namespace backchannel::assembly::testing {

// Fails the test and ends it by an exception: there is nothing to go on with.
[[noreturn]] void give_up(const base::Error& error);

template <class T>
T must(base::Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(*result);
}
inline void must(base::Result<> result) {
  if (!result) give_up(result.error());
}

[[nodiscard]] std::string scenario_file(const std::string& name);
[[nodiscard]] Form form_file(const std::string& name);

class Lesson {
 public:
  Lesson() : net(scenario_file("net.toml")) {}
  [[nodiscard]] Desk locked_desk(const std::string& person) const {
    return must(Desk::open(net.folder(), person));
  }
  [[nodiscard]] Desk desk(const std::string& person) const;

  support::LiveNet net;
};

// Looks again, whenever something may have changed, until it holds; the deadline only ends a failing test.
[[nodiscard]] bool eventually(const std::function<bool()>& holds);
[[nodiscard]] bool arrives(Desk& desk, const std::string& which);
// How far the leg of the message so numbered has come.
[[nodiscard]] Progress progress(Desk& desk, const std::string& number);

}  // namespace backchannel::assembly::testing
