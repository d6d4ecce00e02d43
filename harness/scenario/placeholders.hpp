// {workers} and the like in a subject's command line and environment.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/load.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// `text` with the load's figures for {workers}, {browsers} and {budget_ms}; other braces stay as
// they are. kBadInput, a sentence without a place: the load does not say such a figure.
[[nodiscard]] Result<std::string> with_figures(const std::string& text, const Load& load);
[[nodiscard]] Result<std::vector<std::string>> with_figures(const std::vector<std::string>& texts,
                                                            const Load& load);

// Whether `placeholder` is in `text`; behind a `$` it is a shell's variable and none.
[[nodiscard]] bool has_placeholder(const std::string& text, const std::string& placeholder);
[[nodiscard]] std::string replaced(std::string text, const std::string& placeholder,
                                   const std::string& with);

}  // namespace tidemark::harness
