#pragma once
// RapidCheck generators of valid wire values, for the tests of any module. rc::gen::arbitrary<T>() works for
// Header, Message, Statement, SignedStatement, Label, Content, Frame and each kind of frame.

#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "backchannel/base/limits.h"
#include "backchannel/wire/codec.h"

namespace backchannel::testing {

// At most `most` elements, whatever RapidCheck's size.
template <class T>
rc::Gen<std::vector<T>> up_to(std::size_t most, rc::Gen<T> element, std::size_t least = 0) {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(least, most + 1), [element](std::size_t count) {
    return rc::gen::container<std::vector<T>>(count, element);
  });
}

inline rc::Gen<base::Bytes> bytes(std::size_t most, std::size_t least = 0) {
  return up_to<std::uint8_t>(most, rc::gen::arbitrary<std::uint8_t>(), least);
}

inline std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += part;
  return all;
}

// UTF-8 of one to four bytes a character, with what a terminal must not be given unescaped.
inline rc::Gen<std::string> text(std::size_t most_characters) {
  const auto character = rc::gen::element<std::string>("a", "Z", " ", "\n", "\t", "'", "é", "→", "語", "😀",
                                                       "\x1b", "\u202e", std::string(1, '\0'));
  return rc::gen::map(up_to<std::string>(most_characters, character), joined);
}

inline rc::Gen<std::string> name(std::size_t least = 0) {
  const auto character =
      rc::gen::element<std::string>("A", "B", "K", "Z", "0", "9", "-", " ", ".", "é", "語");
  return rc::gen::map(up_to<std::string>(base::kNameBytesMax / 3, character, least), joined);
}

inline rc::Gen<base::HandlingTime> time() {
  constexpr std::int64_t most = std::int64_t{1} << 53;
  return rc::gen::map(rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-most, most + 1),
                                     rc::gen::element<std::int64_t>(-most, 0, most)),
                      [](std::int64_t ms) { return base::HandlingTime{ms}; });
}

template <class Id>
rc::Gen<Id> id() {
  return rc::gen::map(rc::gen::container<base::Bytes>(Id::kSize, rc::gen::arbitrary<std::uint8_t>()),
                      [](const base::Bytes& all) { return Id::from_bytes(all); });
}

inline rc::Gen<wire::Legs> legs(std::size_t least = 1) {
  return rc::gen::map(up_to<std::uint16_t>(base::kRecipientsMax,
                                           rc::gen::inRange<std::uint16_t>(0, base::kRecipientsMax), least),
                      [](wire::Legs all) {
                        std::ranges::sort(all);
                        all.erase(std::unique(all.begin(), all.end()), all.end());
                        return all;
                      });
}

inline rc::Gen<std::uint8_t> copy() {
  return rc::gen::map(rc::gen::inRange(1, 256), [](int n) { return static_cast<std::uint8_t>(n); });
}

inline rc::Gen<std::uint64_t> extent() {
  return rc::gen::inRange<std::uint64_t>(0, base::kSealedBytesMax - base::kChunkBytesMax);
}

inline rc::Gen<std::uint64_t> credit() {
  return rc::gen::inRange<std::uint64_t>(0, base::kQueueBytesMax + 1);
}

inline base::Code some_code() {
  return *rc::gen::element(base::Code::Usage, base::Code::Frame, base::Code::Elsewhere, base::Code::Quota,
                           base::Code::Integrity, base::Code::Undelivered);
}

}  // namespace backchannel::testing

namespace rc {

template <>
struct Arbitrary<backchannel::message::Number> {
  static auto arbitrary() {
    return gen::exec([] {
      return backchannel::message::Number{.series = *backchannel::testing::name(),
                                          .trip = *backchannel::testing::name(),
                                          .serial = *gen::arbitrary<std::uint32_t>()};
    });
  }
};

template <>
struct Arbitrary<backchannel::message::Label> {
  static auto arbitrary() {
    using Categories = std::set<backchannel::message::CategoryNumber>;
    return gen::exec([] {
      return backchannel::message::Label{.classification = static_cast<std::uint8_t>(*gen::inRange(0, 6)),
                                         .restrictive = *gen::arbitrary<Categories>(),
                                         .permissive = *gen::arbitrary<Categories>(),
                                         .informative = *gen::arbitrary<Categories>()};
    });
  }
};

template <>
struct Arbitrary<backchannel::message::Recipient> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      return message::Recipient{.person = base::PersonName(*backchannel::testing::name()),
                                .station = base::NodeName(*backchannel::testing::name(1)),
                                .key = *backchannel::testing::id<base::KeyId>(),
                                .action = *gen::arbitrary<bool>(),
                                .precedence = *gen::elementOf(message::kPrecedences),
                                .copy_number = *gen::arbitrary<std::uint32_t>(),
                                .pair_sequence = *gen::arbitrary<std::uint64_t>(),
                                .alternate_of = *gen::inRange<std::uint32_t>(0, base::kRecipientsMax + 1),
                                .collective = *backchannel::testing::name()};
    });
  }
};

template <>
struct Arbitrary<backchannel::message::Header> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      message::Header header;
      header.message = *backchannel::testing::id<base::MessageId>();
      header.kind = *gen::element(message::Kind::Message, message::Kind::Statement);
      header.created = *backchannel::testing::time();
      header.expires = *backchannel::testing::time();
      header.originator = base::PersonName(*backchannel::testing::name());
      header.originator_node = base::NodeName(*backchannel::testing::name(1));
      header.recipients = *backchannel::testing::up_to<message::Recipient>(
          *gen::element<std::size_t>(1, 3, base::kRecipientsMax), gen::arbitrary<message::Recipient>(), 1);
      header.number = *gen::arbitrary<message::Number>();
      header.channel = *backchannel::testing::name();
      header.delivery = *backchannel::testing::up_to<std::string>(4, backchannel::testing::text(30));
      header.service_line = *backchannel::testing::text(100);
      header.copies = *gen::arbitrary<std::uint32_t>();
      header.size_class = *gen::arbitrary<std::uint32_t>();
      header.date_time_group = *backchannel::testing::time();
      header.minimize_reason = *backchannel::testing::text(100);
      if (*gen::arbitrary<bool>())
        header.release = message::SignedStatement{*backchannel::testing::bytes(100),
                                                  *backchannel::testing::id<base::KeyId>(),
                                                  *backchannel::testing::bytes(70)};
      return header;
    });
  }
};

template <>
struct Arbitrary<backchannel::message::PassOn> {
  static auto arbitrary() {
    using backchannel::testing::text;
    return gen::exec([] {
      backchannel::message::PassOn out;
      out.to = *text(20);
      out.for_whom = *text(20);
      out.occasion = *text(20);
      if (*gen::arbitrary<bool>()) out.deadline = *backchannel::testing::time();
      out.zone = *backchannel::testing::name();
      out.on_behalf_of = *text(20);
      out.as_written = *text(20);
      return out;
    });
  }
};

template <>
struct Arbitrary<backchannel::message::Garble> {
  static auto arbitrary() {
    return gen::exec([] {
      return backchannel::message::Garble{.arrived = *backchannel::testing::text(20),
                                          .editors_guess = *backchannel::testing::text(20),
                                          .offset = *gen::arbitrary<std::uint32_t>()};
    });
  }
};

template <>
struct Arbitrary<backchannel::message::Provenance> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      return message::Provenance{.number = *gen::arbitrary<message::Number>(),
                                 .message = *backchannel::testing::id<base::MessageId>(),
                                 .originator = base::PersonName(*backchannel::testing::name()),
                                 .originator_node = base::NodeName(*backchannel::testing::name()),
                                 .label = *gen::arbitrary<message::Label>(),
                                 .enclosure = *backchannel::testing::id<base::Digest>(),
                                 .changed = *gen::arbitrary<bool>()};
    });
  }
};

template <>
struct Arbitrary<backchannel::message::Message> {
  static auto arbitrary() {
    using namespace backchannel;
    using backchannel::testing::text;
    using backchannel::testing::up_to;
    return gen::exec([] {
      message::Message out;
      out.subject = *text(40);
      out.text = *text(400);
      out.enclosure = *text(400);
      if (*gen::arbitrary<bool>()) out.pass_on = *gen::arbitrary<message::PassOn>();
      if (*gen::arbitrary<bool>()) out.provenance = *gen::arbitrary<message::Provenance>();
      out.references = *up_to<std::string>(3, text(20));
      out.garbles = *up_to<message::Garble>(3, gen::arbitrary<message::Garble>());
      out.markings_as_written = *up_to<std::string>(3, text(20));
      out.source_notes = *up_to<std::string>(3, text(20));
      out.acknowledge = *gen::arbitrary<bool>();
      return out;
    });
  }
};

template <>
struct Arbitrary<backchannel::message::Statement> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      message::Statement out;
      out.kind = static_cast<message::StatementKind>(*gen::inRange(1, 14));
      out.message = *backchannel::testing::id<base::MessageId>();
      out.transfer = *backchannel::testing::id<base::TransferId>();
      out.leg = *gen::inRange<std::uint16_t>(0, base::kRecipientsMax);
      out.copy = *backchannel::testing::copy();
      out.at = *backchannel::testing::time();
      out.author_node = *backchannel::testing::name(1);
      out.author_person = *backchannel::testing::name();
      out.reader = *backchannel::testing::name();
      out.code = *gen::arbitrary<std::uint16_t>();
      out.bearer = *backchannel::testing::name();
      out.bearer_serial = *gen::arbitrary<std::uint32_t>();
      out.text = *backchannel::testing::text(100);
      out.data = *backchannel::testing::bytes(100);
      return out;
    });
  }
};

template <>
struct Arbitrary<backchannel::message::SignedStatement> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      return message::SignedStatement{.statement = wire::encode(*gen::arbitrary<message::Statement>()),
                                      .key = *backchannel::testing::id<base::KeyId>(),
                                      .signature = *backchannel::testing::bytes(72)};
    });
  }
};

template <>
struct Arbitrary<backchannel::wire::Content> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      wire::Content out;
      out.header = *gen::arbitrary<message::Header>();
      if (out.header.kind == message::Kind::Message) {
        out.message = *gen::arbitrary<message::Message>();
      } else {
        out.statements = *backchannel::testing::up_to<message::SignedStatement>(
            3, gen::arbitrary<message::SignedStatement>(), 1);
      }
      out.header.size_class =
          *gen::arbitrary<bool>() ? static_cast<std::uint32_t>(wire::encode(out).size()) : 0;
      return out;
    });
  }
};

template <>
struct Arbitrary<backchannel::wire::Consignment> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      return wire::Consignment{.transfer = *backchannel::testing::id<base::TransferId>(),
                               .copy = *backchannel::testing::copy(),
                               .legs = *backchannel::testing::legs()};
    });
  }
};

template <>
struct Arbitrary<backchannel::wire::Hello> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      return wire::Hello{.version = *gen::arbitrary<std::uint32_t>(),
                         .role = *gen::arbitrary<std::uint8_t>(),
                         .store = *backchannel::testing::id<base::StoreUuid>(),
                         .roster = *backchannel::testing::id<base::Digest>(),
                         .handling = *backchannel::testing::time(),
                         .answer = *gen::arbitrary<bool>()};
    });
  }
};

template <>
struct Arbitrary<backchannel::wire::Offer> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      wire::Offer out;
      out.consignment = *gen::arbitrary<wire::Consignment>();
      out.size = *backchannel::testing::extent();
      out.header = *backchannel::testing::bytes(300);
      out.label = *backchannel::testing::bytes(60);
      out.stamps = *backchannel::testing::up_to<message::SignedStatement>(
          *gen::element<std::size_t>(0, 2, base::kHopsMax), gen::arbitrary<message::SignedStatement>());
      out.circuit_number = *gen::inRange<std::uint32_t>(0, 1'000);
      if (*gen::arbitrary<bool>()) out.body = *backchannel::testing::bytes(500);
      return out;
    });
  }
};

template <>
struct Arbitrary<backchannel::wire::Chunk> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([] {
      wire::Chunk out;
      out.transfer = *backchannel::testing::id<base::TransferId>();
      out.copy = *backchannel::testing::copy();
      out.offset = *backchannel::testing::extent();
      out.last_legs = *backchannel::testing::legs(0);
      out.data = *backchannel::testing::bytes(500, out.last_legs.empty() ? 1 : 0);
      return out;
    });
  }
};

template <>
struct Arbitrary<backchannel::wire::Frame> {
  static auto arbitrary() {
    using namespace backchannel;
    return gen::exec([]() -> wire::Frame {
      const auto about = [] { return *gen::arbitrary<wire::Consignment>(); };
      switch (*gen::inRange<std::size_t>(0, std::variant_size_v<wire::Frame>)) {
        case 0:
          return *gen::arbitrary<wire::Hello>();
        case 1:
          return *gen::arbitrary<wire::Offer>();
        case 2:
          return wire::Go{about(), *backchannel::testing::extent(), *backchannel::testing::credit()};
        case 3:
          return wire::Have{about()};
        case 4:
          return wire::Refuse{about(), backchannel::testing::some_code(), *gen::arbitrary<bool>()};
        case 5:
          return wire::Busy{about(), *gen::arbitrary<std::uint32_t>()};
        case 6:
          return *gen::arbitrary<wire::Chunk>();
        case 7: {
          wire::Accept out{about(), std::nullopt};
          if (*gen::arbitrary<bool>()) out.stamp = *gen::arbitrary<message::SignedStatement>();
          return out;
        }
        case 8:
          return wire::Query{about()};
        case 9:
          return wire::Status{about(),
                              *gen::element(wire::Fate::Accepted, wire::Fate::Never, wire::Fate::UnknownYet)};
        default:
          return wire::Credit{*backchannel::testing::id<base::TransferId>(), *backchannel::testing::copy(),
                              *backchannel::testing::credit()};
      }
    });
  }
};

}  // namespace rc
