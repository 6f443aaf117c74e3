// A message as published: the document's words into the message's fields, the editors' into source notes.

#include <algorithm>
#include <array>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "import_parts.h"

namespace backchannel::assembly {

namespace {

using message::FrusDocument;

constexpr std::array<std::string_view, 12> kOrdinals = {"first", "second", "third",    "fourth",
                                                        "fifth", "sixth",  "seventh",  "eighth",
                                                        "ninth", "tenth",  "eleventh", "twelfth"};

std::string paragraph_words(std::string_view before) {
  std::size_t count = 0;
  for (auto at = before.find("\n\n"); at != std::string_view::npos; at = before.find("\n\n", at + 2)) ++count;
  if (count < kOrdinals.size()) return "the " + std::string(kOrdinals[count]) + " paragraph";
  return "paragraph " + std::to_string(count + 1);
}

// "[Page 284] after "Sensitive" in the fourth paragraph"
std::string place_words(const message::PageMark& mark, const FrusDocument& document) {
  const std::string_view body = mark.in_enclosure ? document.enclosure : document.text;
  std::string_view before = body.substr(0, mark.offset);
  const std::string paragraph = paragraph_words(before);
  while (before.ends_with(' ')) before.remove_suffix(1);
  const auto blank = before.find_last_of(" \n");
  const std::string_view word = blank == std::string_view::npos ? before : before.substr(blank + 1);
  std::string out = "[Page " + mark.page + "] ";
  out += word.empty() ? "before " + paragraph : "after \"" + std::string(word) + "\" in " + paragraph;
  if (!mark.in_enclosure && !document.enclosure.empty()) out += " of the text";
  return out;
}

// The names in brackets of a title, "(Kissinger) to ... (Haig)", in capitals as nets write them.
std::vector<std::string> names_in(std::string_view title) {
  std::vector<std::string> names;
  for (auto open = title.find('('); open != std::string_view::npos; open = title.find('(', open + 1)) {
    const auto close = title.find(')', open);
    if (close == std::string_view::npos) break;
    names.push_back(base::upper(base::trim(title.substr(open + 1, close - open - 1))));
  }
  return names;
}

std::string citation_of(const FrusDocument& document, const ImportOrder& order) {
  if (!order.citation.empty()) return order.citation;
  std::string out;
  const auto add = [&out](const std::string& words) {
    if (!words.empty()) out += (out.empty() ? "" : ", ") + words;
  };
  if (document.document != 0) add("document " + std::to_string(document.document));
  add(document.number);
  add(document.title);
  add(document.dateline);
  return out;
}

void note_sources(const FrusDocument& document, const ImportOrder& order, Form& form) {
  if (const std::string citation = citation_of(document, order); !citation.empty())
    form.source_notes.push_back("citation: " + citation);
  for (const message::PageMark& mark : document.page_marks)
    form.source_notes.push_back("page mark: " + place_words(mark, document));
  for (const std::string& note : document.notes) form.source_notes.push_back(note);
  if (!document.notes.empty() || !order.citation.empty()) form.source_notes.emplace_back("basis: documented");
}

// Words that say when and how to deliver, as the doctrine writes them; empty: these do not.
std::string delivery_words(const doctrine::Catalogue& catalogue, std::string_view words) {
  const auto found = catalogue.delivery(words);
  if (!found) return {};
  std::string out = found->row->name;
  if (const auto open = out.find('{'); open != std::string::npos)
    out.replace(open, out.find('}') - open + 1, found->parameter);
  return out;
}

void add_delivery(const std::string& words, Form& form) {
  if (std::ranges::find(form.delivery, words) == form.delivery.end()) form.delivery.push_back(words);
}

// A marking string holds what an editor found in the heading, delivery instructions among it.
void read_captions(const std::vector<std::string>& captions, const doctrine::Catalogue& catalogue,
                   Form& form) {
  for (const std::string& caption : captions) {
    const std::string delivery =
        catalogue.recognise(caption) ? std::string() : delivery_words(catalogue, caption);
    if (delivery.empty())
      form.caveats.push_back(caption);
    else
      add_delivery(delivery, form);
  }
}

// An instruction printed as a sentence of its own before the text: "Deliver on receipt." It stays in the text
// too, which is the document's.
void read_first_sentence(const FrusDocument& document, const doctrine::Catalogue& catalogue, Form& form) {
  const std::string_view text = document.text;
  const auto end = text.find('.');
  if (end == std::string_view::npos) return;
  if (const std::string delivery = delivery_words(catalogue, base::trim(text.substr(0, end)));
      !delivery.empty())
    add_delivery(delivery, form);
}

void read_markings(const FrusDocument& document, const doctrine::Catalogue& catalogue, Imported& out) {
  const std::vector<std::string> known = classification_words(catalogue);
  for (const std::string& note : document.notes) {
    const auto markings = message::find_marking_string(note, known);
    if (!markings) continue;
    out.form.classification = markings->classification;
    if (markings->precedence) out.form.precedence = message::name_of(*markings->precedence);
    read_captions(markings->caveats, catalogue, out.form);
    return;
  }
  out.notes.emplace_back(
      "No note gives the markings (\"Top Secret; Flash; ...\"): write classification and caveats.");
}

void read_pass_on(const ImportOrder& order, Imported& out) {
  Form& form = out.form;
  if (form.enclosure.empty()) return;
  form.pass_on = read_instruction(form.text);
  if (!form.pass_on) {
    out.notes.emplace_back(
        "The text has an enclosure and no instruction that could be read: write [pass_on] if it is to go "
        "on.");
    return;
  }
  FormPassOn& pass_on = *form.pass_on;
  if (!pass_on.local_time.empty() && order.zone.empty()) {
    out.notes.push_back("The text does not say whose clock shows " + pass_on.local_time +
                        ": write local_time and zone under [pass_on], or give --zone.");
    pass_on.local_time.clear();
  }
  if (!pass_on.local_time.empty()) pass_on.zone = order.zone;
  if (pass_on.for_whom.empty())
    out.notes.push_back("The text does not say to whom " + base::visible(pass_on.to) +
                        " hands it: write for_whom and on_behalf_of under [pass_on] if that is known.");
}

}  // namespace

base::Result<Imported> import_frus(std::string_view text, const doctrine::Catalogue& catalogue,
                                   const ImportOrder& order) {
  BC_TRY(document, message::parse_frus(text));
  Imported out;
  Form& form = out.form;
  const std::vector<std::string> names = names_in(document.title);
  if (names.size() >= 2) {
    form.from = names.front();
    form.to = {names.back()};
  } else {
    out.notes.emplace_back(
        "No title names writer and reader, \"(Kissinger) to ... (Haig)\": write from and to.");
  }
  read_markings(document, catalogue, out);
  if (const auto number = message::parse_number(document.number)) {
    form.series = number->series;
    out.notes.push_back("The net gives the message a number of its own when it is sent; " +
                        base::visible(document.number) + " gave only the series.");
  }
  form.references = document.references;
  form.text = document.text;
  read_first_sentence(document, catalogue, form);
  form.enclosure = document.enclosure;
  form.garbles = document.garbles;
  note_sources(document, order, form);
  read_pass_on(order, out);
  return out;
}

}  // namespace backchannel::assembly
