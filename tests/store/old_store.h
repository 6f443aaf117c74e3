#pragma once
// A store of format 1 with a transfer of two legs, a draft and a number given.

#include "encoding.h"
#include "format_1.h"
#include "node_home.h"
#include "schema.h"

namespace backchannel::store::test {

inline void put_old_rows(Database& database) {
  const auto row = transfer_row(1);
  must(database.run("INSERT INTO payload(transfer, sealed) VALUES(?, ?)", row.transfer, *payload(1)));
  must(database.run(
      "INSERT INTO transfer(transfer, message, header, label, label_der, originator_key, size, from_node,"
      " accepted_at, sequence) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.transfer, row.header.message, row.header_bytes, encode_label(row.label), row.label_bytes,
      row.originator_key, row.size, row.from, row.accepted_at, row.sequence));
  must(database.run("INSERT INTO stamp VALUES(?, 0, ?)", row.transfer, wire::encode(stamp(1))));
  for (const int leg : {0, 1}) {
    must(database.run("INSERT INTO leg VALUES(?, ?, 1, 5, 'CAS-HQ', 1, '', zeroblob(16), 0)", row.transfer,
                      leg));
    must(
        database.run("INSERT INTO tombstone(transfer, leg, copy, from_node, at, keep_until) VALUES(?, ?, 1, "
                     "'SAIGON', ?, ?)",
                     row.transfer, leg, kNow, kNow + base::kHourMs));
  }
  must(
      database.script("INSERT INTO draft(author, saved_at, sealed) VALUES('HAIG', 0, x'010203');"
                      "INSERT INTO number VALUES('Hakto', '', 21, 9);"
                      "UPDATE meta SET value = 2 WHERE name = 'next_sequence'"));
}

inline void make_old_store(const std::filesystem::path& home) {
  auto database = must(Database::create(database_path(home), {}));
  database->checkpoint_on_close(true);
  must(database->transaction([&]() -> base::Result<> {
    BC_TRY_VOID(database->script(kFormat1));
    put_old_rows(*database);
    return {};
  }));
  must(database->script("PRAGMA journal_mode=WAL"));
}

inline void expect_old_rows(NodeStore& store) {
  const auto recovered = must(store.recover());
  ASSERT_EQ(recovered.transfers.size(), 1U);
  EXPECT_EQ(recovered.transfers[0].transfer, transfer_id(1));
  EXPECT_EQ(recovered.transfers[0].stamps.size(), 1U);
  EXPECT_EQ(recovered.legs.size(), 2U);
  EXPECT_EQ(recovered.next_sequence, 2);
}

// A format, its tables with their columns, and its indexes.
struct Shape {
  std::int64_t format = 0;
  std::vector<std::string> tables;
  bool operator==(const Shape&) const = default;
};

// Read without the program's opening, which would bring it to the new format.
inline Shape shape_of(const std::filesystem::path& home) {
  auto database = must(Database::open(database_path(home), {}));
  Shape shape;
  shape.format = must(database->number(0, "PRAGMA user_version"));
  // Of a table its columns, one by one: one that was added later stands elsewhere in its text.
  auto query = database->query(
      "SELECT s.name || ': ' || CASE s.type WHEN 'table' THEN"
      " (SELECT group_concat(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || ifnull(c.dflt_value, "
      "'')"
      "  || ' ' || c.pk) FROM pragma_table_info(s.name) c)"
      " ELSE ifnull(s.sql, '') END FROM sqlite_schema s ORDER BY s.name");
  while (must(query.step())) shape.tables.push_back(query.text(0));
  return shape;
}

}  // namespace backchannel::store::test
