#include "analyzer/proxy/destinations.hpp"

#include <fmt/format.h>

#include <utility>

#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

constexpr std::size_t kAddressesTried = 2;

Destination forbidden(std::string why) {
  return {.error = ErrorClass::kAddressForbidden, .detail = std::move(why)};
}

}  // namespace

Destinations::Destinations(asio::any_io_executor executor, std::shared_ptr<const Reach> reach)
    : executor_(std::move(executor)), reach_(std::move(reach)) {}

asio::awaitable<Destination> Destinations::find(std::string host, std::uint16_t port,
                                                Deadline deadline) {
  if (auto mapped = reach_->map.find(host, port)) {
    co_return Destination{.endpoints = {*std::move(mapped)}};
  }
  if (!is_web_port(port)) {
    co_return forbidden(fmt::format("port {} is not one of web servers", port));
  }
  const Resolution resolution = co_await look_up(host, deadline);
  co_return allowed(host, port, resolution);
}

asio::awaitable<Resolution> Destinations::look_up(std::string host, Deadline deadline) {
  if (reach_->resolver == nullptr) {
    co_return Resolution{.error = ErrorClass::kDnsFailed, .detail = "no names are looked up"};
  }
  const auto [entry, is_new] = names_.try_emplace(host);
  Name& name = entry->second;
  if (is_new) {
    Resolution found = co_await reach_->resolver->resolve(std::move(host), deadline);
    name.known = std::move(found);
    for (Wakeup* waiter : std::exchange(name.waiting, {})) waiter->notify();
  } else if (!name.known) {
    Wakeup answered(executor_);
    name.waiting.push_back(&answered);
    (void)co_await answered.wait(deadline);
    std::erase(name.waiting, &answered);
  }
  if (name.known) co_return *name.known;
  co_return Resolution{.error = ErrorClass::kDnsTimeout, .detail = "no answer in time"};
}

Destination Destinations::allowed(const std::string& host, std::uint16_t port,
                                  const Resolution& resolution) const {
  if (resolution.error) return {.error = resolution.error, .detail = resolution.detail};
  Destination destination;
  for (const std::string& address : resolution.addresses) {
    if (destination.endpoints.size() == kAddressesTried) break;
    if (reach_->policy.allows(address)) destination.endpoints.push_back({address, port});
  }
  if (!destination.endpoints.empty()) return destination;
  const std::string first = resolution.addresses.empty() ? "" : resolution.addresses.front();
  const std::string_view scope = to_string(scope_of(first));
  return forbidden(
      host == first ? fmt::format("{} is a {} address", first, scope)
                    : fmt::format("{} leads to {}, a {} address", printable(host), first, scope));
}

}  // namespace tidemark::analyzer
