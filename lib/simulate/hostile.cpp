#include "hostile.h"

#include <algorithm>

#include "backchannel/base/limits.h"
#include "backchannel/wire/codec.h"
#include "overloaded.h"
#include "token_seals.h"

namespace backchannel::simulate {

namespace {

constexpr std::size_t kRememberedMost = 64;

template <class T>
void keep(Stage& stage, std::vector<T>& all, T one) {
  if (all.size() < kRememberedMost)
    all.push_back(std::move(one));
  else
    all[stage.below(all.size())] = std::move(one);
}

}  // namespace

Hostile::Hostile(Stage& stage, const Net& net, const Weather& weather, const Letters& letters, Send send)
    : stage_(stage),
      net_(net),
      letters_(letters),
      self_(*weather.hostile),
      goes_silent_(weather.hostile_goes_silent),
      send_(std::move(send)) {
  for (const netplan::Circuit* circuit : net.plan.circuits_of(self_))
    neighbours_.push_back(circuit->a == self_ ? circuit->b : circuit->a);
}

void Hostile::begin() {
  stage_.schedule.after(stage_.between(kSecondUs / 10, kSecondUs), [this] { talk(); });
}

void Hostile::talk() {
  if (!active()) return;
  if (stage_.one_in(20))
    flood(any_neighbour());
  else
    lie(any_neighbour());
  begin();
}

void Hostile::remember(const wire::Frame& frame) {
  std::visit(Overloaded{
                 [](const wire::Hello&) {},
                 [](const wire::Chunk&) {},
                 [](const wire::Credit&) {},
                 [&](const auto& about) { keep(stage_, known_, about.consignment); },
             },
             frame);
  keep(stage_, heard_, frame);
}

bool Hostile::hears(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame) {
  if (to != self_) return false;
  if (!active()) return goes_silent_;
  remember(frame);
  const auto answer = [&](const wire::Consignment& about) {
    if (stage_.chance() >= 0.2) return false;
    send_(from, false_word(about));
    return stage_.one_in(2);  // and its engine never hears of it, or answers too
  };
  if (const auto* offer = std::get_if<wire::Offer>(&frame)) return answer(offer->consignment);
  if (const auto* query = std::get_if<wire::Query>(&frame)) return answer(query->consignment);
  if (const auto* chunk = std::get_if<wire::Chunk>(&frame); chunk != nullptr && !chunk->last_legs.empty())
    return answer({chunk->transfer, chunk->copy, chunk->last_legs});
  return false;
}

bool Hostile::says(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame) {
  if (from != self_) return false;
  if (!active()) return goes_silent_;
  remember(frame);
  if (stage_.chance() >= 0.15) return false;
  if (const auto* offer = std::get_if<wire::Offer>(&frame)) {
    send_(to, altered(*offer));
    return true;
  }
  if (const auto* chunk = std::get_if<wire::Chunk>(&frame)) {
    wire::Chunk garbled = *chunk;
    if (!garbled.data.empty()) garbled.data[stage_.below(garbled.data.size())] ^= 1;
    send_(to, garbled);
    return true;
  }
  if (const auto* accept = std::get_if<wire::Accept>(&frame)) {
    send_(to, false_word(accept->consignment));
    return true;
  }
  return stage_.one_in(4);  // swallowed
}

base::Code Hostile::any_code() {
  const auto rows = base::error_rows();
  return rows[stage_.below(rows.size())].code;
}

wire::Consignment Hostile::any_consignment() {
  if (!known_.empty() && !stage_.one_in(8)) return known_[stage_.below(known_.size())];
  wire::Consignment made;
  made.transfer.value[0] = static_cast<std::uint8_t>(stage_.random());
  made.copy = static_cast<std::uint8_t>(1 + stage_.below(3));
  made.legs = {static_cast<std::uint16_t>(stage_.below(base::kRecipientsMax))};
  if (stage_.one_in(4)) made.legs.push_back(0);  // not in order: no frame that can be read
  return made;
}

wire::Frame Hostile::false_word(const wire::Consignment& about) {
  switch (stage_.below(7)) {
    case 0:
      return wire::Accept{about, std::nullopt};
    case 1:
      return wire::Have{about};
    case 2:
      return wire::Status{about, wire::Fate::Accepted};
    case 3:
      return wire::Status{about, wire::Fate::Never};
    case 4:
      return wire::Refuse{about, base::Code::Elsewhere, true};
    case 5:
      return wire::Refuse{about, any_code(), stage_.one_in(2)};
    default:
      return wire::Busy{about, static_cast<std::uint32_t>(stage_.random())};
  }
}

wire::Frame Hostile::false_demand(const wire::Consignment& about) {
  switch (stage_.below(5)) {
    case 0:
      return wire::Query{about};
    case 1:
      return wire::Go{about, stage_.below(base::kSealedBytesMax), stage_.below(base::kQueueBytesMax)};
    case 2:
      return wire::Credit{about.transfer, about.copy, stage_.below(base::kQueueBytesMax)};
    case 3:
      return wire::Chunk{about.transfer, about.copy, stage_.below(70'000),
                         base::Bytes(1 + stage_.below(2'000), 0x5A),
                         stage_.one_in(2) ? about.legs : wire::Legs{}};
    default: {
      wire::Hello other;
      other.version = stage_.one_in(2) ? wire::kProtocolVersion + 1 : wire::kProtocolVersion;
      other.roster.value[0] = static_cast<std::uint8_t>(stage_.below(2));
      other.handling = kBegins + stage_.between(-20, 20) * base::kMinuteMs;
      return other;
    }
  }
}

void Hostile::lie(const base::NodeName& to) {
  switch (stage_.below(8)) {
    case 4: {
      const wire::Offer offer = own_message();
      send_(to, offer);
      return send_(to, wire::Query{offer.consignment});  // while it is being looked at
    }
    case 5:
      return send_(to, stolen());
    case 0:
      return send_(to, false_word(any_consignment()));
    case 1:
      return send_(to, false_demand(any_consignment()));
    case 2:
      return send_(to, own_message());
    case 3:
      return send_(to, noise());
    default:
      if (!heard_.empty()) send_(to, heard_[stage_.below(heard_.size())]);
  }
}

void Hostile::flood(const base::NodeName& to) {
  const wire::Consignment about = any_consignment();
  for (int i = 0; i < 20; ++i) send_(to, wire::Refuse{about, any_code(), stage_.one_in(2)});
}

wire::Offer Hostile::own_message() {
  TokenContent content;
  message::Header& header = content.header;
  for (std::uint8_t& byte : header.message.value) byte = static_cast<std::uint8_t>(stage_.random());
  const base::HandlingTime now = kBegins + stage_.now_us() / base::kMillisecondUs;
  const bool future = stage_.one_in(3), past = stage_.one_in(3), long_lived = stage_.one_in(3);
  header.created = now + (future ? base::kHourMs : past ? -base::kHourMs : 0);
  header.expires = header.created + (past         ? base::kMinuteMs
                                     : long_lived ? 60 * 24 * base::kHourMs
                                                  : base::kHourMs);
  header.originator_node = self_;
  message::Recipient to;
  to.station = station_name(stage_.below(kStations));
  to.precedence = message::kPrecedences[stage_.below(message::kPrecedences.size())];
  header.recipients.push_back(std::move(to));
  content.body = base::Bytes(100 + stage_.below(400), 0xEE);
  const base::Bytes sealed = token_seal(content);
  const auto verified = token_verify(sealed);
  wire::Offer offer{{verified->transfer, 1, {0}},
                    sealed.size(),
                    verified->header_bytes,
                    verified->label_bytes,
                    {},
                    0,
                    sealed};
  return stage_.one_in(3) ? altered(std::move(offer)) : offer;
}

wire::Offer Hostile::noise() {
  wire::Offer offer = own_message();
  base::Bytes bytes(200 + stage_.below(400), static_cast<std::uint8_t>(stage_.random()));
  offer.consignment = {base::TransferId::from_bytes(token_digest(bytes).view()), 1, {0}};
  if (stage_.one_in(3)) offer.consignment.transfer.value[0] ^= 1;  // not even announced as it is
  offer.size = bytes.size();
  offer.body = std::move(bytes);
  if (stage_.one_in(4)) {  // room is asked for, and nothing comes
    offer.size = base::kSealedBytesMax;
    offer.body.reset();
  }
  return offer;
}

wire::Offer Hostile::stolen() {
  const Letter& letter = letters_.all()[stage_.below(letters_.all().size())];
  const auto verified = token_verify(*letter.sealed);
  wire::Legs legs;
  for (std::uint16_t leg = 0; leg < letter.meant.size(); ++leg) legs.push_back(leg);
  wire::Offer offer{{letter.transfer, 1, legs},
                    letter.sealed->size(),
                    verified->header_bytes,
                    verified->label_bytes,
                    {},
                    0,
                    std::nullopt};
  if (letter.sealed->size() <= base::kChunkBytesMax) offer.body = *letter.sealed;
  return offer;
}

wire::Offer Hostile::altered(wire::Offer offer) {
  auto header = wire::decode_header(offer.header);
  switch (stage_.below(7)) {
    case 0:
      if (header) header->expires = header->expires + base::kHourMs;
      break;
    case 1:
      if (header)
        for (message::Recipient& each : header->recipients) each.precedence = message::Precedence::Flash;
      break;
    case 2:
      if (header) header->created = header->created + base::kMinuteMs;
      break;
    case 3:
      offer.label.push_back(1);
      break;
    case 4:
      offer.size += 1 + stage_.below(1'000);
      break;
    case 5:
      offer.stamps.clear();  // so that nobody sees where it has been
      break;
    default:
      if (offer.body && !offer.body->empty()) (*offer.body)[stage_.below(offer.body->size())] ^= 1;
  }
  if (header) offer.header = wire::encode(*header);
  return offer;
}

}  // namespace backchannel::simulate
