// A reader that others wrote: Python's email package, where Python is installed.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "backchannel/mail/mail.h"
#include "support/process.h"

namespace backchannel::mail {
namespace {

const std::filesystem::path kPython = "/usr/bin/python3";

// Prints subject, sender, and the parts, each behind a line "--".
constexpr const char* kScript =
    "import email, email.policy, sys\n"
    "mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)\n"
    "out = sys.stdout.buffer\n"
    "out.write((mail['Subject'] + '|' + mail['From'].addresses[0].display_name).encode())\n"
    "for part in mail.iter_parts():\n"
    "    out.write(b'\\n--\\n' + part.get_content().encode())\n"
    "out.write(b'\\n' + str([str(d) for p in mail.walk() for d in p.defects]).encode())\n";

TEST(Interop, PythonReadsTheSameFieldsAndParts) {
  if (!std::filesystem::exists(kPython)) GTEST_SKIP() << "no Python here";
  const tests::TemporaryFolder folder;
  const std::string subject =
      "Démarche à Hanoï, deux mots et beaucoup d'autres, jusqu'à ce que la ligne soit pleine";
  const Mail mail{{{"From", print_addresses({{"Dr. \"K\", é", "k@exercise.invalid"}}), 0},
                   {"To", print_addresses({{"HAIG", "haig@exercise.invalid"}}), 0},
                   {"Subject", encode_words(subject), 0}},
                  {"Plain text.", "Line = one\n--é  \nFrom here\n" + std::string(200, 'x')}};
  const auto file = folder.path() / "x.eml";
  std::ofstream(file) << print_mail(mail);
  const auto ended = tests::run({kPython, {"-c", kScript, file.string()}, {}, {}, {}, {}});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.out, subject + "|Dr. \"K\", é\n--\n" + mail.parts[0] + "\n--\n" + mail.parts[1] + "\n[]");
}

}  // namespace
}  // namespace backchannel::mail
