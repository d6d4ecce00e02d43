// From what the stages found to the result: what the domain is.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/visit/reading.hpp"
#include "analyzer/visit/visit_tools.hpp"

namespace tidemark::analyzer {

// Reads and judges the answer that `url` gave for `domain`, on the CPU pool. Nothing: the deadline
// came first.
[[nodiscard]] boost::asio::awaitable<std::optional<Judgement>> judge_response(
    const VisitTools& tools, HttpResponse response, std::string domain, std::string url,
    Deadline deadline);

void judge_reading(Reading reading, DomainResult& result);
// After judge_reading(). A page that a browser could not read leaves what HTTP found, unless its
// headers alone show a vendor's wall. The time it takes is not the domain's: what was read at the
// last moment is judged, too.
[[nodiscard]] boost::asio::awaitable<void> judge_page(const VisitTools& tools, PageVisit page,
                                                      DomainResult& result);

}  // namespace tidemark::analyzer
