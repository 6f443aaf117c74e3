#pragma once
// What reading the several papers into a form has in common.

#include <string>
#include <string_view>
#include <vector>

#include "backchannel/assembly/import.h"
#include "backchannel/message/frus.h"
#include "backchannel/message/plaindress.h"

namespace backchannel::assembly {

// Names and other ways of writing them, in capitals.
[[nodiscard]] std::vector<std::string> classification_words(const doctrine::Catalogue& catalogue);

[[nodiscard]] std::vector<message::ClassificationWords> classification_rows(
    const doctrine::Catalogue& catalogue);

// ---- import_frus.cpp
[[nodiscard]] base::Result<Imported> import_frus(std::string_view text, const doctrine::Catalogue& catalogue,
                                                 const ImportOrder& order);
// ---- import_papers.cpp
[[nodiscard]] base::Result<Imported> import_slip(std::string_view text);
[[nodiscard]] base::Result<Imported> import_plaindress(std::string_view text,
                                                       const doctrine::Catalogue& catalogue);
[[nodiscard]] base::Result<Imported> import_situation_room(std::string_view text);
// ---- form_mail.cpp: "marking=\"SECRET; SENSITIVE\"" in the words of the form
[[nodiscard]] std::string label_value(const Form& form);
// ---- import_mail.cpp
[[nodiscard]] base::Result<Imported> import_mail(std::string_view text, const doctrine::Catalogue& catalogue);
// ---- import_instruction.cpp: "Please transmit the following message immediately to Guay for him to deliver
// at his 1500 meeting today." nullopt: no sentence of the text is one.
[[nodiscard]] std::optional<FormPassOn> read_instruction(std::string_view text);

}  // namespace backchannel::assembly
