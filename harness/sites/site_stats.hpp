// What the simulator has served so far, as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

struct HostTraffic {
  std::string host;
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;  // so far that named this host, finished or not
  std::uint64_t open = 0;         // of these now
  std::uint64_t dns_queries = 0;
  Bytes sent;
  std::optional<SteadyTime> first_seen;  // first and last query, connection or request
  std::optional<SteadyTime> last_seen;
};

struct SiteStats {
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;
  std::uint64_t http_open = 0;  // connections open now
  std::uint64_t https_open = 0;
  std::uint64_t dns_open = 0;
  std::uint64_t dns_queries = 0;  // for unknown names too
  Bytes sent;
  std::optional<SteadyTime> last_activity;  // query, connection begun or ended, request, bytes sent
  std::vector<HostTraffic> hosts;           // in the scenario's order

  [[nodiscard]] std::uint64_t open() const { return http_open + https_open + dns_open; }
};

}  // namespace tidemark::harness
