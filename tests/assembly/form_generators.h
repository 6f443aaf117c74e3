#pragma once
// Forms with any words in any field, and when two of them are the same.

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "backchannel/assembly/form.h"

namespace backchannel::assembly {

inline bool same(const Form& a, const Form& b) {
  const auto pass_on = [](const Form& form) {
    const FormPassOn it = form.pass_on.value_or(FormPassOn{});
    return std::vector{it.to,   it.for_whom,     it.occasion,  it.local_time,
                       it.zone, it.on_behalf_of, it.as_written};
  };
  return a.from == b.from && a.to == b.to && a.info == b.info && a.classification == b.classification &&
         a.precedence == b.precedence && a.caveats == b.caveats && a.channel == b.channel &&
         a.series == b.series && a.delivery == b.delivery && a.service_line == b.service_line &&
         a.subject == b.subject && a.references == b.references && a.acknowledge == b.acknowledge &&
         a.text == b.text && a.enclosure == b.enclosure && a.pass_on.has_value() == b.pass_on.has_value() &&
         pass_on(a) == pass_on(b) && a.garbles == b.garbles && a.source_notes == b.source_notes &&
         a.exempt == b.exempt && a.alternate == b.alternate && a.info_precedence == b.info_precedence &&
         a.minimize_reason == b.minimize_reason && a.provenance == b.provenance && a.deadline == b.deadline;
}

inline rc::Gen<std::string> any_text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "a", "B", " ", "\n", "\t", "\r",   "\"",   "\"\"\"",   "\\",           "\\n", "#",
          "=", "[", "'", "é",  "€",  "\x01", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "}"})),
      [](const std::vector<std::string>& pieces) {
        std::string out;
        for (const std::string& piece : pieces) out += piece;
        return out;
      });
}

inline Form any_form() {
  const auto lines = rc::gen::container<std::vector<std::string>>(any_text());
  Form form;
  for (std::string* field : {&form.from, &form.classification, &form.precedence, &form.channel, &form.series,
                             &form.service_line, &form.subject, &form.alternate, &form.info_precedence,
                             &form.minimize_reason, &form.text, &form.enclosure})
    *field = *any_text();
  for (auto* field : {&form.to, &form.info, &form.exempt, &form.caveats, &form.delivery, &form.references,
                      &form.source_notes})
    *field = *lines;
  form.acknowledge = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) {
    form.pass_on =
        FormPassOn{*any_text(), *any_text(), *any_text(), {}, *any_text(), *any_text(), *any_text()};
    if (*rc::gen::arbitrary<bool>())
      form.deadline = base::HandlingTime{*rc::gen::inRange<std::int64_t>(-1'000, 1'000)};
  }
  const std::size_t body = form.enclosure.empty() ? form.text.size() : form.enclosure.size();
  if (*rc::gen::arbitrary<bool>())
    form.garbles.push_back({*any_text(), *any_text(), static_cast<std::uint32_t>(body / 2)});
  if (*rc::gen::arbitrary<bool>()) {
    message::Provenance from{
        {*any_text(), *any_text(), *rc::gen::arbitrary<std::uint32_t>()}, {}, {}, {}, {}, {}, false};
    from.message.value[3] = *rc::gen::arbitrary<std::uint8_t>();
    from.originator = base::PersonName(*any_text());
    from.label.restrictive = *rc::gen::arbitrary<std::set<std::uint32_t>>();
    from.enclosure.value[31] = *rc::gen::arbitrary<std::uint8_t>();
    from.changed = *rc::gen::arbitrary<bool>();
    form.provenance = from;
  }
  return form;
}

}  // namespace backchannel::assembly
