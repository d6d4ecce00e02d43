// The JSON form of a result; docs/results.md describes every key.
#pragma once

#include <string>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/tasks/task.hpp"

namespace tidemark::analyzer {

// One line of JSON, without the newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json_line(const DomainResult& result);

// The line for a task that is no visit (a line that names no domain, an allow rule), so that every
// task is answered.
[[nodiscard]] std::string unvisited_json_line(const Task& task);

}  // namespace tidemark::analyzer
