// {workers} and the like in a subject's command line and environment.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/load.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// Where each cycle's tasks go in a command line. Not filled in by what follows: they are known
// when the subject starts.
inline constexpr const char* kTasksPlaceholder = "{tasks}";
inline constexpr const char* kTasksFilePlaceholder = "{tasks_file}";

// `text` with the load's figures for {workers}, {browsers} and {budget_ms}; other braces stay as
// they are. kBadInput, a sentence without a place: the load does not say such a figure.
[[nodiscard]] Result<std::string> with_figures(const std::string& text, const Load& load);
[[nodiscard]] Result<std::vector<std::string>> with_figures(const std::vector<std::string>& texts,
                                                            const Load& load);

[[nodiscard]] std::string replaced(std::string text, const std::string& what,
                                   const std::string& with);

}  // namespace tidemark::harness
