#include "encoding.h"

namespace backchannel::store {

namespace {

class Reader {
 public:
  explicit Reader(base::BytesView bytes) : bytes_(bytes) {}
  std::uint64_t number(std::size_t size) {
    if (bytes_.size() < size) {
      sound_ = false;
      return 0;
    }
    std::uint64_t value = 0;
    for (const auto byte : bytes_.first(size)) value = value << 8 | byte;
    bytes_ = bytes_.subspan(size);
    return value;
  }
  [[nodiscard]] bool sound() const { return sound_; }
  [[nodiscard]] bool at_end() const { return sound_ && bytes_.empty(); }

 private:
  base::BytesView bytes_;
  bool sound_ = true;
};

void append_set(base::Bytes& out, const std::set<message::CategoryNumber>& set) {
  append_number(out, set.size(), 4);
  for (const auto number : set) append_number(out, number, 4);
}

std::set<message::CategoryNumber> read_set(Reader& reader) {
  std::set<message::CategoryNumber> set;
  for (auto count = reader.number(4); count > 0 && reader.sound(); --count)
    set.insert(static_cast<message::CategoryNumber>(reader.number(4)));
  return set;
}

}  // namespace

void append_number(base::Bytes& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

base::Bytes encode_label(const message::Label& label) {
  base::Bytes out;
  out.push_back(label.classification);
  append_set(out, label.restrictive);
  append_set(out, label.permissive);
  append_set(out, label.informative);
  return out;
}

base::Result<message::Label> decode_label(base::BytesView bytes) {
  Reader reader(bytes);
  message::Label label;
  label.classification = static_cast<message::ClassificationNumber>(reader.number(1));
  label.restrictive = read_set(reader);
  label.permissive = read_set(reader);
  label.informative = read_set(reader);
  if (!reader.at_end()) return base::fail(base::Code::StoreCorrupt, "a label in the database cannot be read");
  return label;
}

}  // namespace backchannel::store
