#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "backchannel/base/format.h"
#include "backchannel/text/value.h"
#include "place.h"

namespace backchannel::text {

namespace {

using Json = nlohmann::ordered_json;

// Deeper input serves nobody but an attacker of the recursion in everything that walks a Value.
constexpr std::size_t kDepthMax = 64;

// Builds a Value from the parser's events. The parser names a place only for errors of syntax.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(std::string_view name) { where_.file = std::string(name); }

  bool null() override { return add({}); }
  bool boolean(bool value) override { return add(Value(value)); }
  bool number_integer(number_integer_t value) override { return add(Value(std::int64_t{value})); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return refuse_number();
    return add(Value(static_cast<std::int64_t>(value)));
  }
  bool number_float(number_float_t value, const string_t& written) override {
    if (written.find_first_of(".eE") == string_t::npos) return refuse_number();
    return add(Value(value));
  }
  bool string(string_t& value) override { return add(Value(std::move(value))); }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool start_object(std::size_t) override { return open(Value(Table{})); }
  bool start_array(std::size_t) override { return open(Value(Array{})); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    const Value& parent = open_.back();
    if (parent.find(key) != nullptr) return refuse("the key '" + base::visible(key) + "' stands there twice");
    keys_.back() = std::move(key);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& last,
                   const nlohmann::detail::exception&) override {
    position_ = position;
    last_ = last;
    return false;
  }

  [[nodiscard]] base::Result<Value> take(std::string_view content) {
    if (!position_) {
      if (!refusal_.empty()) return base::fail(base::Code::Syntax, refusal_, where_);
      return std::move(root_);
    }
    // Positions are 1-based and count the byte that the parser stumbled over.
    const std::size_t offset = std::min(*position_ == 0 ? 0 : *position_ - 1, content.size());
    return base::fail(base::Code::Syntax, describe(), place_of(content, offset, where_.file));
  }

 private:
  [[nodiscard]] std::string describe() const {
    if (last_.empty()) return "not JSON from here on (the end of the input, or a missing value)";
    constexpr std::size_t kShown = 40;
    const std::string shown = base::visible(std::string_view(last_).substr(0, kShown));
    return "not JSON from here on, after '" + shown + "'";
  }

  bool refuse(std::string reason) {
    refusal_ = std::move(reason);
    return false;
  }
  bool refuse_number() { return refuse("a whole number beyond 64 bits"); }

  bool add(Value value) {
    value.where = where_;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = std::get_if<Array>(&open_.back().data)) {
      array->push_back(std::move(value));
    } else {
      std::get<Table>(open_.back().data).emplace_back(std::move(keys_.back()), std::move(value));
    }
    return true;
  }

  bool open(Value value) {
    if (open_.size() >= kDepthMax)
      return refuse("nested deeper than " + std::to_string(kDepthMax) + " levels");
    open_.push_back(std::move(value));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    Value value = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    return add(std::move(value));
  }

  base::Where where_;
  Value root_;
  std::vector<Value> open_;
  std::vector<std::string> keys_;  // of the member being read, one per open value
  std::string refusal_;
  std::optional<std::size_t> position_;
  std::string last_;
};

Json to_library(const Value& value) {
  struct Converter {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool v) const { return v; }
    Json operator()(std::int64_t v) const { return v; }
    Json operator()(double v) const { return v; }
    Json operator()(const std::string& v) const { return v; }
    Json operator()(const Array& v) const {
      Json array = Json::array();
      for (const Value& element : v) array.push_back(to_library(element));
      return array;
    }
    Json operator()(const Table& v) const {
      Json object = Json::object();
      for (const auto& [key, member] : v) object[key] = to_library(member);
      return object;
    }
  };
  return std::visit(Converter{}, value.data);
}

}  // namespace

base::Result<Value> parse_json(std::string_view content, std::string_view name) {
  Builder builder(name);
  try {
    Json::sax_parse(content, &builder);
  } catch (const nlohmann::detail::exception& error) {
    return base::fail(base::Code::Syntax, base::visible(error.what()), {std::string(name), 0, 0});
  }
  return builder.take(content);
}

std::string to_json(const Value& value, int indent) {
  // Invalid UTF-8 is replaced: output must not fail over what a peer sent.
  return to_library(value).dump(indent > 0 ? indent : -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace backchannel::text
