#pragma once
// Reading a plan: rows first (each by itself and against the names read before it), then the plan as a whole.

#include <set>
#include <string_view>

#include "backchannel/netplan/plan.h"
#include "fields.h"

namespace backchannel::netplan {

struct Draft {
  const doctrine::Catalogue& catalogue;
  Plan plan;
  Problems problems;
  bool topology_sound = true;  // nodes and circuits are as written: only then are paths worth checking
  // Persons whose own row has a problem: what would follow from it is not worth a second complaint.
  std::set<base::PersonName> unsound_persons;
  // Parallel to plan.traffic: where each addressee stands.
  std::vector<std::vector<base::Where>> traffic_to;
};

[[nodiscard]] std::vector<std::string> node_names(const Plan& plan);
[[nodiscard]] std::vector<std::string> station_names(const Plan& plan);
[[nodiscard]] std::vector<std::string> person_names(const Plan& plan);
[[nodiscard]] std::vector<std::string> addressee_names(const Plan& plan);  // persons and stations
// Complains of a name that cannot stand in headings, folders and certificates, or that is taken.
void check_name(const Word& name, std::string_view kind, Draft& draft);

// A classification of this doctrine in quotes, for hints.
[[nodiscard]] std::string example_classification(const Draft& draft);

// Words that several rows share.
[[nodiscard]] message::Clearance read_clearance(Fields& row, std::string_view key, std::string_view what,
                                                Draft& draft);
[[nodiscard]] std::string read_basis(Fields& row, Draft& draft);
[[nodiscard]] base::HandlingTime read_time(Fields& row, std::string_view key, Draft& draft);
[[nodiscard]] std::string read_channel(Fields& row, Draft& draft);
[[nodiscard]] message::Precedence read_precedence(Fields& row, std::string_view key,
                                                  message::Precedence fallback, Draft& draft);

void read_net(Fields& top, Draft& draft);
void read_nodes(Fields& top, Draft& draft);
void read_persons(Fields& top, Draft& draft);
void read_moves(Fields& top, Draft& draft);
void read_outsiders(Fields& top, Draft& draft);
void read_weather(Fields& row, Circuit& circuit, Draft& draft);  // of a [[circuit]] whose ends are read
void read_circuits(Fields& top, Draft& draft);
void read_admissions(Fields& top, Draft& draft);
void read_numbers(Fields& top, Draft& draft);
void read_collectives(Fields& top, Draft& draft);
void read_minimizes(Fields& top, Draft& draft);
void read_summaries(Fields& top, Draft& draft);
void read_traffic(Fields& top, Draft& draft);

// Every station reached, every node connected.
void check_reachability(Draft& draft);
// Every row of [[traffic]] allowed by the handling rules, with an accredited path to every addressee.
void check_traffic(Draft& draft);

}  // namespace backchannel::netplan
