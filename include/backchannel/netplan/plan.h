#pragma once
// The net plan: stations, relays, persons, circuits of one exercise, read from TOML. Immutable after load.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/label.h"
#include "backchannel/message/precedence.h"
#include "backchannel/policy/decision.h"
#include "backchannel/policy/summary.h"

namespace backchannel::netplan {

enum class NodeRole : std::uint8_t { Relay = 1, Station = 2 };

struct Node {  // a relay or a station
  base::NodeName name;
  NodeRole role = NodeRole::Station;
  message::Clearance clearance;
  std::string zone;               // IANA: "Asia/Ho_Chi_Minh"
  std::string listen;             // "tcp://127.0.0.1:5501"; empty: a free loopback port, published at start
  std::string bearer;             // relays that number what they accept first: "SAIGON"; empty: none
  std::uint32_t bearer_next = 1;  // first bearer serial to give
  std::string opens = "0800";     // stations: opening of business, local time
  std::string basis;              // "documented", "inferred", "exercise"
  std::string note;
  base::Where where;
};

struct Person {
  base::PersonName name;   // "HAIG"
  std::string title;       // as in the published record
  base::NodeName station;  // at the beginning; Plan::station_of says where he is later
  message::Clearance clearance;
  message::Precedence highest = message::Precedence::Priority;  // the grant
  bool watch_officer = false;
  bool releases = false;       // may release what others wrote
  bool needs_release = false;  // a second person must release what this one writes
  bool secretariat = false;    // may give leave for a further reader of what others wrote
  bool foreign = false;
  std::string basis;
  std::string note;
  base::Where where;
};

// A person leaves his station for another: from that moment he writes, is written to and reads there.
struct Move {
  base::PersonName person;
  base::NodeName to;
  base::HandlingTime at;
  std::string basis;
  std::string note;
  base::Where where;
};

// A time in which a circuit loses everything without a word: exercise time, from inclusive, until exclusive.
struct Outage {
  base::HandlingTime from;
  base::HandlingTime until;
  base::NodeName only;  // what this end sends is lost, what it receives is not; empty: both ways
};

struct Circuit {
  base::NodeName a, b;  // a dials b
  message::Clearance accreditation;
  std::string channel;               // bearer: "CAS"; empty: the general one
  std::int64_t bits_per_second = 0;  // 0: not limited
  bool fairness = false;             // base::kFairnessPercent of its bytes for the lowest that waits
  std::int64_t delay_ms = 0;         // of each frame, each way, in real time
  unsigned loss_permille = 0;        // of the frames that leave, each way, by chance
  std::vector<Outage> outages;
  std::string basis;
  base::Where where;
};

constexpr std::string_view kEverybody = "*";

// How much one identity may send, and how much of it one node holds. Buckets fill in real time.
struct Admission {
  std::string who;                                // a person; a station: each person there; "*": each person
  std::optional<message::Precedence> precedence;  // what burst and per_minute are for; nullopt: none given
  std::uint32_t burst = 0;                        // messages at once
  std::uint32_t per_minute = 0;                   // messages, over any longer time
  std::optional<std::uint64_t> held_messages;     // most that one node holds, of all precedences
  std::optional<std::uint64_t> held_bytes;
  std::string basis;
  std::string note;
  base::Where where;
};

struct Outsider {  // somebody outside the net to whom a text is handed
  std::string name;
  base::NodeName near;  // station from which it is handed
  bool foreign = true;
  std::string basis;
};

struct Collective {  // one address for several stations or persons
  std::string name;  // "ALL DIPLOMATIC POSTS"
  std::vector<std::string> members;
  std::string basis;
  base::Where where;
};

struct Summary {  // what must come to a station at fixed hours
  policy::SummaryOrder order;
  std::string basis;
  std::string note;
  base::Where where;
};

// What the scenario is going to send. Nothing is sent because of it: it is checked when the plan is read, so
// that a lesson does not find out in its twentieth minute that a circuit is too low.
struct Traffic {
  base::PersonName from;
  std::vector<std::string> to;  // persons, or stations
  message::Label label;
  std::string channel;  // empty: any
  message::Precedence precedence = message::Precedence::Routine;
  std::string note;
  base::Where where;
};

struct Plan {
  std::string name;  // "hakto-49"
  std::string title;
  base::HandlingTime begins;  // exercise time at the anchor
  base::HandlingTime ends;
  std::int64_t rate = 1;  // exercise seconds per real second
  std::string trip;       // "1972-10"
  struct FirstNumber {
    std::string series;
    std::uint32_t next;
  };
  std::vector<FirstNumber> numbers;  // next serial of each series at the start
  std::vector<Node> nodes;
  std::vector<Person> persons;
  std::vector<Move> moves;  // of each person in order of time
  std::vector<Circuit> circuits;
  std::vector<Admission> admissions;
  std::vector<Outsider> outsiders;
  std::vector<Collective> collectives;
  std::vector<policy::Minimize> minimizes;
  std::vector<Summary> summaries;
  std::vector<Traffic> traffic;
  std::string source_file;
  std::string source;  // the TOML itself, carried in the roster
  doctrine::Catalogue
      catalogue;  // of this net: the doctrine that the plan was read with, and the plan's own rows

  [[nodiscard]] const Node* node(const base::NodeName& name) const;
  [[nodiscard]] const Person* person(const base::PersonName& name) const;
  // Where the person is at that moment.
  [[nodiscard]] const base::NodeName& station_of(const Person& person, base::HandlingTime at) const;
  [[nodiscard]] std::vector<const Circuit*> circuits_of(const base::NodeName& name) const;
  [[nodiscard]] const Circuit* circuit_between(const base::NodeName& x, const base::NodeName& y) const;
  // The row that bounds how often this person at this station sends at this precedence, and the one that
  // bounds what a node holds of him: his own, else his station's, else everybody's. nullptr: no row does.
  [[nodiscard]] const Admission* bucket_of(const base::PersonName& person, const base::NodeName& station,
                                           message::Precedence precedence) const;
  [[nodiscard]] const Admission* share_of(const base::PersonName& person,
                                          const base::NodeName& station) const;
};

// Reads and checks. The first problem as an error with file, line, column. The plan may bring rows of the
// doctrine itself (doctrine::with_rows_of).
[[nodiscard]] base::Result<Plan> load(std::string_view toml, std::string_view file_name,
                                      const doctrine::Catalogue& catalogue);

// Every problem, in file order: unknown name, unreachable station, circuit below the traffic's label,
// duplicate. A row of the doctrine that is not sound comes alone: all names depend on it.
[[nodiscard]] std::vector<base::Error> problems(std::string_view toml, std::string_view file_name,
                                                const doctrine::Catalogue& catalogue);

// The folder of a node or person on disk: letters in upper case, digits and hyphens; all else becomes a
// hyphen. Two names of one plan never share it.
[[nodiscard]] std::string folder_name(std::string_view name);

[[nodiscard]] policy::Party party_of(const Node& node);
[[nodiscard]] policy::Party party_of(const Person& person);

}  // namespace backchannel::netplan
