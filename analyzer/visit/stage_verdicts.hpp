// How each stage ended for the domain, from the attempts that were made: pure.
#pragma once

#include <vector>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// One verdict per stage that was reached, in the order DNS, connect, TLS, response, page. A stage
// has passed when any attempt got beyond it; its error is the first one met there, also then.
[[nodiscard]] std::vector<StageVerdict> stage_verdicts(const DomainResult& result);

}  // namespace tidemark::analyzer
