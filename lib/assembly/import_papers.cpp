// The forms that were printed on paper, read into a form.

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/situation_room.h"
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

base::Result<Imported> import_plaindress(std::string_view text, const doctrine::Catalogue& catalogue) {
  BC_TRY(read, message::parse_plaindress(text, classification_rows(catalogue)));
  Imported out;
  Form& form = out.form;
  form.from = read.from;
  form.to = read.to;
  form.info = read.info;
  form.classification = read.classification;
  form.precedence = message::name_of(read.precedence);
  form.caveats = read.captions;
  form.channel = read.channel_words;
  form.service_line = read.service_line;
  form.subject = read.subject;
  form.references = read.references;
  note_number(read.number, out);
  fill_text(read.text, form);
  if (read.special_category != 0)
    out.notes.push_back(std::string("The security line carries the special category ") +
                        read.special_category + ": see that a marking of the form says so.");
  if (read.information_precedence) form.info_precedence = message::name_of(*read.information_precedence);
  form.exempt = read.exempted;
  for (const std::string& code : read.codes) form.source_notes.push_back("subject indicator code: " + code);
  return out;
}

base::Result<Imported> import_situation_room(std::string_view text) {
  BC_TRY(read, message::parse_situation_room(text));
  Imported out;
  Form& form = out.form;
  form.from = read.from;
  form.to = {read.principal.empty() ? read.to : read.principal};
  form.classification = read.classification;
  form.precedence = message::name_of(read.precedence);
  form.caveats = read.caveats;
  note_number(read.number, out);
  fill_text(read.text, form);
  if (!read.principal.empty()) form.source_notes.push_back("addressed to the aide: " + read.to);
  if (!read.via.empty()) form.source_notes.push_back("via: " + read.via);
  return out;
}

}  // namespace backchannel::assembly
