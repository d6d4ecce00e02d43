#include "analyzer/visit/name_stage.hpp"

#include <fmt/format.h>

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kAddressesTried = 2;

}  // namespace

asio::awaitable<bool> NameStage::look_up_domain(Deadline deadline) {
  const auto url = parse_url("https://" + result_.domain + "/");
  if (!url) {
    result_.attempts.push_back({.method = Method::kDns,
                                .url = result_.domain,
                                .error = ErrorClass::kDnsFailed,
                                .detail = url.error().message});
    co_return false;
  }
  if (!needs_dns(*url)) co_return true;
  const std::string host = url->host;
  co_await resolve(host, deadline);
  const Resolution& found = resolved_.at(host);
  result_.name = {.addresses = found.addresses, .cnames = found.cnames};
  co_return !found.error;
}

asio::awaitable<std::expected<std::vector<Endpoint>, ErrorClass>> NameStage::locate(
    Url url, Deadline deadline) {
  const std::optional<Endpoint> mapped = tools_.map.find(url.host, url.port);
  if (mapped && !needs_dns(url)) co_return std::vector{*mapped};
  if (!mapped && !is_web_port(url.port)) co_return refuse_port(url);
  if (!resolved_.contains(url.host)) {
    const std::string host = url.host;
    co_await resolve(host, deadline);
  }
  const Resolution& found = resolved_.at(url.host);
  if (found.error) co_return std::unexpected(*found.error);
  if (mapped) co_return std::vector{*mapped};
  co_return allowed(url, found.addresses);
}

// Only a redirect leads to such a port.
std::unexpected<ErrorClass> NameStage::refuse_port(const Url& url) {
  result_.attempts.push_back(
      {.method = Method::kHttp,
       .url = url.text,
       .stage = Stage::kConnect,
       .error = ErrorClass::kBadRedirect,
       .detail = fmt::format("port {} is not one of web servers", url.port)});
  return std::unexpected(ErrorClass::kBadRedirect);
}

std::expected<std::vector<Endpoint>, ErrorClass> NameStage::allowed(
    const Url& url, const std::vector<std::string>& addresses) {
  std::vector<Endpoint> endpoints;
  endpoints.reserve(kAddressesTried);
  for (const std::string& address : addresses) {
    const bool wanted = endpoints.size() < kAddressesTried && tools_.addresses.allows(address);
    if (wanted) endpoints.push_back({address, url.port});
  }
  if (!endpoints.empty()) return endpoints;
  result_.attempts.push_back(
      {.method = Method::kHttp,
       .url = url.text,
       .stage = Stage::kConnect,
       .error = ErrorClass::kAddressForbidden,
       .detail = fmt::format("{} is a {} address; --allow-private would permit it",
                             addresses.front(), to_string(scope_of(addresses.front())))});
  return std::unexpected(ErrorClass::kAddressForbidden);
}

std::string NameStage::address_of(const Url& url, const Endpoint& endpoint) const {
  if (!tools_.map.find(url.host, url.port)) return endpoint.address;
  const auto found = resolved_.find(url.host);
  const bool known = found != resolved_.end() && !found->second.addresses.empty();
  return known ? found->second.addresses.front() : std::string();
}

asio::awaitable<void> NameStage::resolve(std::string host, Deadline deadline) {
  const SteadyTime start = steady_now();
  const std::string name = host;
  Resolution resolution = co_await tools_.resolver.resolve(name, deadline);
  result_.attempts.push_back(
      {.method = Method::kDns,
       .url = host,
       .stage = Stage::kDns,
       .error = resolution.error,
       .detail = resolution.detail,
       .took = std::chrono::duration_cast<Milliseconds>(steady_now() - start)});
  resolved_.emplace(std::move(host), std::move(resolution));
}

bool NameStage::needs_dns(const Url& url) const {
  return options_.resolve_mapped || !tools_.map.find(url.host, url.port);
}

}  // namespace tidemark::analyzer
