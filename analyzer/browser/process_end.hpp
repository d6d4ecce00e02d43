// Waiting for a process on the loop.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// True once the process of `pidfd` has ended (a zombie has), false at the deadline or when
// cancelled. Reaps nothing and leaves the descriptor alone.
[[nodiscard]] boost::asio::awaitable<bool> wait_process_ended(int pidfd, Deadline deadline);

}  // namespace tidemark::analyzer
