// The JSON form of a result; docs/results.md describes every key.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// One line of JSON, without the newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json_line(const DomainResult& result);

// The line for an input line that names no domain, so that every line in has a line out.
[[nodiscard]] std::string rejected_json_line(std::string_view source, std::string_view reason);

}  // namespace tidemark::analyzer
