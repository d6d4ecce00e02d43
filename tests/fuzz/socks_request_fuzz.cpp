// Whatever a client of a lane sends, the proxy reads no byte beyond a message, and never a request
// that is only half there.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "analyzer/proxy/client_owner.hpp"
#include "analyzer/proxy/socks_request.hpp"

namespace {

using namespace tidemark::analyzer;  // NOLINT(google-build-using-namespace)

// Reads one message off the front as the proxy does; empty if there is none.
Octets read_message(Octets& input, std::optional<std::size_t> (*size_of)(Octets start)) {
  std::size_t have = 0;
  std::optional<std::size_t> size = size_of({});
  while (size && *size > have) {
    if (*size > kLongestSocksMessage) std::abort();
    if (*size > input.size()) return {};
    have = *size;
    size = size_of(input.first(have));
    if (size && *size < have) std::abort();
  }
  if (!size) return {};
  const Octets message = input.first(have);
  input = input.subspan(have);
  return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)owner_in_table(text, {.client_port = 0xC001, .server_port = 0x1F90});
  Octets input(data, size);
  const Octets greeting = read_message(input, socks_greeting_size);
  if (greeting.empty() || !offers_no_password(greeting)) return 0;
  const Octets request = read_message(input, socks_request_size);
  if (request.empty()) return 0;
  for (std::size_t part = 0; part < request.size(); ++part) {
    if (parse_socks_request(request.first(part))) std::abort();
  }
  const auto target = parse_socks_request(request);
  if (!target) return 0;
  const bool has_upper =
      std::ranges::any_of(target->host, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (target->host.empty() || target->host.size() > 255 || target->port == 0 || has_upper)
    std::abort();
  return 0;
}
