// The forms that were printed on paper, read into a form.

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "import_parts.h"

namespace backchannel::assembly {

namespace {

constexpr std::string_view kBegin = "Begin text:";
constexpr std::string_view kEnd = "End text";
constexpr std::string_view kGarble = "[garble]";

// What stands between "Begin text:" and "End text", each a paragraph, is the enclosure.
void fill_text(std::string_view text, Form& form) {
  form.text = text;
  const auto begin = text.find(kBegin);
  const auto end = text.rfind(kEnd);
  if (begin != std::string_view::npos && end != std::string_view::npos && begin < end) {
    const auto inside = begin + kBegin.size();
    form.enclosure = base::trim(text.substr(inside, end - inside));
    form.text = base::trim(text.substr(0, begin));
  }
  const std::string& body = form.enclosure.empty() ? form.text : form.enclosure;
  for (auto at = body.find(kGarble); at != std::string::npos; at = body.find(kGarble, at + 1))
    form.garbles.push_back({{}, {}, static_cast<std::uint32_t>(at)});
}

void note_number(const message::Number& number, Imported& out) {
  out.form.series = number.series;
  if (!number.series.empty())
    out.notes.push_back("The net gives the message a number of its own when it is sent; " +
                        message::slip_number(number) + " gave only the series.");
}

}  // namespace

base::Result<Imported> import_slip(std::string_view text) {
  BC_TRY(slip, message::parse_slip(text));
  Imported out;
  Form& form = out.form;
  form.from = slip.from;
  form.to = slip.to;
  form.classification = slip.markings.classification;
  form.precedence = message::name_of(slip.precedence);
  form.caveats = slip.markings.heading_caveats;
  form.caveats.insert(form.caveats.end(), slip.markings.reader_caveats.begin(),
                      slip.markings.reader_caveats.end());
  form.channel = slip.channel;
  form.service_line = slip.service_line;
  form.references = slip.references;
  note_number(slip.number, out);
  fill_text(slip.text, form);
  return out;
}

}  // namespace backchannel::assembly
