// The simulator's DNS server: datagrams in, datagrams out.
#pragma once

#include "harness/sites/connection.hpp"
#include "harness/sites/site_io.hpp"

namespace tidemark::harness {

// Answers at `socket`, a non-blocking UDP socket, until it is closed. Each answer leaves from the
// address that was asked, whichever of the machine's it is. `service` outlives the task.
SiteTask<void> answer_queries(SiteDescriptor& socket, SiteService& service);

}  // namespace tidemark::harness
