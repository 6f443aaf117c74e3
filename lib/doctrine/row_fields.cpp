#include "row_fields.h"

namespace backchannel::doctrine {

namespace {

using base::Code;

constexpr Choices<Basis, 3> kBases{
    {{"documented", Basis::Documented}, {"inferred", Basis::Inferred}, {"chosen", Basis::Chosen}}};

}  // namespace

std::string words(text::Reader& reader, std::string_view key) {
  std::string value = reader.required_string(key);
  if (base::trim(value).empty()) {
    reader.complain(Code::Doctrine, std::string(key) + " says nothing", reader.where_of(key));
  }
  return value;
}

std::uint32_t read_number(text::Reader& reader) {
  return static_cast<std::uint32_t>(reader.required_integer("number", 1, kNumberMax));
}

Origin read_origin(text::Reader& reader) {
  Origin origin;
  origin.source = words(reader, "source");
  origin.basis = choice(reader, "basis", reader.required_string("basis"), kBases);
  return origin;
}

std::string read_explanation(text::Reader& reader) {
  std::string sentence = words(reader, "explanation");
  if (!sentence.ends_with('.')) {
    reader.complain(Code::Doctrine, "the explanation is not a sentence with a full stop",
                    reader.where_of("explanation"));
  }
  return sentence;
}

void check_named(text::Reader& reader, std::string_view key, const std::vector<std::string>& named,
                 const text::Value* table, std::string_view what) {
  for (const auto& name : named) {
    if (table != nullptr && table->find(name) != nullptr) continue;
    reader.complain(Code::Doctrine,
                    std::string(key) + " names \"" + base::visible(name) +
                        "\", which is not among the row's " + std::string(what),
                    reader.where_of(key));
  }
}

}  // namespace backchannel::doctrine
