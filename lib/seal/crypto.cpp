#include "crypto.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <climits>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>

#include "backchannel/base/check.h"
#include "backchannel/base/memory.h"
#include "backchannel/seal/crypto.h"
#include "openssl.h"

namespace backchannel::seal {
namespace {

constexpr std::size_t kSecureHeapBytes = std::size_t{1} << 20;
constexpr std::size_t kSecureHeapSmallest = 32;

base::Result<> open_secure_heap() {
  if (CRYPTO_secure_malloc_initialized() != 0) return {};
  // 2 means that the pages could not be locked into memory: keys still are wiped, guarded and undumped.
  if (CRYPTO_secure_malloc_init(kSecureHeapBytes, kSecureHeapSmallest) == 0)
    return fail_openssl(base::Code::Internal, "the secure heap for private keys cannot be opened");
  return {};
}

// OpenSSL goes on with an error when it gets no memory, and "a signature that does not verify" is the wrong
// one: a good message would be refused for good. More than this a length in somebody's bytes may ask for:
// that alone is refused.
constexpr std::size_t kEndsProcessMax = std::size_t{16} << 20;

void* allocate(std::size_t size, const char*, int) {
  if (size == 0) return nullptr;  // as its own
  void* made = std::malloc(size);
  if (made == nullptr && size <= kEndsProcessMax) base::out_of_memory();
  return made;
}

void* reallocate(void* old, std::size_t size, const char*, int) {
  void* made = std::realloc(old, size);
  if (made == nullptr && size > 0 && size <= kEndsProcessMax) base::out_of_memory();
  return made;
}

void release(void* made, const char*, int) { std::free(made); }

// Only before OpenSSL's first allocation, and not in place of somebody else's functions (a test's).
void end_with_memory() {
  CRYPTO_malloc_fn present = nullptr;
  CRYPTO_get_mem_functions(&present, nullptr, nullptr);
  if (present == &CRYPTO_malloc) static_cast<void>(CRYPTO_set_mem_functions(allocate, reallocate, release));
}

base::Result<> forbid_core_dumps() {
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0)
    return base::fail(base::Code::Internal,
                      std::string("core dumps cannot be turned off: ") + std::strerror(errno));
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return base::fail(base::Code::Internal,
                      std::string("the process cannot be made undumpable: ") + std::strerror(errno));
  return {};
}

}  // namespace

bool accepts_library(unsigned major, unsigned minor, unsigned patch) noexcept {
  if (major != 3) return major > 3;
  return minor > 0 || patch >= 22;
}

base::Result<> start_crypto() {
  static std::mutex once;
  const std::lock_guard lock(once);
  if (!accepts_library(OPENSSL_version_major(), OPENSSL_version_minor(), OPENSSL_version_patch()))
    return base::fail(
        base::Code::Internal,
        std::string("the OpenSSL library is version ") + OpenSSL_version(OPENSSL_VERSION_STRING) +
            ", and versions before 3.0.22 do not keep sealed messages safe; upgrade the package libssl3");
  end_with_memory();
  BC_TRY_VOID(open_secure_heap());
  return forbid_core_dumps();
}

base::Digest OpensslDigester::sha256(base::BytesView bytes) const {
  base::Digest digest;
  SHA256(bytes.data(), bytes.size(), digest.value.data());
  return digest;
}

void OpensslRandom::fill(std::span<std::uint8_t> out) {
  BC_CHECK(out.size() <= INT_MAX);
  // Without randomness nothing here is safe: there is no way on.
  BC_CHECK(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

}  // namespace backchannel::seal
