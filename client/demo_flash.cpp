// The slow circuit is busy with a long ROUTINE message, five more wait, and a FLASH overtakes them all.

#include <algorithm>
#include <optional>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "demo_story.h"

namespace backchannel::client {

namespace {

constexpr int kDeadlineMs = 30'000;
constexpr std::size_t kBarColumns = 24;
constexpr std::string_view kIndent = "    ";

[[nodiscard]] std::string bar(std::size_t done, std::size_t whole) {
  const std::size_t full = whole == 0 ? 0 : std::min(kBarColumns, done * kBarColumns / whole);
  const std::size_t percent = whole == 0 ? 0 : std::min<std::size_t>(100, done * 100 / whole);
  return "[" + std::string(full, '#') + std::string(kBarColumns - full, '.') + "] " +
         std::to_string(percent) + " %";
}

[[nodiscard]] std::string long_line(std::size_t done, std::size_t whole) {
  return std::string(kIndent) + "long ROUTINE  " + bar(done, whole);
}

struct Sending {
  base::TransferId transfer;
  std::size_t size = 0;
};

[[nodiscard]] base::Result<Sending> send(const Story& story, assembly::Desk& desk, std::int64_t draft,
                                         assembly::Sent& sent) {
  BC_TRY(done, desk.send(draft));
  sent = done;
  BC_TRY(store, story.net.store(desk.station().name.value));
  BC_TRY(row, store.submission(done.message));
  BC_TRY(sealed, store.sealed(row.transfer));
  return Sending{row.transfer, sealed.size()};
}

[[nodiscard]] base::Result<std::vector<Sending>> fill_the_circuit(const Story& story) {
  BC_TRY(bunker, story.net.desk(cast::kBunker));
  std::vector<std::int64_t> drafts;
  for (const char* file : {"routine-long.form.toml", "routine-1.form.toml", "routine-2.form.toml",
                           "routine-3.form.toml", "routine-4.form.toml", "routine-5.form.toml"}) {
    BC_TRY(form, story.read_form(file));
    BC_TRY(composed, bunker.compose(form));
    if (!composed.verdict.allowed()) return std::unexpected(composed.verdict.error());
    drafts.push_back(composed.draft);
  }
  std::vector<Sending> all;
  for (const std::int64_t draft : drafts) {
    assembly::Sent sent;
    BC_TRY(sending, send(story, bunker, draft, sent));
    all.push_back(sending);
  }
  return all;
}

// The first row of the record that tells this about the transfer.
[[nodiscard]] base::Result<std::optional<store::AuditRow>> row_of(const Story& story, const std::string& node,
                                                                  std::string_view event,
                                                                  const base::TransferId& transfer) {
  BC_TRY(store, story.net.store(node));
  BC_TRY(rows, store.audit({1, 0, std::string(event)}));
  const auto found = std::ranges::find_if(rows, [&](const store::AuditRow& row) {
    return detail_of(row.detail, "transfer") == short_hex(transfer.view());
  });
  return found == rows.end() ? std::nullopt : std::optional(*found);
}

[[nodiscard]] std::size_t number_in(const store::AuditRow& row, std::string_view key) {
  return std::stoul("0" + detail_of(row.detail, key));
}

class Overtaking {
 public:
  explicit Overtaking(Story& story) : story_(story), stage_(story.stage) {}

  [[nodiscard]] base::Result<> start_net() {
    stage_.move(std::string(kIndent) + "the programs start ...");
    BC_TRY_VOID(story_.net.up());
    BC_TRY(running, assembly::processes(story_.net.folder()));
    const auto alive = std::ranges::count(running, true, &assembly::NodeProcess::running);
    const auto wanted = static_cast<long>(story_.net.plan().nodes.size());
    BC_TRY_VOID(
        story_.checks.verify(alive == wanted, "every relay and station running", std::to_string(alive)));
    stage_.say(std::to_string(alive) + " programs are running: three relays, four stations.",
               Claim::Exercise);
    return {};
  }

  [[nodiscard]] base::Result<> jam() {
    before_ = story_.net.tap().forwarded();
    BC_TRY(sendings, fill_the_circuit(story_));
    routine_ = std::move(sendings);
    for (const Sending& each : routine_) story_.routine.push_back(each.transfer);
    stage_.say("Bunker has sent six ROUTINE messages. The first, of " + base::grouped(routine_.front().size) +
                   " bytes, is in transmission; five wait behind it.",
               Claim::Exercise);
    // Where somebody watches there is time to see it going.
    const std::size_t enough = routine_.front().size / (stage_.live() ? 3 : 6);
    return story_.checks.until(
        "the long message in transmission with five behind it", kDeadlineMs, [&]() -> base::Result<bool> {
          stage_.move(long_line(gone(), routine_.front().size));
          if (gone() < enough) return false;
          BC_TRY(store, story_.net.store(cast::kFirstRelay));
          BC_TRY(queue, store.queue());
          const auto here = [&](const Sending& each) {
            return std::ranges::any_of(
                queue, [&](const store::QueueRow& row) { return row.leg.key.transfer == each.transfer; });
          };
          return std::ranges::all_of(routine_, here);
        });
  }

  [[nodiscard]] base::Result<> overtake() {
    BC_TRY(kissinger, story_.net.desk(cast::kKissinger));
    BC_TRY(flash, send(story_, kissinger, story_.draft, story_.hakto));
    flash_ = flash;
    story_.hakto_transfer = flash.transfer;
    BC_TRY_VOID(wait_for("accepted", cast::kSecondRelay, flash_.transfer, out_));
    passed_ = flash_.size;
    BC_TRY_VOID(wait_for("halted", cast::kFirstRelay, routine_.front().transfer, halted_));
    BC_TRY_VOID(story_.checks.verify(detail_of(halted_.detail, "by") == short_hex(flash_.transfer.view()),
                                     "the long message halted by the FLASH", halted_.detail));
    const std::size_t at = number_in(halted_, "offset");
    stage_.show(long_line(at, number_in(halted_, "size")) + "  HALTED", Claim::Exercise);
    stage_.show(std::string(kIndent) + "FLASH         " + bar(1, 1) + "  " +
                    message::slip_number(story_.hakto.number),
                Claim::Exercise, true);
    store::AuditRow resumed;
    BC_TRY_VOID(wait_for("resumed", cast::kFirstRelay, routine_.front().transfer, resumed));
    BC_TRY_VOID(story_.checks.verify(number_in(resumed, "offset") == at,
                                     "the long message resumed at byte " + std::to_string(at),
                                     resumed.detail));
    if (stage_.live()) {
      store::AuditRow through;
      BC_TRY_VOID(wait_for("accepted", cast::kSecondRelay, routine_.front().transfer, through));
    }
    stage_.show(
        std::string(kIndent) + "long ROUTINE  resumes at byte " + base::grouped(at) + "; the five follow",
        Claim::Exercise);
    return {};
  }

  // What lay before the FLASH, at the circuit's rate, against the time that it took by the relays' records.
  [[nodiscard]] base::Result<> tell_what_it_saved() {
    std::size_t behind = number_in(halted_, "size") - number_in(halted_, "offset");
    for (std::size_t i = 1; i < routine_.size(); ++i) behind += routine_[i].size;
    store::AuditRow in;
    BC_TRY_VOID(wait_for("accepted", cast::kFirstRelay, flash_.transfer, in));
    const netplan::Plan& plan = story_.net.plan();
    const netplan::Circuit* circuit =
        plan.circuit_between(base::NodeName(cast::kFirstRelay), base::NodeName(cast::kSecondRelay));
    const double waiting = static_cast<double>(behind) * 8 / static_cast<double>(circuit->bits_per_second);
    const double passing = static_cast<double>(out_.at - in.at) / 1'000 / static_cast<double>(plan.rate);
    BC_TRY_VOID(story_.checks.verify(passing < waiting, "the FLASH through in less than " + seconds(waiting),
                                     seconds(passing)));
    stage_.say("It passed in " + seconds(passing) + ". Waiting its turn it would have stood " +
                   seconds(waiting) + " behind " + base::grouped(behind) + " bytes.",
               Claim::Exercise);
    return {};
  }

 private:
  // Bytes of the long message that have gone by the eavesdropper, roughly.
  [[nodiscard]] std::size_t gone() const {
    const std::size_t all = story_.net.tap().forwarded() - before_;
    return all > passed_ ? all - passed_ : 0;
  }

  // The relays write their records a moment after the fact.
  [[nodiscard]] base::Result<> wait_for(std::string_view event, const std::string& node,
                                        const base::TransferId& transfer, store::AuditRow& row) {
    return story_.checks.until("\"" + std::string(event) + "\" in the record of " + node, kDeadlineMs,
                               [&]() -> base::Result<bool> {
                                 stage_.move(long_line(gone(), routine_.front().size) + "   ");
                                 BC_TRY(found, row_of(story_, node, event, transfer));
                                 if (found) row = *found;
                                 return found.has_value();
                               });
  }

  Story& story_;
  Stage& stage_;
  std::size_t before_ = 0;
  std::vector<Sending> routine_;
  Sending flash_;
  std::size_t passed_ = 0;  // bytes of the FLASH among those
  store::AuditRow out_, halted_;
};

// For --verbose: what the first relay wrote down, and what the eavesdropper saw go by.
[[nodiscard]] base::Result<> show_records(const Story& story) {
  if (!story.verbose) return {};
  BC_TRY(store, story.net.store(cast::kFirstRelay));
  BC_TRY(rows, store.audit({}));
  for (const store::AuditRow& row : rows)
    story.detail(cast::kFirstRelay + ": " + row.event + " " + row.detail);
  for (const assembly::WireTap::Burst& burst : story.net.tap().bursts())
    story.detail("on the wire, " + std::to_string(burst.at_ms) + " ms: " + base::grouped(burst.bytes) +
                 " bytes to " + (burst.forward ? cast::kSecondRelay : cast::kFirstRelay));
  return {};
}

}  // namespace

base::Result<> scene_overtaking(Story& story) {
  story.stage.open("FLASH", Claim::None);
  Overtaking scene(story);
  BC_TRY_VOID(scene.start_net());
  BC_TRY_VOID(scene.jam());
  BC_TRY_VOID(scene.overtake());
  BC_TRY_VOID(scene.tell_what_it_saved());
  story.stage.say(
      "FLASH interrupts what is lower, say the manuals, and aims to be with its reader within 10 minutes.",
      Claim::Documented);
  BC_TRY_VOID(show_records(story));
  return story.stage.close();
}

}  // namespace backchannel::client
