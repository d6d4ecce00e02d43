// From what the stages found to the result: what the domain is.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/visit/reading.hpp"
#include "analyzer/visit/visit_tools.hpp"

namespace tidemark::analyzer {

// Reads and judges the answer that `url` gave for `domain`, on the CPU pool. The time it takes is
// not the domain's: what was read at the last moment is judged, too. Nothing: cancelled, or the
// pool was busy for seconds.
[[nodiscard]] boost::asio::awaitable<std::optional<Judgement>> judge_response(
    const VisitTools& tools, HttpResponse response, std::string domain, std::string url);

void judge_reading(Reading reading, DomainResult& result);
// After judge_reading(). A page that a browser could not read leaves what HTTP found, unless its
// headers alone show a vendor's wall. The time is not the domain's here either.
[[nodiscard]] boost::asio::awaitable<void> judge_page(const VisitTools& tools, PageVisit page,
                                                      DomainResult& result);

}  // namespace tidemark::analyzer
