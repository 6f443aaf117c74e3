#pragma once
// Who could know what of one message: found by trying every key of a net on every sealed message that its
// stores hold, and by looking through the records of every node. For nets whose keys all lie in one folder:
// lessons and demonstrations.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"

namespace backchannel::assembly {

enum class Knows : std::uint8_t {
  Nothing,
  Infers,  // from what it can see of something else
  Sees,    // it stands outside the envelope, in records of the party's own node
  Reads,   // inside an envelope that the party's key opens, or on paper handed to it
};
[[nodiscard]] std::string_view to_string(Knows knows) noexcept;  // "nothing", "infers", "sees", "reads"

enum class Fact : std::uint8_t { Existence, Parties, Markings, Text, Enclosure };
inline constexpr std::array kFacts = {Fact::Existence, Fact::Parties, Fact::Markings, Fact::Text,
                                      Fact::Enclosure};
[[nodiscard]] std::string_view to_string(Fact fact) noexcept;  // a column's heading: "exists", "from, to"

struct KnowledgeCell {
  Knows knows = Knows::Nothing;
  std::string reason;  // one clause: "carried it: heading and label stand outside the envelope"
};

struct KnowledgeRow {
  std::string party;
  std::array<KnowledgeCell, kFacts.size()> cells;  // in the order of kFacts
  [[nodiscard]] const KnowledgeCell& cell(Fact fact) const { return cells[static_cast<std::size_t>(fact)]; }
};

// What was found out about one party.
struct Evidence {
  bool opened = false;    // its key opens the message, or it keeps the writer's own copy
  bool quoted = false;    // its key opens a message that quotes the enclosure, and says from where
  bool carried = false;   // its node had the sealed bytes
  bool noted = false;     // the message's identifiers stand in its node's records or log
  bool on_paper = false;  // it was handed the enclosure itself
  bool paper_names_writer = false;
  bool bytes_passed = false;  // an eavesdropper: bytes enough went by while the message was on its way
};
[[nodiscard]] KnowledgeRow judge(std::string party, const Evidence& evidence);

class KnowledgeTrial {
 public:
  // Loads every key and collects every sealed message that a store of this net still holds. NotFound: no
  // store holds `message`. The stores may belong to running nodes.
  [[nodiscard]] static base::Result<KnowledgeTrial> open(const NetFolder& net,
                                                         const base::MessageId& message);
  KnowledgeTrial(KnowledgeTrial&&) noexcept;
  KnowledgeTrial& operator=(KnowledgeTrial&&) noexcept;
  ~KnowledgeTrial();

  // A person, relay or station of the net; a station counts with everybody who works there. UnknownName.
  [[nodiscard]] base::Result<KnowledgeRow> party(const std::string& name) const;
  // Somebody without keys, holding a paper.
  [[nodiscard]] KnowledgeRow outsider(const std::string& name, std::string_view paper) const;
  // Somebody who took all bytes off a circuit. Looks in them for names, markings, heading, sealed bytes and
  // text. Integrity if anything of these is there in the clear.
  [[nodiscard]] base::Result<KnowledgeRow> eavesdropper(const std::string& name, base::BytesView bytes) const;

  [[nodiscard]] std::size_t keys() const noexcept;
  [[nodiscard]] std::size_t sealed_messages() const noexcept;
  [[nodiscard]] std::size_t attempts() const noexcept;  // keys times sealed messages
  // Who opened the message itself, its writer's own copy included.
  [[nodiscard]] std::vector<std::string> opened_by() const;

 private:
  struct Impl;
  explicit KnowledgeTrial(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

// What each party did or knew in the year of the scenario (scenarios/*/practice-1972.toml).
struct Practice {
  std::string party;
  std::string word;    // at most ten characters, for a cell
  std::string phrase;  // one sentence
  std::string basis;   // "doc", "inferred", "exercise"
  std::string source;
};
// Syntax with file, line and column.
[[nodiscard]] base::Result<std::vector<Practice>> parse_practice(std::string_view toml,
                                                                 std::string_view file_name);

}  // namespace backchannel::assembly
