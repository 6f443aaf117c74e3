#include "audit_chain.h"

#include "encoding.h"

namespace backchannel::store {

namespace {

void append_text(base::Bytes& out, std::string_view text) {
  append_number(out, text.size(), 4);
  out.insert(out.end(), text.begin(), text.end());
}

base::Digest chained(const base::Digester& digester, const base::Digest& previous, std::int64_t number,
                     base::HandlingTime at, std::string_view event, std::string_view detail) {
  base::Bytes bytes(previous.value.begin(), previous.value.end());
  append_number(bytes, static_cast<std::uint64_t>(number), 8);
  append_number(bytes, static_cast<std::uint64_t>(at.ms), 8);
  append_text(bytes, event);
  append_text(bytes, detail);
  return digester.sha256(bytes);
}

// Hanging the first row on the uuid keeps one store's log from standing in for another's.
base::Result<base::Digest> beginning(Database& database, const base::Digester& digester) {
  auto uuid = database.query("SELECT value FROM meta WHERE name = 'uuid'");
  BC_TRY(row, uuid.step());
  if (!row) return base::fail(base::Code::StoreCorrupt, "the database has lost its uuid");
  const std::string_view purpose = "backchannel audit v1";
  base::Bytes bytes(purpose.begin(), purpose.end());
  bytes.push_back(0);
  const auto id = uuid.view(0);
  bytes.insert(bytes.end(), id.begin(), id.end());
  return digester.sha256(bytes);
}

bool short_of(const AuditMark& mark, const std::optional<AuditMark>& witness) {
  return witness && witness->rows > mark.rows;
}

}  // namespace

base::Result<> AuditChain::load() {
  auto last = database_.query("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1");
  BC_TRY(row, last.step());
  if (row) {
    last_ = {last.integer(0), last.id<base::Digest>(1)};
    return {};
  }
  BC_TRY(first, beginning(database_, digester_));
  last_ = {0, first};
  return {};
}

base::Result<> AuditChain::append(base::HandlingTime at, std::string_view event, std::string_view detail) {
  const auto number = last_.rows + 1;
  const auto hash = chained(digester_, last_.head, number, at, event, detail);
  BC_TRY_VOID(database_.run("INSERT INTO audit VALUES(?, ?, ?, ?, ?)", number, at, event, detail, hash));
  last_ = {number, hash};
  return {};
}

base::Result<AuditCheck> check_audit(Database& database, const base::Digester& digester,
                                     const std::optional<AuditMark>& witness) {
  BC_TRY(head, beginning(database, digester));
  AuditCheck check{{0, head}, std::nullopt};
  const auto fault = [&check](std::int64_t row, std::string why) {
    check.fault = AuditFault{row, std::move(why)};
    return check;
  };
  auto rows = database.query("SELECT number, at, event, detail, hash FROM audit ORDER BY number");
  while (true) {
    BC_TRY(row, rows.step());
    if (!row) break;
    const auto expected = check.mark.rows + 1;
    if (rows.integer(0) != expected) return fault(expected, "the row is missing");
    const auto hash = chained(digester, check.mark.head, expected, rows.time(1), rows.text(2), rows.text(3));
    if (hash != rows.id<base::Digest>(4))
      return fault(expected, "the row, or the one before it, was changed after it was written");
    check.mark = {expected, hash};
    if (witness && witness->rows == expected && witness->head != hash)
      return fault(expected, "a witness saw another row here: the log was written anew");
  }
  if (short_of(check.mark, witness))
    return fault(check.mark.rows + 1, "a witness saw " + std::to_string(witness->rows) +
                                          " rows: the end was cut off, or an older copy put in its place");
  return check;
}

}  // namespace backchannel::store
