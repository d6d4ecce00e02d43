#include "analyzer/http/http_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>

#include "analyzer/http/transfer.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// What Chromium on Linux sends when a person enters an address. Sec-Fetch headers go to https only.
constexpr std::string_view kUserAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36";
constexpr const char* kAccept =
    "Accept: "
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

HeaderLines request_headers(const std::string& user_agent, bool https) {
  std::vector<std::string> lines = {"Upgrade-Insecure-Requests: 1", "User-Agent: " + user_agent,
                                    kAccept};
  if (https) {
    lines.insert(lines.end(), {"Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate",
                               "Sec-Fetch-User: ?1", "Sec-Fetch-Dest: document"});
  }
  lines.emplace_back("Accept-Language: en-US,en;q=0.9");
  HeaderLines list(nullptr, &::curl_slist_free_all);
  for (const auto& line : lines) list.reset(::curl_slist_append(list.release(), line.c_str()));
  return list;
}

// Chromium's list where this libcurl can decode all of it, else what it can.
std::string accept_encoding() {
  const auto* version = ::curl_version_info(CURLVERSION_NOW);
  const int needed = CURL_VERSION_LIBZ | CURL_VERSION_BROTLI | CURL_VERSION_ZSTD;
  return (version->features & needed) == needed ? "gzip, deflate, br, zstd" : "";
}

Result<void> check_library() {
  static const CURLcode ready = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) {
    return failure(ErrorCode::kUnavailable,
                   fmt::format("initialise libcurl: {}", ::curl_easy_strerror(ready)));
  }
  const char* tls = ::curl_version_info(CURLVERSION_NOW)->ssl_version;
  if (tls == nullptr || !std::string_view(tls).starts_with("OpenSSL/")) {
    return failure(ErrorCode::kUnavailable, "libcurl is not built with OpenSSL; install libcurl4");
  }
  return {};
}

bool is_numeric(const std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> binary{};
  return address.find('\0') == std::string::npos &&
         (::inet_pton(AF_INET, address.c_str(), binary.data()) == 1 ||
          ::inet_pton(AF_INET6, address.c_str(), binary.data()) == 1);
}

asio::awaitable<HttpOutcome> exchange(std::shared_ptr<const TransferSettings> settings,
                                      std::shared_ptr<CurlEngine> engine, std::string url,
                                      Endpoint endpoint, TransferPatience patience) {
  const SteadyTime begun = steady_now();
  HttpOutcome outcome;
  if (!is_numeric(endpoint.address)) {
    // libcurl would resolve it, blocking the loop.
    outcome.error = ErrorClass::kConnectUnreachable;
    outcome.detail = fmt::format("'{}' is no numeric address", printable(endpoint.address));
    co_return outcome;
  }
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  Transfer transfer(executor, std::move(engine), *settings);
  outcome = co_await transfer.run(std::move(url), std::move(endpoint), patience);
  outcome.took = std::chrono::duration_cast<Milliseconds>(steady_now() - begun);
  co_return outcome;
}

class CurlClient : public HttpClient {
 public:
  CurlClient(asio::any_io_executor executor, std::shared_ptr<const TransferSettings> settings)
      : executor_(std::move(executor)), settings_(std::move(settings)) {}

  asio::awaitable<HttpOutcome> get(std::string url, Endpoint endpoint, Deadline deadline,
                                   Milliseconds connect_patience) override {
    if (!engine_) engine_ = std::make_shared<CurlEngine>(executor_);
    return exchange(settings_, engine_, std::move(url), std::move(endpoint),
                    {deadline, connect_patience});
  }

  // libcurl cannot be told to close its idle connections, but it does when its multi handle goes;
  // running transfers keep theirs, with its connections, until the last of them has ended.
  void close_idle() override { engine_.reset(); }

 private:
  asio::any_io_executor executor_;
  std::shared_ptr<const TransferSettings> settings_;
  std::shared_ptr<CurlEngine>
      engine_;  // null: no connection was needed since the last close_idle()
};

}  // namespace

std::optional<std::string_view> HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return std::nullopt;
}

Result<std::unique_ptr<HttpClient>> HttpClient::create(asio::any_io_executor executor,
                                                       HttpOptions options) {
  if (auto ready = check_library(); !ready) return std::unexpected(ready.error());
  const bool has_control = std::ranges::any_of(
      options.user_agent, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (has_control) {
    return failure(ErrorCode::kBadInput, fmt::format("user agent '{}' has control characters",
                                                     printable(options.user_agent)));
  }
  auto trust = TrustStore::open(options.ca_file);
  if (!trust) return std::unexpected(trust.error());
  const std::string agent =
      options.user_agent.empty() ? std::string(kUserAgent) : options.user_agent;
  auto settings = std::make_shared<const TransferSettings>(
      *std::move(trust), request_headers(agent, false), request_headers(agent, true),
      accept_encoding(), options.body_cap);
  return std::make_unique<CurlClient>(std::move(executor), std::move(settings));
}

}  // namespace tidemark::analyzer
