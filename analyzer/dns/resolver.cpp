#include "analyzer/dns/resolver.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>

#include "analyzer/dns/lookup.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// Why `name` cannot be asked for (RFC 1035 2.3.4; underscores occur in practice), or nothing.
std::optional<std::string_view> what_is_wrong_with(std::string_view name) {
  if (name.empty()) return "the name is empty";
  if (name.size() > 253) return "the name is longer than 253 characters";
  std::size_t label = 0;
  for (const char c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (c == '.') {
      if (label == 0) return "a label is empty";
      label = 0;
    } else if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
      return "it contains characters no host name has";
    } else if (++label > 63) {
      return "a label is longer than 63 characters";
    }
  }
  return label == 0 ? std::optional<std::string_view>("a label is empty") : std::nullopt;
}

// The numeric address `host` is, in its usual spelling and without brackets.
std::optional<std::string> as_address(std::string_view host) {
  if (host.find('\0') != std::string_view::npos) return std::nullopt;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  for (const int family : {AF_INET, AF_INET6}) {
    std::array<unsigned char, sizeof(in6_addr)> binary{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (::inet_pton(family, std::string(host).c_str(), binary.data()) != 1) continue;
    if (::inet_ntop(family, binary.data(), text.data(), text.size()) != nullptr) return text.data();
  }
  return std::nullopt;
}

using Servers = std::shared_ptr<const std::vector<DnsServer>>;

asio::awaitable<Resolution> look_up(asio::any_io_executor executor, Servers servers,
                                    std::string host, Deadline deadline) {
  if (auto address = as_address(host)) co_return Resolution{.addresses = {*std::move(address)}};
  std::string name = host;
  if (name.ends_with('.')) name.pop_back();
  if (const auto wrong = what_is_wrong_with(name)) {
    co_return Resolution{
        .error = ErrorClass::kDnsFailed,
        .detail = fmt::format("'{}' is no host name: {}", printable(host), *wrong)};
  }
  Lookup lookup(std::move(executor), *servers, std::move(name));
  Resolution found = co_await lookup.run(deadline);
  co_return found;
}

class AresResolver : public Resolver {
 public:
  AresResolver(asio::any_io_executor executor, std::vector<DnsServer> servers)
      : executor_(std::move(executor)),
        servers_(std::make_shared<const std::vector<DnsServer>>(std::move(servers))) {}

  asio::awaitable<Resolution> resolve(std::string host, Deadline deadline) override {
    return look_up(executor_, servers_, std::move(host), deadline);
  }

 private:
  asio::any_io_executor executor_;
  Servers servers_;
};

}  // namespace

Result<std::unique_ptr<Resolver>> Resolver::create(asio::any_io_executor executor,
                                                   const std::vector<std::string>& servers) {
  std::vector<DnsServer> parsed;
  for (const std::string& text : servers) {
    auto server = parse_dns_server(text);
    if (!server) return std::unexpected(server.error());
    parsed.push_back(*std::move(server));
  }
  if (parsed.empty()) {
    auto system = system_dns_servers();
    if (!system) return std::unexpected(system.error());
    parsed = *std::move(system);
  }
  if (parsed.empty()) {
    return failure(ErrorCode::kUnavailable, "no DNS server is known; name one with --dns");
  }
  return std::make_unique<AresResolver>(std::move(executor), std::move(parsed));
}

}  // namespace tidemark::analyzer
