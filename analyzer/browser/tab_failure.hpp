// How a tab's troubles become those of its visit.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "analyzer/browser/browser_pool.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

void fail(PageVisit& visit, ErrorClass error, std::string detail);
// A command that failed: `on_timeout` is what it means that the deadline came first.
void fail(PageVisit& visit, const Error& error, ErrorClass on_timeout);

// A text of the protocol; empty if the browser left it out.
[[nodiscard]] std::string text_in(const nlohmann::json& object, const char* name);

}  // namespace tidemark::analyzer
