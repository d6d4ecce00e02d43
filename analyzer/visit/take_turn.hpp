// Waiting for one's turn, out of politeness.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/pace/pace.hpp"
#include "analyzer/visit/time_budget.hpp"
#include "analyzer/visit/workplace.hpp"

namespace tidemark::analyzer {

// A turn at `address` (may be empty) and with its owner. While it waits the visit leaves its worker
// to others, and the time is not on the domain's account. Nothing: cancelled.
[[nodiscard]] boost::asio::awaitable<std::optional<Turn>> take_turn(
    Pace& pace, Workplace& workplace, TimeBudget& time, std::string address, std::string owner);

}  // namespace tidemark::analyzer
