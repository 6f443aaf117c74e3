#include "backchannel/base/format.h"
#include "backchannel/mail/mail.h"
#include "backchannel/message/printed.h"
#include "fields.h"

namespace backchannel::mail {

namespace {

constexpr std::size_t kLine = 78;  // RFC 5322 section 2.1.1
// "=_" stands in no part: quoted-printable writes = before digits and at line ends only, and a plain line
// with "--" in front is written as quoted-printable.
constexpr std::string_view kBoundary = "=_backchannel_part";

// Broken before blanks that words follow: what reading joins again is the same.
std::string folded(const Field& field) {
  std::string out, now = field.name + ":";
  std::string_view rest = field.value;
  bool fresh = true;
  while (!rest.empty()) {
    const auto begin = std::min(rest.find_first_not_of(' '), rest.size());
    const auto end = std::min(rest.find(' ', begin), rest.size());
    const std::string word = (fresh ? " " : "") + std::string(rest.substr(0, end));
    rest.remove_prefix(end);
    if (!fresh && now.size() + word.size() > kLine) {
      out += now + "\n";
      now.clear();
    }
    now += word;
    fresh = false;
  }
  return out + now + "\n";
}

}  // namespace

std::string print_mail(const Mail& mail) {
  std::string out = folded({"Comments", std::string(message::kExerciseBanner)});
  for (const Field& field : mail.fields) out += folded(field);
  out += "MIME-Version: 1.0\n";
  out += "Content-Type: multipart/mixed; boundary=\"" + std::string(kBoundary) + "\"\n\n";
  out += std::string(message::kExerciseBanner) + "\n";
  for (const std::string& part : mail.parts) {
    const Encoded body = encode_body(part);
    out += "\n--" + std::string(kBoundary) + "\nContent-Type: text/plain; charset=utf-8\n";
    out += "Content-Transfer-Encoding: " + body.encoding + "\n\n" + body.text;
  }
  out += "\n--" + std::string(kBoundary) + "--\n";
  return out + std::string(message::kExerciseBanner) + "\n";
}

}  // namespace backchannel::mail
