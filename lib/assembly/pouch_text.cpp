#include "pouch_text.h"

#include "backchannel/text/value.h"
#include "backchannel/wire/codec.h"

namespace backchannel::assembly {

namespace {

constexpr std::string_view kName = "the pouch";
constexpr std::int64_t kMax = std::int64_t{1} << 53;

// Reads one object; the first complaint stands.
class Row {
 public:
  Row(const text::Value& value, std::string what) : reader_(value, std::move(what)) {}

  base::Bytes bytes(std::string_view key) {
    base::Bytes out;
    if (!base::from_base64(reader_.required_string(key), out)) bad(key, "is not base64");
    return out;
  }
  template <class Id>
  Id id(std::string_view key) {
    base::Bytes out;
    if (base::from_hex(reader_.required_string(key), out) && out.size() == Id::kSize)
      return Id::from_bytes(out);
    bad(key, "is no identifier");
    return Id();
  }
  base::HandlingTime time(std::string_view key) { return {reader_.required_integer(key, -kMax, kMax)}; }
  std::int64_t integer(std::string_view key, std::int64_t max = kMax) {
    return reader_.required_integer(key, 0, max);
  }
  std::string text(std::string_view key) { return reader_.optional_string(key); }
  message::Number number() {
    message::Number out{text("series"), text("trip"), 0};
    out.serial = static_cast<std::uint32_t>(integer("serial", 999'999));
    return out;
  }
  void bad(std::string_view key, std::string_view why) {
    reader_.complain(base::Code::Syntax, "\"" + std::string(key) + "\" " + std::string(why),
                     reader_.where_of(key));
  }
  base::Result<> finish() { return reader_.finish(); }

 private:
  text::Reader reader_;
};

text::Value with_number(text::Value row, const message::Number& number) {
  row.set("series", number.series)
      .set("trip", number.trip)
      .set("serial", static_cast<std::int64_t>(number.serial));
  return row;
}

text::Value write(const store::SubmissionRow& row) {
  text::Value out;
  out.set("message", base::to_hex(row.message.view()))
      .set("transfer", base::to_hex(row.transfer.view()))
      .set("created", row.created.ms)
      .set("header", base::to_base64(row.header_bytes))
      .set("label", base::to_base64(row.label_bytes))
      .set("expectation", base::to_base64(row.receipt_expectation))
      .set("copy", base::to_base64(row.file_copy))
      .set("state", static_cast<int>(row.state))
      .set("code", static_cast<int>(row.code))
      .set("detail", row.detail)
      .set("answered_at", row.answered_at.ms);
  return out;
}

base::Result<store::SubmissionRow> read_sent(const text::Value& value, const base::PersonName& author) {
  Row row(value, "message sent");
  store::SubmissionRow out;
  out.author = author;
  out.message = row.id<base::MessageId>("message");
  out.transfer = row.id<base::TransferId>("transfer");
  out.created = row.time("created");
  out.header_bytes = row.bytes("header");
  out.label_bytes = row.bytes("label");
  out.receipt_expectation = row.bytes("expectation");
  out.file_copy = row.bytes("copy");
  const std::int64_t state = row.integer("state", 3);
  if (state < 2) row.bad("state", "is none of a message that the agent has answered");
  out.state = static_cast<store::SubmissionState>(state);
  out.code = base::code_from_number(static_cast<std::uint16_t>(row.integer("code", UINT16_MAX)))
                 .value_or(base::Code::Internal);
  out.detail = row.text("detail");
  out.answered_at = row.time("answered_at");
  BC_TRY_VOID(row.finish());
  BC_TRY(header, wire::decode_header(out.header_bytes));
  if (header.message != out.message || header.originator != author)
    return base::fail(base::Code::Syntax, std::string(kName) + " holds a heading of another message");
  out.header = std::move(header);
  return out;
}

text::Value write(const store::DraftRow& draft) {
  text::Value out;
  out.set("saved_at", draft.saved_at.ms).set("sealed", base::to_base64(draft.sealed));
  if (draft.message) out.set("message", base::to_hex(draft.message->view()));
  return with_number(std::move(out), draft.number);
}

base::Result<store::DraftRow> read_draft(const text::Value& value, const base::PersonName& author) {
  Row row(value, "draft");
  store::DraftRow out;
  out.author = author;
  out.saved_at = row.time("saved_at");
  out.sealed = row.bytes("sealed");
  if (value.find("message") != nullptr) out.message = row.id<base::MessageId>("message");
  out.number = row.number();
  BC_TRY_VOID(row.finish());
  return out;
}

// Every element of a list, as `read` makes it.
template <class Out, class Read>
base::Result<> read_all(const text::Value& value, std::string_view key, std::vector<Out>& out, Read read) {
  const text::Value* list = value.find(key);
  if (list == nullptr || list->array() == nullptr)
    return base::fail(base::Code::Syntax, std::string(kName) + " has no list \"" + std::string(key) + "\"");
  for (const text::Value& each : *list->array()) {
    base::Result<Out> one = read(each);
    if (!one) return std::unexpected(one.error());
    out.push_back(std::move(*one));
  }
  return {};
}

template <class Rows, class Write>
text::Array array_of(const Rows& rows, Write write_one) {
  text::Array out;
  for (const auto& row : rows) out.push_back(write_one(row));
  return out;
}

}  // namespace

std::string write_pouch(const store::Pouch& pouch) {
  text::Value out;
  out.set("person", pouch.person.value).set("at", pouch.at.ms);
  out.set("sent", array_of(pouch.sent, [](const auto& row) { return write(row); }));
  out.set("heard", array_of(pouch.heard, [](const auto& said) {
            return text::Value(base::to_base64(wire::encode(said)));
          }));
  out.set("drafts", array_of(pouch.drafts, [](const auto& row) { return write(row); }));
  out.set("numbers", array_of(pouch.numbers, [](const auto& last) { return with_number({}, last); }));
  out.set("pairs", array_of(pouch.pairs, [](const auto& pair) {
            text::Value row;
            row.set("recipient", pair.first).set("last", static_cast<std::int64_t>(pair.second));
            return row;
          }));
  return text::to_json(out);
}

base::Result<store::Pouch> read_pouch(std::string_view papers) {
  BC_TRY(value, text::parse_json(papers, kName));
  store::Pouch out;
  const text::Value* person = value.find("person");
  const text::Value* at = value.find("at");
  if (person == nullptr || person->string() == nullptr || at == nullptr || !at->integer())
    return base::fail(base::Code::Syntax, std::string(kName) + " does not say whose it is, and of when");
  out.person = base::PersonName(*person->string());
  out.at = {*at->integer()};
  const auto statement = [](const text::Value& row) -> base::Result<message::SignedStatement> {
    base::Bytes bytes;
    if (row.string() == nullptr || !base::from_base64(*row.string(), bytes))
      return base::fail(base::Code::Syntax, std::string(kName) + " holds a statement that is not base64");
    return wire::decode_signed_statement(bytes);
  };
  const auto number = [](const text::Value& one) -> base::Result<message::Number> {
    Row row(one, "number");
    const message::Number last = row.number();
    BC_TRY_VOID(row.finish());
    return last;
  };
  using Pair = std::pair<std::string, std::uint64_t>;
  const auto pair = [](const text::Value& one) -> base::Result<Pair> {
    Row row(one, "pair");
    Pair last{row.text("recipient"), static_cast<std::uint64_t>(row.integer("last"))};
    BC_TRY_VOID(row.finish());
    return last;
  };
  const auto sent = [&](const text::Value& row) { return read_sent(row, out.person); };
  const auto draft = [&](const text::Value& row) { return read_draft(row, out.person); };
  BC_TRY_VOID(read_all(value, "sent", out.sent, sent));
  BC_TRY_VOID(read_all(value, "heard", out.heard, statement));
  BC_TRY_VOID(read_all(value, "drafts", out.drafts, draft));
  BC_TRY_VOID(read_all(value, "numbers", out.numbers, number));
  BC_TRY_VOID(read_all(value, "pairs", out.pairs, pair));
  return out;
}

std::string write_signed(const std::string& papers, const message::SignedStatement& said) {
  text::Value out;
  out.set("papers", papers).set("departure", base::to_base64(wire::encode(said)));
  return text::to_json(out);
}

base::Result<SignedPapers> read_signed(std::string_view content) {
  BC_TRY(value, text::parse_json(content, kName));
  Row row(value, "pouch");
  SignedPapers out;
  out.papers = row.text("papers");
  const base::Bytes said = row.bytes("departure");
  BC_TRY_VOID(row.finish());
  BC_TRY(decoded, wire::decode_signed_statement(said));
  out.said = std::move(decoded);
  return out;
}

}  // namespace backchannel::assembly
