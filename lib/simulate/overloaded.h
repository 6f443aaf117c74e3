#pragma once

namespace backchannel::simulate {

// One function for each kind of a variant: a new kind does not compile until it is looked at.
template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

}  // namespace backchannel::simulate
