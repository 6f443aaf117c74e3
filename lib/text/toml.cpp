// toml++ 3.3 asserts on some input instead of reporting it ("[.a]", "b=[}"), so its assertions throw here and
// are caught at the border. Without NDEBUG, which would turn them into promises to the optimiser.
#undef NDEBUG

namespace backchannel::text {
namespace {

struct AssertionOfLibrary {};

constexpr void assert_of_library(bool holds) {
  if (!holds) throw AssertionOfLibrary{};
}

}  // namespace
}  // namespace backchannel::text

#define TOML_ASSERT(condition) ::backchannel::text::assert_of_library((condition) ? true : false)
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "backchannel/base/format.h"
#include "backchannel/text/value.h"
#include "place.h"

namespace backchannel::text {

namespace {

base::Where where_of(const toml::source_region& region, std::string_view name) {
  return {std::string(name), static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

base::Result<Value> convert(const toml::node& node, std::string_view name);

base::Result<Value> convert_array(const toml::array& array, std::string_view name) {
  Array values;
  values.reserve(array.size());
  for (const toml::node& element : array) {
    BC_TRY(value, convert(element, name));
    values.push_back(std::move(value));
  }
  return Value(std::move(values));
}

// toml++ keeps members sorted by name; the order written comes back from the places of the keys.
base::Result<Value> convert_table(const toml::table& table, std::string_view name) {
  struct Placed {
    toml::source_position position;
    const toml::key* key;
    const toml::node* node;
  };
  std::vector<Placed> placed;
  placed.reserve(table.size());
  for (auto&& [key, node] : table) placed.push_back({key.source().begin, &key, &node});
  std::ranges::stable_sort(placed, {},
                           [](const Placed& p) { return std::tuple(p.position.line, p.position.column); });

  Table members;
  members.reserve(placed.size());
  for (const Placed& p : placed) {
    BC_TRY(value, convert(*p.node, name));
    members.emplace_back(std::string(p.key->str()), std::move(value));
  }
  return Value(std::move(members));
}

base::Result<Value> convert_plain(const toml::node& node, std::string_view name) {
  switch (node.type()) {
    case toml::node_type::string:
      return Value(node.as_string()->get());
    case toml::node_type::integer:
      return Value(node.as_integer()->get());
    case toml::node_type::floating_point:
      return Value(node.as_floating_point()->get());
    case toml::node_type::boolean:
      return Value(node.as_boolean()->get());
    case toml::node_type::table:
      return convert_table(*node.as_table(), name);
    case toml::node_type::array:
      return convert_array(*node.as_array(), name);
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      return base::fail(base::Code::Syntax, "a date or a time is written in quotes here",
                        where_of(node.source(), name));
    case toml::node_type::none:
      break;
  }
  return base::fail(base::Code::Syntax, "a value of an unknown kind", where_of(node.source(), name));
}

base::Result<Value> convert(const toml::node& node, std::string_view name) {
  auto value = convert_plain(node, name);
  if (value) value->where = where_of(node.source(), name);
  return value;
}

bool asserts(std::string_view content) {
  try {
    (void)toml::parse(content);
  } catch (const AssertionOfLibrary&) {
    return true;
  } catch (const toml::parse_error&) {
    return false;
  }
  return false;
}

// The library reads in one direction, so the shortest beginning on which it asserts ends at the mistake.
std::size_t offset_of_assertion(std::string_view content) {
  std::size_t sound = 0;
  std::size_t bad = content.size();
  while (bad - sound > 1) {
    const std::size_t middle = sound + (bad - sound) / 2;
    (asserts(content.substr(0, middle)) ? bad : sound) = middle;
  }
  return bad == 0 ? 0 : bad - 1;
}

}  // namespace

base::Result<Value> parse_toml(std::string_view content, std::string_view name) {
  try {
    return convert(toml::parse(content, name), name);
  } catch (const toml::parse_error& error) {
    return base::fail(base::Code::Syntax, base::visible(error.description()), where_of(error.source(), name));
  } catch (const AssertionOfLibrary&) {
    return base::fail(base::Code::Syntax, "not TOML from here on",
                      place_of(content, offset_of_assertion(content), name));
  }
}

}  // namespace backchannel::text
