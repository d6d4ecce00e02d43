// Plausible domains in any number, for reports and what is measured on them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "analyzer/result/assessment.hpp"

namespace tidemark::test {

// The same for the same arguments on every machine.
[[nodiscard]] analyzer::Assessment sample_assessment(std::size_t domains, std::uint32_t seed = 1);

// What changed since an earlier run, about domains of `assessment`: one in fifty.
[[nodiscard]] analyzer::RunDifference sample_difference(const analyzer::Assessment& assessment);

// Every text that comes from outside tries to get out of where it is shown: HTML, scripts, terminal
// escapes, bidirectional controls, line separators, formulas, Markdown.
[[nodiscard]] analyzer::Assessment hostile_assessment();

}  // namespace tidemark::test
