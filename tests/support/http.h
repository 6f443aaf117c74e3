#pragma once
// One plain HTTP request over loopback.

#include <optional>
#include <string>

namespace backchannel::tests {

struct HttpAnswer {
  int status = 0;
  std::string head, body;
};

// url: "http://127.0.0.1:40123". Nullopt: nobody listens, or what came is no answer.
[[nodiscard]] std::optional<HttpAnswer> http(const std::string& url, const std::string& path,
                                             const std::string& method = "GET");

}  // namespace backchannel::tests
