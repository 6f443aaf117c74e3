#include "token_seals.h"

#include <cstring>

#include "backchannel/wire/codec.h"

namespace backchannel::simulate {

namespace {

constexpr std::uint64_t kStart = 14695981039346656037ULL;
constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15ULL;

void put(base::Bytes& out, base::BytesView bytes) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(bytes.size() >> shift));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

[[nodiscard]] bool take(base::BytesView& in, base::Bytes& out) {
  if (in.size() < 4) return false;
  std::size_t size = 0;
  for (int i = 0; i < 4; ++i) size = size << 8 | in[static_cast<std::size_t>(i)];
  in = in.subspan(4);
  if (in.size() < size) return false;
  out.assign(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
  in = in.subspan(size);
  return true;
}

[[nodiscard]] base::Bytes encode(const message::Label& label) {
  base::Bytes bytes = {label.classification};
  for (const message::CategoryNumber each : label.informative)
    bytes.push_back(static_cast<std::uint8_t>(each));
  return bytes;
}

[[nodiscard]] message::Label decode(base::BytesView bytes) {
  message::Label label;
  if (bytes.empty()) return label;
  label.classification = bytes[0];
  label.informative.insert(bytes.begin() + 1, bytes.end());
  return label;
}

}  // namespace

std::uint64_t token_fold(std::uint64_t hash, base::BytesView bytes) {
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32;  // the factor carries upwards only
  }
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * kFactor;
  return hash;
}

base::Digest token_digest(base::BytesView bytes) {
  base::Digest digest;
  std::uint64_t h = token_fold(kStart, bytes);
  for (std::uint8_t& byte : digest.value) {
    h = (h ^ (h >> 29)) * kFactor;
    byte = static_cast<std::uint8_t>(h >> 56);
  }
  return digest;
}

base::Bytes token_seal(const TokenContent& content) {
  base::Bytes sealed;
  put(sealed, wire::encode(content.header));
  put(sealed, encode(content.label));
  base::Bytes statements;
  for (const message::SignedStatement& each : content.statements) put(statements, wire::encode(each));
  put(sealed, statements);
  put(sealed, content.body);
  const base::Digest token = token_digest(sealed);
  sealed.insert(sealed.end(), token.value.begin(), token.value.end());
  return sealed;
}

base::Result<custody::Verified> token_verify(base::BytesView sealed) {
  if (sealed.size() < base::Digest::kSize) return base::fail(base::Code::Integrity);
  base::BytesView rest = sealed.first(sealed.size() - base::Digest::kSize);
  if (token_digest(rest) != base::Digest::from_bytes(sealed.last(base::Digest::kSize)))
    return base::fail(base::Code::Integrity);
  custody::Verified verified;
  base::Bytes statements;
  if (!take(rest, verified.header_bytes) || !take(rest, verified.label_bytes) || !take(rest, statements))
    return base::fail(base::Code::Layers);
  BC_TRY(header, wire::decode_header(verified.header_bytes));
  verified.header = header;
  verified.label = decode(verified.label_bytes);
  verified.transfer = base::TransferId::from_bytes(token_digest(sealed).view());
  verified.originator_key = base::KeyId::from_bytes(
      token_digest(base::as_bytes(header.originator_node.value + "/" + header.originator.value))
          .view()
          .first(20));
  base::BytesView left = statements;
  for (base::Bytes one; !left.empty();) {
    if (!take(left, one)) return base::fail(base::Code::Layers);
    BC_TRY(signed_statement, wire::decode_signed_statement(one));
    BC_TRY(statement, wire::decode_statement(signed_statement.statement));
    verified.statements.emplace_back(signed_statement, statement);
  }
  return verified;
}

namespace {

[[nodiscard]] base::KeyId key_of(const base::NodeName& node) {
  return base::KeyId::from_bytes(token_digest(base::as_bytes(node.value)).view().first(20));
}

[[nodiscard]] message::SignedStatement sign(const base::NodeName& node, const message::Statement& statement) {
  message::SignedStatement signed_statement;
  signed_statement.statement = wire::encode(statement);
  signed_statement.key = key_of(node);
  signed_statement.signature = base::Bytes(64, 7);
  return signed_statement;
}

}  // namespace

base::Result<SealedLetter> TokenSeals::seal(const message::Header& header, const message::Label& label,
                                            base::BytesView text) {
  SealedLetter letter;
  letter.sealed =
      std::make_shared<const base::Bytes>(token_seal({header, label, {}, {text.begin(), text.end()}}));
  BC_TRY(verified, token_verify(*letter.sealed));
  letter.transfer = verified.transfer;
  return letter;
}

base::Result<custody::Verified> TokenSeals::check(const base::NodeName& /*node*/,
                                                  const custody::Verify& request,
                                                  base::HandlingTime /*now*/) {
  BC_TRY(verified, token_verify(*request.sealed));
  if (!request.expected.is_zero() && verified.transfer != request.expected)
    return base::fail(base::Code::Hash);
  return std::move(verified);
}

base::Result<custody::Testimony> TokenSeals::speak(const base::NodeName& node,
                                                   const custody::Testify& request,
                                                   base::HandlingTime /*now*/) {
  custody::Testimony testimony;
  if (request.stamp) testimony.stamp = sign(node, *request.stamp);
  TokenContent content;
  for (const message::Statement& subject : request.subjects) {
    testimony.subjects.emplace_back(sign(node, subject), subject);
    content.statements.push_back(testimony.subjects.back().first);
  }
  if (!request.to.empty()) testimony.carriage = carry(node, request, std::move(content));
  return testimony;
}

custody::SealedOut TokenSeals::carry(const base::NodeName& node, const custody::Testify& request,
                                     TokenContent content) {
  content.statements.insert(content.statements.end(), request.evidence.begin(), request.evidence.end());
  content.label = request.label;
  message::Header& header = content.header;
  for (std::size_t i = 0; i < 16; i += 8) {
    const std::uint64_t value = random_();
    for (std::size_t j = 0; j < 8; ++j)
      header.message.value[i + j] = static_cast<std::uint8_t>(value >> (8 * j));
  }
  header.kind = message::Kind::Statement;
  header.created = request.created;
  header.expires = request.expires;
  header.originator_node = node;
  header.channel = request.channel;
  message::Recipient to;
  to.person = request.whose;
  to.station = request.to;
  to.key = key_of(request.to);
  to.precedence = request.precedence;
  header.recipients.push_back(std::move(to));
  custody::SealedOut out;
  out.sealed = std::make_shared<const base::Bytes>(token_seal(content));
  const auto verified = token_verify(*out.sealed);
  out.row = custody::TransferRow{verified->transfer,
                                 verified->header,
                                 verified->header_bytes,
                                 verified->label,
                                 verified->label_bytes,
                                 verified->originator_key,
                                 out.sealed->size(),
                                 {},
                                 {},
                                 {},
                                 0};
  return out;
}

}  // namespace backchannel::simulate
