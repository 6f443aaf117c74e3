#pragma once
// A net that is minted once for a suite, and not running.

#include <memory>
#include <string>

#include "client_fixture.h"

namespace backchannel::client {

class Minted : public ClientTest {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite() { home_.reset(); }
  [[nodiscard]] static std::string net() { return (home_->path() / "net").string(); }
  [[nodiscard]] static std::string passphrase_file(const std::string& person);
  [[nodiscard]] static std::string passphrase(const std::string& person);

 private:
  static std::unique_ptr<tests::TemporaryFolder> home_;
};

}  // namespace backchannel::client
