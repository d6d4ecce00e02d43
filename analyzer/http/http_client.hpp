// One HTTP exchange at a time per call, many calls at once, on libcurl and the caller's loop.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/dns/endpoint_map.hpp"
#include "analyzer/result/domain_result.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// What a server sent. Header names are lower case, in the order received; a redirect is not
// followed.
struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};  // decoded (gzip, br, ...), cut at the client's cap
  bool body_cut = false;  // there was more than the cap

  // The first header of that (lower-case) name, or nothing.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

// The end of one exchange: a response, or an error and how far it came. A response whose body broke
// off carries both.
struct HttpOutcome {
  Stage stage = Stage::kConnect;
  std::optional<ErrorClass> error = {};
  std::string detail = {};
  std::string address = {};  // whom it connected to, or tried to: "203.0.113.7:443"
  // "TLS 1.3, h2, certificate *.example.com until 2026-12-01"; of a handshake that failed only the
  // certificate, if one came. Untrusted.
  std::string tls = {};
  std::optional<HttpResponse> response = {};
  Bytes received = {};  // body bytes on the wire
  std::chrono::milliseconds took{};
};

struct HttpOptions {
  std::filesystem::path ca_file = {};  // additional trusted authority; empty: the system's only
  std::string user_agent = {};         // empty: that of a current Chromium
  Bytes body_cap = Bytes::mib(2);
};

class HttpClient {
 public:
  [[nodiscard]] static Result<std::unique_ptr<HttpClient>> create(
      boost::asio::any_io_executor executor, HttpOptions options);
  virtual ~HttpClient() = default;

  // GETs `url` (http or https) from `endpoint`, which the caller has resolved and allowed: libcurl
  // itself never resolves. Ends at `deadline` or on cancellation, whatever the server does, and
  // already after `connect_patience` where TCP has not connected by then: a filtered port swallows
  // every packet.
  [[nodiscard]] virtual boost::asio::awaitable<HttpOutcome> get(std::string url, Endpoint endpoint,
                                                                Deadline deadline,
                                                                Milliseconds connect_patience) = 0;
  // Closes kept-alive connections, so that descriptors return to rest.
  virtual void close_idle() = 0;
};

}  // namespace tidemark::analyzer
