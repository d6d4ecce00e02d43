// The evidence of each domain as the HTML report's script unpacks it, one domain at a time.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

// So many domains are packed together: unpacking one block is not felt, and blocks pack well.
inline constexpr std::size_t kDetailsPerBlock = 200;

// The blocks in order of the domains: each a JSON array, packed by deflated_base64(). Untrusted
// text is printable.
[[nodiscard]] std::vector<std::string> detail_blocks(const analyzer::Assessment& assessment);

}  // namespace tidemark::reports
