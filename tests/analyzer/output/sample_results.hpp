// Results with every field filled, as the output tests write them.
#pragma once

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// Redirected over plain HTTP, then challenged in the browser; hostile text wherever text can be.
[[nodiscard]] DomainResult challenged_result();
// Taken from another domain's visit: nothing was asked.
[[nodiscard]] DomainResult inferred_result();
[[nodiscard]] DomainResult dead_result();
// Alive and scored; hostile text in what it quotes.
[[nodiscard]] DomainResult scored_result();

}  // namespace tidemark::analyzer
