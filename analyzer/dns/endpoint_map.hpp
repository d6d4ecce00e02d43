// `--map`: where to connect instead of where DNS says, for HTTP and browser alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// A numeric address and port to connect to.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// The rules of all `--map` options, most specific first: host and port, host, any host and port,
// any host.
class EndpointMap {
 public:
  // Adds `HOST[:PORT]=ADDR:PORT`; HOST may be `*`, IPv6 stands in brackets. kBadInput says what
  // is wrong with it.
  Result<void> add(std::string_view rule);

  // Where to connect for `host`:`port`, or nothing when DNS decides. Hosts compare
  // case-insensitively.
  [[nodiscard]] std::optional<Endpoint> find(std::string_view host, std::uint16_t port) const;

  [[nodiscard]] bool empty() const { return rules_.empty(); }

 private:
  struct Rule {
    std::string host;                   // lower case, or "*"
    std::optional<std::uint16_t> port;  // absent: any
    Endpoint endpoint;
  };
  std::vector<Rule> rules_;  // sorted by specificity
};

}  // namespace tidemark::analyzer
