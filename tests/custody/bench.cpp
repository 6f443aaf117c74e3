#include "bench.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "backchannel/wire/codec.h"

namespace backchannel::custody {

namespace {

constexpr std::uint8_t kOwnStore = 99;

base::StoreUuid uuid_of(std::uint8_t number) {
  base::StoreUuid uuid;
  uuid.value[0] = number;
  return uuid;
}

doctrine::Catalogue one_classification() {
  doctrine::Catalogue catalogue;
  doctrine::ClassificationRow only;
  only.number = 1;
  only.name = "1";
  catalogue.classifications.push_back(only);
  doctrine::CaveatRow personal;
  personal.number = kPersonal;
  personal.name = "PERSONAL";
  personal.demands.seal_to = doctrine::SealTo::Person;
  catalogue.caveats.push_back(personal);
  return catalogue;
}

message::SignedStatement sign(const message::Statement& statement) {
  message::SignedStatement out;
  out.statement = wire::encode(statement);
  out.signature = base::Bytes(64, 7);
  return out;
}

}  // namespace

base::NodeName node(const char* name) { return base::NodeName(name); }

netplan::Plan diamond() {
  netplan::Plan plan;
  const auto add = [&](const char* name, netplan::NodeRole role) {
    netplan::Node added;
    added.name = node(name);
    added.role = role;
    added.clearance.classifications = {1};
    if (role == netplan::NodeRole::Relay) added.bearer = std::string("BEARER-") + name;
    added.bearer_next = 231;
    plan.nodes.push_back(added);
  };
  const auto join = [&](const char* a, const char* b) {
    netplan::Circuit added;
    added.a = node(a);
    added.b = node(b);
    added.accreditation.classifications = {1};
    plan.circuits.push_back(added);
  };
  for (const char* relay : {"R", "A", "B"}) add(relay, netplan::NodeRole::Relay);
  for (const char* station : {"S1", "S2", "T", "U"}) add(station, netplan::NodeRole::Station);
  for (const char* beside : {"S1", "S2", "U", "A", "B"}) join("R", beside);
  join("A", "T");
  join("B", "T");
  plan.begins = kBegins;
  return plan;
}

Letter letter(const LetterWords& words) {
  static std::uint64_t made = 0;
  ++made;
  Letter out;
  message::Header& header = out.says.header;
  for (std::size_t i = 0; i < 8; ++i) {
    header.message.value[i] = static_cast<std::uint8_t>(made >> (8 * i));
    out.says.transfer.value[i] = static_cast<std::uint8_t>(made >> (8 * i));
  }
  out.says.transfer.value[31] = 1;
  header.kind = words.kind;
  header.created = kBegins + words.created_ms;
  header.expires = header.created + words.lifetime_ms;
  header.originator = base::PersonName(words.writer);
  header.originator_node = base::NodeName(words.from);
  for (const std::string& station : words.to) {
    message::Recipient to;
    to.station = base::NodeName(station);
    to.precedence = words.precedence;
    to.copy_number = static_cast<std::uint32_t>(header.recipients.size() + 1);
    header.recipients.push_back(to);
  }
  if (!words.reader.empty()) {
    header.recipients.front().person = base::PersonName(words.reader);
    if (words.kind == message::Kind::Message) out.says.label.informative = {kPersonal};
  }
  out.says.header_bytes = wire::encode(header);
  out.says.label_bytes = {1};
  base::Bytes sealed(words.size);
  for (std::size_t i = 0; i < sealed.size(); ++i) sealed[i] = static_cast<std::uint8_t>(i * 31 + made);
  out.sealed = std::make_shared<const base::Bytes>(std::move(sealed));
  return out;
}

Bench::Bench(const char* self, std::int64_t bits_per_second, std::size_t lane_legs)
    : tables(uuid_of(kOwnStore)), plan(diamond()), catalogue_(one_classification()) {
  for (netplan::Circuit& each : plan.circuits) each.bits_per_second = bits_per_second;
  config_.self = node(self);
  config_.role = plan.node(config_.self)->role;
  config_.plan = &plan;
  config_.catalogue = &catalogue_;
  config_.seed = 1;
  config_.lane_legs = lane_legs;
  engine_ = std::make_unique<Engine>(config_);
}

void Bench::restart() {
  commits.clear();
  verifies.clear();
  finds.clear();
  testifies.clear();
  reads.clear();
  pages.clear();
  overdue.clear();
  sent.clear();
  wake_.reset();
  engine_ = std::make_unique<Engine>(config_);
  start();
}

void Bench::up(const char* peer, std::uint8_t store) {
  give(PeerUp{node(peer)});
  greeting(peer, store);
}

void Bench::greeting(const char* peer, std::uint8_t store, bool answer) {
  wire::Hello hello;
  hello.answer = answer;
  hello.store = uuid_of(store != 0 ? store : static_cast<std::uint8_t>(peer[0]));
  hello.handling = now_.handling;
  frame(peer, hello);
}

void Bench::give(Input input) {
  sort(engine_->step(now_, std::move(input)));
  settle();
}

void Bench::settle() {
  while (answer_one()) {
  }
}

void Bench::advance(std::int64_t us) {
  const base::ProtocolTime until = now_.protocol + us;
  const auto move_to = [&](base::ProtocolTime at) {
    const std::int64_t before = now_.protocol.us / base::kMillisecondUs;
    now_.protocol = at;
    now_.handling = now_.handling + (at.us / base::kMillisecondUs - before);
    wake_.reset();
    give(Tick{});
  };
  while (wake_ && *wake_ < until) move_to(*wake_);
  move_to(until);
}

void Bench::submit(const Letter& added) {
  static std::int64_t submissions = 0;
  know(added);
  give(Submitted{++submissions, added.sealed, message::precedence_of(added.says.header)});
}

void Bench::sort(Effects effects) {
  struct Sorter {
    Bench& bench;
    void operator()(Verify& e) { bench.verifies.push_back(std::move(e)); }
    void operator()(Testify& e) {
      bench.testified.push_back(e);
      bench.testifies.push_back(std::move(e));
    }
    void operator()(Find& e) { bench.finds.push_back(e); }
    void operator()(ReadChunk& e) { bench.reads.push_back(e); }
    void operator()(ReadPage& e) { bench.pages.push_back(std::move(e)); }
    void operator()(ReadOverdue& e) { bench.overdue.push_back(e); }
    void operator()(Commit& e) { bench.commits.push_back(std::move(e.batch)); }
    void operator()(Send& e) {
      auto whole = wire::decode_frame(wire::encode(e.frame));
      ASSERT_TRUE(whole) << wire::name_of(e.frame) << ": " << base::to_sentence(whole.error());
      bench.sent.emplace_back(e.peer, std::move(*whole));
    }
    void operator()(WakeAt& e) { bench.wake_ = e.at; }
    void operator()(Exit& e) { bench.exited = e.error; }
    void operator()(Note& e) { bench.notes.push_back(std::move(e)); }
  };
  for (Effect& effect : effects) std::visit(Sorter{*this}, effect);
}

bool Bench::answer_one() {
  const auto next = [](auto& from) {
    auto one = std::move(from.front());
    from.pop_front();
    return one;
  };
  std::optional<Input> answer;
  if (!hold_find && !finds.empty()) {
    const Find request = next(finds);
    answer = Found{request.id, tables.find(request.transfer)};
  } else if (!hold_verify && !verifies.empty()) {
    const Verify request = next(verifies);
    base::Result<Verified> result = base::fail(base::Code::Integrity);
    if (verify_fails) result = std::unexpected(*verify_fails);
    for (const auto& [transfer, each] : letters_)
      if (!verify_fails && *each.sealed == *request.sealed) result = each.says;
    if (result && !request.expected.is_zero() && result->transfer != request.expected)
      result = base::fail(base::Code::Hash);
    answer = VerifyDone{request.id, std::move(result)};
  } else if (!hold_testify && !testifies.empty()) {
    const Testify request = next(testifies);
    base::Result<Testimony> result = base::fail(base::Code::Unavailable);
    if (testify_fails)
      result = std::unexpected(*testify_fails);
    else
      result = testify(request);
    answer = Testified{request.id, std::move(result)};
  } else if (!hold_reads && !reads.empty()) {
    const ReadChunk request = next(reads);
    answer = ChunkRead{request.id, tables.read(request.transfer, request.offset, request.size)};
  } else if (!hold_reads && !pages.empty()) {
    const ReadPage request = next(pages);
    answer = PageRead{request.id, tables.page(request)};
  } else if (!hold_reads && !overdue.empty()) {
    const ReadOverdue request = next(overdue);
    answer = OverdueRead{request.id, tables.overdue(request)};
  } else if (!hold_commits && !commits.empty()) {
    const Batch batch = next(commits);
    if (next_commit_fails) {
      answer = StoreFailed{*next_commit_fails, batch.id};
      next_commit_fails.reset();
    } else {
      tables.apply(batch);
      changes.insert(changes.end(), batch.changes.begin(), batch.changes.end());
      answer = Committed{batch.id};
    }
  }
  if (!answer) return false;
  sort(engine_->step(now_, std::move(*answer)));
  return true;
}

Testimony Bench::testify(const Testify& request) {
  Testimony out;
  if (request.stamp) out.stamp = sign(*request.stamp);
  for (const message::Statement& subject : request.subjects)
    out.subjects.emplace_back(sign(subject), subject);
  if (request.to.empty()) return out;
  LetterWords words;
  words.from = config_.self.value;
  words.to = {request.to.value};
  words.precedence = request.precedence;
  words.kind = message::Kind::Statement;
  words.created_ms = request.created - kBegins;
  words.lifetime_ms = request.expires - request.created;
  const Letter carried = letter(words);
  know(carried);
  out.carriage = SealedOut{TransferRow{carried.transfer(),
                                       carried.says.header,
                                       carried.says.header_bytes,
                                       carried.says.label,
                                       carried.says.label_bytes,
                                       {},
                                       carried.sealed->size(),
                                       {},
                                       {},
                                       {},
                                       0},
                           carried.sealed};
  return out;
}

bool Bench::noted(const std::string& event) const {
  return std::any_of(notes.begin(), notes.end(), [&](const Note& each) { return each.event == event; });
}

std::size_t Bench::audited(const std::string& event) const {
  const auto rows = committed<PutAudit>();
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const PutAudit& each) { return each.event == event; }));
}

std::vector<message::Statement> Bench::reports() const {
  std::vector<message::Statement> out;
  for (const Testify& each : testified)
    for (const message::Statement& subject : each.subjects)
      if (subject.kind == message::StatementKind::Report || subject.kind == message::StatementKind::Unknown)
        out.push_back(subject);
  return out;
}

base::Bytes Bench::said() const {
  base::Bytes all;
  for (const auto& [to, each] : sent) {
    const base::Bytes bytes = wire::encode(each);
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  return all;
}

wire::Consignment about(const Letter& of, wire::Legs legs, std::uint8_t copy) {
  return {of.transfer(), copy, std::move(legs)};
}

wire::Offer offer(const Letter& of, wire::Legs legs, bool body) {
  wire::Offer out;
  out.consignment = about(of, std::move(legs));
  out.size = of.sealed->size();
  out.header = of.says.header_bytes;
  out.label = of.says.label_bytes;
  if (body) out.body = *of.sealed;
  return out;
}

wire::Chunk chunk(const Letter& of, std::size_t from, std::size_t to, wire::Legs last_legs) {
  wire::Chunk out;
  out.transfer = of.transfer();
  out.offset = from;
  out.data.assign(of.sealed->begin() + static_cast<std::ptrdiff_t>(from),
                  of.sealed->begin() + static_cast<std::ptrdiff_t>(to));
  out.last_legs = std::move(last_legs);
  return out;
}

message::SignedStatement stamp_by(const char* relay) {
  message::Statement said;
  said.author_node = relay;
  said.at = kBegins;
  return sign(said);
}

}  // namespace backchannel::custody
