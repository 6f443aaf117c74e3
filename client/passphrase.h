#pragma once
// Where a person's passphrase comes from: a file descriptor, a credential file, or the terminal without echo.
// Never an argument or an environment variable.

#include <filesystem>
#include <string>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"

namespace backchannel::client {

struct PassphraseSource {
  int fd = -1;
  std::filesystem::path credential;
  [[nodiscard]] bool asks() const { return fd < 0 && credential.empty(); }
};

// Permission if it would have to be asked for and there is no terminal.
[[nodiscard]] base::Result<base::SecretBytes> get_passphrase(const PassphraseSource& source,
                                                             const std::string& owner);

}  // namespace backchannel::client
