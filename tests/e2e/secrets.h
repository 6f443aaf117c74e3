#pragma once
// Looks for bytes that must not be there: in files, and in the memory of running processes.

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace backchannel::e2e {

struct Needle {
  std::string name;  // what is reported: never the bytes themselves
  std::string bytes;
};

// "NAME in FILE" for each file under the folder in which it stands, whatever the file's name or kind.
[[nodiscard]] std::vector<std::string> found_in_files(const std::filesystem::path& folder,
                                                      const std::vector<Needle>& needles);

// "NAME in the memory of PID" for each needle in a writable mapping. Throws when the memory may not be read.
[[nodiscard]] std::vector<std::string> found_in_memory(pid_t pid, const std::vector<Needle>& needles);
// Daemons let nobody but root look.
[[nodiscard]] bool may_read_memory(pid_t pid);

// The text in the forms in which it could lie about: as it is, its halves, in hexadecimal digits, in base64.
[[nodiscard]] std::vector<Needle> forms_of(const std::string& name, const std::string& text);

// The 32 bytes of a P-256 private key as a number is written, and as a library keeps it on this machine.
[[nodiscard]] std::vector<Needle> private_key_in(const std::string& name, const std::filesystem::path& pem,
                                                 const std::filesystem::path& passphrase_file);

}  // namespace backchannel::e2e
