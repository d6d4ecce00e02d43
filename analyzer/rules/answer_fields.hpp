// The texts in which the patterns of rules look.
#pragma once

#include <string>

#include "analyzer/rules/answer.hpp"
#include "analyzer/rules/rule.hpp"

namespace tidemark::analyzer {

// A field of the answer, a line per value.
[[nodiscard]] std::string field_text(const Answer& answer, Field field);

// The host of the final URL if its registrable domain is not the asked domain's, else empty.
[[nodiscard]] std::string foreign_host(const Answer& answer);

}  // namespace tidemark::analyzer
