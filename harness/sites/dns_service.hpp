// The simulator's DNS server, over UDP and TCP.
#pragma once

#include "harness/sites/connection.hpp"
#include "harness/sites/site_io.hpp"

namespace tidemark::harness {

// Answers at `socket`, a non-blocking UDP socket, until it is closed. Each answer leaves from the
// address that was asked, whichever of the machine's it is. `service` outlives the task.
SiteTask<void> answer_queries(SiteDescriptor& socket, SiteService& service);

// One connection of a client that would rather have TCP (RFC 7766), or that an answer was too long
// for.
SiteTask<void> serve_dns_connection(SiteSocket socket, ClientEndpoint client, SiteService& service);

}  // namespace tidemark::harness
