#include "openssl.h"

#include <climits>

#include "backchannel/base/check.h"

namespace backchannel::seal {

std::string drain_errors() {
  const unsigned long newest = ERR_peek_last_error();
  ERR_clear_error();
  if (newest == 0) return "no reason given";
  const char* reason = ERR_reason_error_string(newest);
  return reason != nullptr ? reason : "error " + std::to_string(newest);
}

std::unexpected<base::Error> fail_openssl(base::Code code, const std::string& what) {
  return base::fail(code, what + ": " + drain_errors());
}

BioPtr bio_of(base::BytesView bytes) {
  BC_CHECK(bytes.size() <= INT_MAX);
  // An empty view may have a null pointer, which BIO_new_mem_buf refuses.
  BioPtr bio(BIO_new_mem_buf(bytes.empty() ? "" : static_cast<const void*>(bytes.data()),
                             static_cast<int>(bytes.size())));
  BC_CHECK(bio != nullptr);
  return bio;
}

base::Bytes bytes_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  if (size <= 0) return {};
  return {data, data + size};
}

}  // namespace backchannel::seal
