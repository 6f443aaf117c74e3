#pragma once
// Messages that no honest program would send, signed with their authors' own keys: offered to a station, to a
// relay and to the receiving station, and laid into the mailbox by whoever has its disk.

#include <optional>

#include "impostor.h"

namespace backchannel::e2e {

struct ForgedReader {
  std::string person = {};  // empty: the station as a whole
  std::string station = "B";
  message::Precedence precedence = message::Precedence::Priority;
  bool action = true;
  std::uint32_t alternate_of = 0;
  bool sealed_to_station = false;  // although the heading names a person
};

struct Forged {
  std::string rule;  // that it breaks, for the message of an assertion
  std::string from = "ALFA";
  std::vector<ForgedReader> to = {};
  std::vector<std::string> caveats = {};
  base::Code code = base::Code::Internal;  // of the refusal
  std::string sentence = {};               // words of it
  std::string classification = "SECRET";
  std::string channel = {};
  std::uint32_t copies = 0;
};

// ALFA, CLERK and NOVICE at A, by way of R0, to BRAVO, BAKER and ALLY at B and CHARLIE at C; MINIMIZE keeps
// ROUTINE out of B. Of those at B only BRAVO is on the net's lists, and on the list of one compartment; B
// itself is on that of SENSITIVE alone.
class Forger {
 public:
  Forger();
  void start(const Words& nodes);
  [[nodiscard]] support::LiveNet::Ready sign(const Forged& what);

  // What the first holder after the author's own station says, or the last one, to a neighbour who offers it:
  // the code of each, and the sentence of the first of each code.
  void ask_relay(const std::vector<Forged>& table);
  void ask_station(const std::vector<Forged>& table);
  // What the author's own station says when the author's program has asked nobody.
  void ask_own_station(const std::vector<Forged>& table);
  // In B's mailbox, though no daemon would have put it there. B must not run.
  void plant(const std::vector<support::LiveNet::Ready>& messages);

  Line line;

 private:
  void offer_all(const std::string& from, netplan::NodeRole role, const std::string& to,
                 const std::vector<Forged>& table);
};

// The first digits of its id, as people name it.
[[nodiscard]] std::string named(const support::LiveNet::Ready& message);

}  // namespace backchannel::e2e
