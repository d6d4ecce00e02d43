// The last stage of a visit: the same address in a real browser.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/visit/time_budget.hpp"
#include "analyzer/visit/visit_tools.hpp"

namespace tidemark::analyzer {

// Reads where HTTP ended, or the domain itself. A browser that is lost under the visit, perhaps
// through a neighbour's page, is not held against the domain: it is tried again, within the budget.
// So is a renderer that ends, but once only, for it may have been killed from outside; not one that
// was ended for the memory it took, which it would take again. Leaves a record of each try in
// `result`.
[[nodiscard]] boost::asio::awaitable<PageVisit> read_in_browser(const VisitTools& tools, int worker,
                                                                Deadline deadline,
                                                                DomainResult& result);

}  // namespace tidemark::analyzer
