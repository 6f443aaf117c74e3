#include "letters.h"

#include <algorithm>

namespace backchannel::simulate {

namespace {

template <class Row>
[[nodiscard]] const Row& draw_row(Stage& stage, const std::vector<Row>& rows) {
  std::size_t sum = 0;
  for (const Row& row : rows) sum += row.share;
  std::size_t left = stage.below(sum);
  for (const Row& row : rows) {
    if (left < row.share) return row;
    left -= row.share;
  }
  return rows.back();
}

constexpr std::int64_t kShortLifeMs = 20 * base::kSecondMs;

[[nodiscard]] const base::NodeName& station_of(const Net& net, const base::PersonName& name,
                                               base::HandlingTime at) {
  return net.plan.station_of(*net.plan.person(name), at);
}

}  // namespace

Letters::Letters(Stage& stage, const Net& net, const Workload& workload, const Weather& weather, Seals& seals,
                 unsigned messages) {
  for (unsigned i = 0; i < messages; ++i) {
    by_transfer_.emplace(all_.emplace_back(draw(stage, net, workload, weather, seals, i + 1)).transfer, i);
    stage.report.submitted += static_cast<unsigned>(all_.back().meant.size());
  }
}

const Letter* Letters::find(const base::TransferId& transfer) const {
  const auto it = by_transfer_.find(transfer);
  return it == by_transfer_.end() ? nullptr : &all_[it->second];
}

Letter Letters::draw(Stage& stage, const Net& net, const Workload& workload, const Weather& weather,
                     Seals& seals, std::int64_t number) {
  Letter written;
  written.submission = number;
  written.at_us = kConnectedUs + stage.between(0, workload.window_s * kSecondUs);
  message::Header& header = written.header;
  for (std::uint8_t& byte : header.message.value) byte = static_cast<std::uint8_t>(stage.random());
  header.created = kBegins + written.at_us / base::kMillisecondUs;
  header.originator = writer_name(stage.below(kStations));
  header.originator_node = written.station = station_of(net, header.originator, header.created);
  std::int64_t lifetime_ms = draw_row(stage, workload.lifetimes).seconds * base::kSecondMs;
  if (weather.calm) lifetime_ms = 24 * base::kHourMs;
  if (weather.short_lives && stage.one_in(3)) lifetime_ms = std::min(lifetime_ms, kShortLifeMs);
  if (weather.hostile) lifetime_ms = std::min(lifetime_ms, 5 * base::kMinuteMs);
  header.expires = header.created + lifetime_ms;
  const bool personal = !net.plan.moves.empty() && stage.one_in(2);
  const message::Precedence precedence = draw_row(stage, workload.precedences).precedence;
  const std::size_t legs = 1 + stage.below(workload.legs);
  const std::size_t first = stage.below(kStations);
  for (std::size_t i = 0; i < kStations && header.recipients.size() < legs; ++i) {
    message::Recipient to;
    to.person = reader_name((first + i) % kStations);
    // Not every writer has heard that his reader has left.
    to.station = station_of(net, to.person, stage.one_in(4) ? kBegins : header.created);
    const bool taken =
        std::any_of(header.recipients.begin(), header.recipients.end(),
                    [&](const message::Recipient& each) { return each.station == to.station; });
    if (to.station == written.station || taken) continue;
    to.precedence = precedence;
    to.copy_number = static_cast<std::uint32_t>(header.recipients.size() + 1);
    written.meant.push_back(precedence);
    if (stage.planted(Planted::WrongOrder))
      to.precedence = static_cast<message::Precedence>(6 - static_cast<int>(to.precedence));
    header.recipients.push_back(std::move(to));
  }
  const Workload::Size& size = draw_row(stage, workload.sizes);
  const base::Bytes text(static_cast<std::size_t>(stage.between(size.least, size.most)),
                         static_cast<std::uint8_t>(number));
  auto letter = seals.seal(header, personal ? net.personal : net.plain, text);
  if (!letter) {
    stage.broken("a letter cannot be sealed: " + base::to_sentence(letter.error()));
    letter = SealedLetter{std::make_shared<const base::Bytes>(), {}};
  }
  written.sealed = std::move(letter->sealed);
  written.transfer = letter->transfer;
  return written;
}

}  // namespace backchannel::simulate
