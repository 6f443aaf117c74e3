#pragma once
// Printed papers and mail files into a form: what was said about the message becomes the form's fields, what
// editors or mail added becomes its source notes. No net is needed. Any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/assembly/form.h"
#include "backchannel/assembly/paper.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/mail/mail.h"

namespace backchannel::assembly {

struct ImportOrder {
  Paper paper = Paper::Frus;
  std::string citation;  // where a published text stands: "FRUS 1969-76 volume IX document 60"; may be empty
  std::string zone;      // whose clock an instruction's time is read by: "Europe/Paris"; may be empty
};

struct Imported {
  Form form;
  std::vector<std::string> notes;  // what a person should know or add, each a sentence
};

// Syntax, Disagreement and MarkingUnknown with file, line and column; TooLarge.
[[nodiscard]] base::Result<Imported> import_paper(std::string_view text, std::string_view file_name,
                                                  const doctrine::Catalogue& catalogue,
                                                  const ImportOrder& order);

// The form as a mail file (RFC 5322, RFC 6477, RFC 6758): what mail has no field for stands in fields whose
// names begin with Backchannel-. import_paper reads it back to the same form, but for provenance, which only
// a quotation may write, and empty entries of lists. `more`: further fields, such as Date.
[[nodiscard]] std::string to_mail(const Form& form, const std::vector<mail::Field>& more);

// The form as a file of its own: between two comments with the exercise's banner.
[[nodiscard]] std::string form_file(const Form& form);

}  // namespace backchannel::assembly
