#include <algorithm>
#include <string>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/time_group.h"
#include "printed_lines.h"
#include "slip_layout.h"

namespace backchannel::message {

namespace {

using namespace slip;
using namespace printed;
using base::columns;

std::string heading_fields(const Slip& slip) {
  std::vector<std::string> fields;
  for (std::string_view rest = slip.markings.classification; !rest.empty();) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    if (std::string field = one_line(spaced(word)); !field.empty()) fields.push_back(std::move(field));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  fields.push_back(to_dtg(slip.dtg));
  std::ranges::move(one_line_each(slip.markings.heading_caveats), std::back_inserter(fields));
  if (const std::string channel = one_line(slip.channel); !channel.empty())
    fields.push_back(std::string(kVia) + channel);

  return field_lines(fields);
}

// A comma in a name or caveat would be taken for the one between them.
bool needs_own_lines(std::string_view name, const std::vector<std::string>& caveats) {
  const auto has_comma = [](std::string_view text) { return text.contains(','); };
  return has_comma(name) || std::ranges::any_of(caveats, has_comma);
}

std::string addressees(const Slip& slip) {
  const auto names = one_line_each(slip.to);
  const auto caveats = one_line_each(slip.markings.reader_caveats);
  if (names.empty()) return block(kTo, {}, kEntryContinued, name_of(slip.precedence));
  std::string out;
  for (const std::string& name : names) {
    const bool own_lines = needs_own_lines(name, caveats);
    std::string words = name;
    if (own_lines) words += ',';
    for (const std::string& caveat : caveats)
      if (!own_lines) words += ", " + caveat;
    const std::string lead = out.empty() ? std::string(kTo) : std::string(kTo.size(), ' ');
    const std::string_view right = out.empty() ? name_of(slip.precedence) : std::string_view();
    out += block(lead, words, kEntryContinued, right);
    for (const std::string& caveat : caveats)
      if (own_lines) out += block(std::string(kPartIndent, ' '), caveat, kPartContinued);
  }
  return out;
}

std::string origin(const Slip& slip) {
  const std::string from = one_line(slip.from);
  const std::string bearer = one_line(slip.bearer);
  if (bearer.empty()) return block(kFrom, from, kEntryContinued);
  const std::string citation = cite(bearer, slip.bearer_serial);
  if (kFrom.size() + 2 + columns(citation) <= kWidth) return block(kFrom, from, kEntryContinued, citation);
  return block(kFrom, from, kEntryContinued) + block(std::string(kPartIndent, ' '), citation, kPartContinued);
}

std::string references(const Slip& slip) {
  std::string out;
  for (const std::string& reference : one_line_each(slip.references)) {
    const std::string lead = out.empty() ? std::string(kRef) : std::string(kRef.size(), ' ');
    out += block(lead, reference, kEntryContinued);
  }
  return out;
}

}  // namespace

std::string print_slip(const Slip& slip) {
  std::string out = heading_fields(slip);
  out += block({}, one_line(slip.service_line), kFieldContinued);
  out += addressees(slip);
  out += origin(slip);
  if (const std::string number = slip_number(slip.number); !number.empty()) out += number + "\n";
  out += references(slip);
  if (const std::string text = text_lines(slip.text); !text.empty())
    out += "\n" + base::wrap(text, kWidth) + "\n";
  return out;
}

}  // namespace backchannel::message
