#include "secrets.h"

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "backchannel/base/bytes.h"
#include "net.h"
#include "support/sanitizer.h"

namespace backchannel::e2e {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kRawKeyBytes = 32;
// A sanitizer reserves more than this at a time for its notes on the program's memory, which hold no bytes of
// it; no other mapping of our programs is as long.
constexpr std::uint64_t kNotesOfSanitizer = std::uint64_t{512} << 20;

bool holds(const char* data, std::size_t size, const std::string& bytes) {
  return ::memmem(data, size, bytes.data(), bytes.size()) != nullptr;
}

// As pages are that were never written.
bool only_zeros(const char* data, std::size_t size) {
  return size == 0 || (data[0] == 0 && std::memcmp(data, data + 1, size - 1) == 0);
}

struct Mapping {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

std::vector<Mapping> writable_mappings(pid_t pid) {
  std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
  std::vector<Mapping> all;
  std::string line;
  while (std::getline(maps, line)) {
    Mapping mapping;
    char access[5] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &mapping.begin, &mapping.end, access) != 3) continue;
    if (tests::under_sanitizer() && mapping.end - mapping.begin >= kNotesOfSanitizer) continue;
    if (access[0] == 'r' && access[1] == 'w') all.push_back(mapping);
  }
  return all;
}

class Memory {
 public:
  explicit Memory(pid_t pid)
      : file_(::open(("/proc/" + std::to_string(pid) + "/mem").c_str(), O_RDONLY | O_CLOEXEC)) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() {
    if (file_ >= 0) ::close(file_);
  }
  [[nodiscard]] bool open() const { return file_ >= 0; }
  // How many bytes could be read; pages that are not there end it early.
  [[nodiscard]] std::size_t read(std::uint64_t at, char* to, std::size_t size) const {
    const ssize_t got = ::pread(file_, to, size, static_cast<off_t>(at));
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  }

 private:
  int file_;
};

}  // namespace

std::vector<std::string> found_in_files(const std::filesystem::path& folder,
                                        const std::vector<Needle>& needles) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string content = content_of(entry.path());
    for (const Needle& needle : needles)
      if (holds(content.data(), content.size(), needle.bytes))
        found.push_back(needle.name + " in " + entry.path().string());
  }
  return found;
}

bool may_read_memory(pid_t pid) {
  char byte = 0;
  const Memory memory(pid);
  const auto mappings = writable_mappings(pid);
  return memory.open() && !mappings.empty() && memory.read(mappings.front().begin, &byte, 1) == 1;
}

std::vector<std::string> found_in_memory(pid_t pid, const std::vector<Needle>& needles) {
  if (!may_read_memory(pid)) throw std::runtime_error("cannot read the memory of " + std::to_string(pid));
  const Memory memory(pid);
  std::size_t overlap = 0;
  for (const Needle& needle : needles) overlap = std::max(overlap, needle.bytes.size());
  std::vector<bool> seen(needles.size());
  std::vector<char> piece(kPiece + overlap);
  for (const Mapping& mapping : writable_mappings(pid))
    for (std::uint64_t at = mapping.begin; at < mapping.end; at += kPiece) {
      const std::size_t wanted = std::min<std::uint64_t>(piece.size(), mapping.end - at);
      const std::size_t size = memory.read(at, piece.data(), wanted);
      if (only_zeros(piece.data(), size)) continue;
      for (std::size_t i = 0; i < needles.size(); ++i)
        if (!seen[i] && holds(piece.data(), size, needles[i].bytes)) seen[i] = true;
    }
  std::vector<std::string> found;
  for (std::size_t i = 0; i < needles.size(); ++i)
    if (seen[i]) found.push_back(needles[i].name + " in the memory of " + std::to_string(pid));
  return found;
}

std::vector<Needle> forms_of(const std::string& name, const std::string& text) {
  const std::size_t half = text.size() / 2;
  const base::BytesView bytes = base::as_bytes(text);
  std::vector<Needle> all = {{name, text},
                             {name + " (first half)", text.substr(0, half)},
                             {name + " (second half)", text.substr(half)},
                             {name + " (hexadecimal)", base::to_hex(bytes)}};
  // Base64 looks different at each of three offsets; what is cut off depends on the neighbours.
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string coded = base::to_base64(bytes.subspan(offset, (bytes.size() - offset) / 3 * 3));
    all.push_back({name + " (base64)", coded});
  }
  return all;
}

std::vector<Needle> private_key_in(const std::string& name, const std::filesystem::path& pem,
                                   const std::filesystem::path& passphrase_file) {
  std::string passphrase = content_of(passphrase_file);
  passphrase.resize(std::min(passphrase.find('\n'), passphrase.size()));
  const std::string text = content_of(pem);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> in(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, passphrase.data()), EVP_PKEY_free);
  BIGNUM* number = nullptr;
  if (key == nullptr || EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number) != 1)
    throw std::runtime_error("cannot read the key " + pem.string());
  std::string written(kRawKeyBytes, '\0');
  const int size = BN_bn2binpad(number, reinterpret_cast<unsigned char*>(written.data()), kRawKeyBytes);
  BN_clear_free(number);
  if (size != static_cast<int>(kRawKeyBytes)) throw std::runtime_error("no P-256 key: " + pem.string());
  const std::string kept(written.rbegin(), written.rend());  // words of a number, the lowest first
  return {{name, written}, {name + " (as kept)", kept}};
}

}  // namespace backchannel::e2e
