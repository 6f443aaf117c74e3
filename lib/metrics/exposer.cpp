#include "backchannel/metrics/exposer.h"

#include <arpa/inet.h>
#include <civetweb.h>

#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

#include "backchannel/base/format.h"

namespace backchannel::metrics {

namespace {

constexpr const char* kTextType = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* kPlainType = "text/plain; charset=utf-8";

struct Address {
  std::string host, port;  // "[::1]" in brackets
};

[[nodiscard]] bool is_number(const std::string& host) {
  std::array<std::uint8_t, sizeof(in6_addr)> ignored{};
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    return ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), ignored.data()) == 1;
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1;
}

// civetweb's own syntax for ports knows more (several, TLS, redirects): nothing of it passes here.
[[nodiscard]] base::Result<Address> parse(const std::string& text) {
  const auto colon = text.rfind(':');
  Address address{colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon),
                  colon == std::string::npos ? text : text.substr(colon + 1)};
  std::uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(address.port.data(), address.port.data() + address.port.size(), port);
  const bool whole = error == std::errc{} && end == address.port.data() + address.port.size();
  if (whole && is_number(address.host)) return address;
  return std::unexpected(base::Error{
      base::Code::Usage, "\"" + base::visible(text) + "\" is no address for metrics", std::nullopt,
      "write ADDRESS:PORT in numbers, for example 127.0.0.1:9464, or "
      "127.0.0.1:0 for any free port"});
}

struct Answer {
  int status = 200;
  const char* type = kPlainType;
  std::string body;
};

[[nodiscard]] const char* reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    default:
      return "Service Unavailable";
  }
}

[[nodiscard]] Answer health(const std::optional<std::string>& why_not) {
  if (!why_not) return {200, kPlainType, "ok\n"};
  return {503, kPlainType, *why_not + "\n"};
}

[[nodiscard]] Answer answer_to(std::string_view method, std::string_view path, const Sources& sources) {
  if (method != "GET" && method != "HEAD") return {405, kPlainType, "only GET is answered here\n"};
  if (path == "/livez") return health(sources.not_alive());
  if (path == "/readyz") return health(sources.not_ready());
  if (path != "/metrics") return {404, kPlainType, "there are /metrics, /livez and /readyz\n"};
  const auto families = sources.families();
  if (!families) return {503, kPlainType, base::to_sentence(families.error()) + "\n"};
  return {200, kTextType, to_text(*families)};
}

int on_request(mg_connection* connection, void* data) {
  const mg_request_info* request = mg_get_request_info(connection);
  const std::string_view method = request->request_method;
  const Answer answer = answer_to(method, request->local_uri, *static_cast<const Sources*>(data));
  mg_printf(connection,
            "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nCache-Control: no-store\r\n"
            "Connection: close\r\n\r\n",
            answer.status, reason_of(answer.status), answer.type, answer.body.size());
  if (method != "HEAD") mg_write(connection, answer.body.data(), answer.body.size());
  return answer.status;
}

// civetweb would write to standard error, in words that a peer chooses.
int on_log(const mg_connection* /*connection*/, const char* /*message*/) { return 1; }

}  // namespace

struct Exposer::Impl {
  explicit Impl(Sources given) : sources(std::move(given)) { mg_init_library(0); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (server != nullptr) mg_stop(server);
    mg_exit_library();
  }

  Sources sources;
  std::string url;
  mg_context* server = nullptr;
};

Exposer::Exposer(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Exposer::~Exposer() = default;
const std::string& Exposer::url() const noexcept { return impl_->url; }

base::Result<std::unique_ptr<Exposer>> Exposer::start(const std::string& text, Sources sources) {
  BC_TRY(address, parse(text));
  auto impl = std::make_unique<Impl>(std::move(sources));
  const std::string listen = address.host + ":" + address.port;
  // Without a document root civetweb serves no file.
  const std::array<const char*, 9> options{
      "listening_ports",   listen.c_str(), "num_threads", "2", "request_timeout_ms", "5000",
      "enable_keep_alive", "no",           nullptr};
  mg_callbacks callbacks{};
  callbacks.log_message = on_log;
  impl->server = mg_start(&callbacks, nullptr, const_cast<const char**>(options.data()));
  if (impl->server == nullptr)
    return std::unexpected(base::Error{base::Code::Network, "metrics cannot be shown on " + listen,
                                       std::nullopt,
                                       "the port may be taken: try another, or port 0 for any free one"});
  mg_set_request_handler(impl->server, "**", on_request, &impl->sources);
  mg_server_port bound{};
  if (mg_get_server_ports(impl->server, 1, &bound) != 1)
    return base::fail(base::Code::Network, "the port of the metrics is not known");
  impl->url = "http://" + address.host + ":" + std::to_string(bound.port);
  return std::unique_ptr<Exposer>(new Exposer(std::move(impl)));
}

base::Result<> check_address(const std::string& address) {
  BC_TRY_VOID(parse(address));
  return {};
}

}  // namespace backchannel::metrics
