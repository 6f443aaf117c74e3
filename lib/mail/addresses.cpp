// RFC 5322 section 3.4: names, addresses, groups, comments.

#include <algorithm>

#include "backchannel/base/format.h"
#include "fields.h"

namespace backchannel::mail {

namespace {

constexpr std::size_t kDepthMost = 20;  // of comments in comments

class Scanner {
 public:
  explicit Scanner(std::string_view value) : rest_(value) {}
  base::Result<std::vector<Address>> all();

 private:
  [[nodiscard]] std::unexpected<base::Error> bad(std::string reason) const {
    return base::fail(
        base::Code::Syntax,
        std::move(reason) + ", as in HAIG <haig@exercise.invalid>, GUAY <guay@exercise.invalid>");
  }
  base::Result<> skip_comment();
  base::Result<> take_quoted();
  base::Result<> take_angle();
  base::Result<> finish();

  std::string_view rest_;
  std::string words_;  // of the entry that is being read
  std::string quoted_;
  bool has_quoted_ = false;
  std::optional<std::string> angle_;
  bool in_group_ = false;
  std::vector<Address> out_;
};

base::Result<> Scanner::skip_comment() {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < rest_.size(); ++at) {
    if (rest_[at] == '\\') {
      ++at;
    } else if (rest_[at] == '(') {
      if (++depth > kDepthMost) break;
    } else if (rest_[at] == ')' && --depth == 0) {
      rest_.remove_prefix(at + 1);
      return {};
    }
  }
  return bad("a comment in brackets is not closed");
}

base::Result<> Scanner::take_quoted() {
  for (std::size_t at = 1; at < rest_.size(); ++at) {
    if (rest_[at] == '"') {
      rest_.remove_prefix(at + 1);
      has_quoted_ = true;
      return {};
    }
    if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
    quoted_ += rest_[at];
  }
  return bad("a name in quotation marks is not closed");
}

base::Result<> Scanner::take_angle() {
  const auto close = rest_.find('>');
  if (close == std::string_view::npos || angle_) return bad("an address stands between < and >");
  angle_ = std::string(base::trim(rest_.substr(1, close - 1)));
  rest_.remove_prefix(close + 1);
  return {};
}

base::Result<> Scanner::finish() {
  const std::string_view words = base::trim(words_);
  Address address;
  if (angle_) {
    if (has_quoted_) {
      address.name = quoted_ + (words.empty() ? "" : " " + std::string(words));
    } else {
      BC_TRY(name, decode_words(words));
      address.name = std::move(name);
    }
    address.address = *angle_;
  } else if (!words.empty() || has_quoted_) {
    address.address = has_quoted_ ? "\"" + quoted_ + "\"" + std::string(words) : std::string(words);
    if (!address.address.contains('@'))
      return bad("\"" + base::visible(address.address) + "\" is no address");
  }
  const bool nothing = !angle_ && words.empty() && !has_quoted_;
  if (!nothing) {
    if (address.address.empty()) return bad("the address between < and > is empty");
    out_.push_back(std::move(address));
  }
  words_.clear();
  quoted_.clear();
  has_quoted_ = false;
  angle_.reset();
  return {};
}

base::Result<std::vector<Address>> Scanner::all() {
  while (!rest_.empty()) {
    const char c = rest_.front();
    if (c == '(') {
      BC_TRY_VOID(skip_comment());
    } else if (c == '"') {
      BC_TRY_VOID(take_quoted());
    } else if (c == '<') {
      BC_TRY_VOID(take_angle());
    } else if (c == ',' || (c == ';' && in_group_)) {
      BC_TRY_VOID(finish());
      in_group_ = in_group_ && c != ';';
      rest_.remove_prefix(1);
    } else if (c == ':' && !in_group_ && !angle_) {
      in_group_ = true;
      words_.clear();
      quoted_.clear();
      has_quoted_ = false;
      rest_.remove_prefix(1);
    } else {
      words_ += c;
      rest_.remove_prefix(1);
    }
  }
  if (in_group_) return bad("a group of addresses is not closed with ;");
  BC_TRY_VOID(finish());
  return std::move(out_);
}

std::string print_name(std::string_view name) {
  const auto atom = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ' ';
  };
  const bool single = !name.contains("  ") && !name.starts_with(' ') && !name.ends_with(' ');
  if (single && std::ranges::all_of(name, atom)) return std::string(name);
  const auto printable = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (!std::ranges::all_of(name, printable) || !single || name.contains("=?")) return encode_always(name);
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

base::Result<std::vector<Address>> parse_addresses(std::string_view value) { return Scanner(value).all(); }

std::string print_addresses(const std::vector<Address>& addresses) {
  std::string out;
  for (const Address& address : addresses) {
    if (!out.empty()) out += ", ";
    const std::string name = address.name.empty() ? std::string() : print_name(address.name);
    out += name.empty() ? address.address : name + " <" + address.address + ">";
  }
  return out.empty() ? "unnamed:;" : out;
}

}  // namespace backchannel::mail
