#include "backchannel/assembly/import.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "backchannel/message/printed.h"
#include "import_parts.h"

namespace backchannel::assembly {

namespace {

using base::Code;

// As for a form: composing says what is over the limit of a body.
constexpr std::size_t kPaperBytesMax = 4 * base::kBodyBytesMax;

base::Result<Imported> read_paper(std::string_view text, const doctrine::Catalogue& catalogue,
                                  const ImportOrder& order) {
  switch (order.paper) {
    case Paper::FormatLines:
      return import_plaindress(text, catalogue);
    case Paper::Slip:
      return import_slip(text);
    case Paper::SituationRoom:
      return import_situation_room(text);
    case Paper::Frus:
      return import_frus(text, catalogue, order);
    case Paper::Mail:
      return import_mail(text, catalogue);
  }
  return base::fail(Code::Internal, "a paper of no kind");
}

base::Result<> check_utf8(std::string_view text) {
  const std::size_t good = base::valid_utf8_prefix(text);
  if (good == text.size()) return {};
  const std::string_view before = text.substr(0, good);
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto last = before.rfind('\n');
  const std::string_view words = last == std::string_view::npos ? before : before.substr(last + 1);
  return base::fail(Code::Syntax, "this byte is no UTF-8: " + base::visible(text.substr(good, 1)),
                    {{}, static_cast<int>(line), static_cast<int>(base::columns(words)) + 1},
                    "save the file as UTF-8");
}

base::Result<Imported> read_checked(std::string_view text, const doctrine::Catalogue& catalogue,
                                    const ImportOrder& order) {
  BC_TRY_VOID(check_utf8(text));
  return read_paper(text, catalogue, order);
}

}  // namespace

std::vector<message::ClassificationWords> classification_rows(const doctrine::Catalogue& catalogue) {
  std::vector<message::ClassificationWords> rows;
  for (const auto& row : catalogue.classifications) {
    message::ClassificationWords words{row.letter, {base::upper(row.name)}};
    for (const std::string& alias : row.aliases) words.words.push_back(base::upper(alias));
    rows.push_back(std::move(words));
  }
  return rows;
}

std::vector<std::string> classification_words(const doctrine::Catalogue& catalogue) {
  std::vector<std::string> words;
  for (const auto& row : classification_rows(catalogue))
    words.insert(words.end(), row.words.begin(), row.words.end());
  return words;
}

base::Result<Imported> import_paper(std::string_view text, std::string_view file_name,
                                    const doctrine::Catalogue& catalogue, const ImportOrder& order) {
  if (text.size() > kPaperBytesMax)
    return base::fail(Code::TooLarge, base::visible(file_name) + " has " + base::grouped(text.size()) +
                                          " bytes, a paper at most " + base::grouped(kPaperBytesMax));
  auto imported = read_checked(text, catalogue, order);
  if (!imported && imported.error().where) imported.error().where->file = base::visible(file_name);
  return imported;
}

std::string form_file(const Form& form) {
  const std::string banner = "# " + std::string(message::kExerciseBanner) + "\n";
  return banner + to_toml(form) + banner;
}

}  // namespace backchannel::assembly
