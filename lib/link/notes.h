#pragma once
// What an operator should see, at a rate that no peer can set: of one event the first of each second in full,
// then a count. One thread.

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "timing.h"

namespace backchannel::link {

class Notes {
 public:
  using Sink = std::function<void(std::string_view event, std::string_view detail)>;
  explicit Notes(Sink sink) : sink_(std::move(sink)) {}

  void note(std::string_view event, std::string_view detail);

 private:
  struct Recent {
    Instant since{};
    std::size_t held_back = 0;
  };
  Sink sink_;
  std::map<std::string, Recent, std::less<>> recent_;  // event names are ours, so few
};

}  // namespace backchannel::link
