// Serves one connection to the simulator from its first byte to its end.
#pragma once

#include "harness/sites/client_endpoint.hpp"
#include "harness/sites/request_log.hpp"
#include "harness/sites/site_directory.hpp"
#include "harness/sites/site_limits.hpp"
#include "harness/sites/stream.hpp"
#include "harness/sites/traffic_ledger.hpp"
#include "harness/sites/weather.hpp"

namespace tidemark::harness {

// What all connections share; outlives them.
struct SiteService {
  SiteDirectory& sites;
  TrafficLedger& ledger;
  RequestLog& log;
  Stream::Set& streams;
  SiteLimits limits;
  Weather weather = {};
};

SiteTask<void> serve_connection(SiteSocket socket, ClientEndpoint client, Listener listener,
                                SiteService& service);

}  // namespace tidemark::harness
