// Lists as the JSON text of a column, so that SQL can take them apart.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/result/page_content.hpp"

namespace tidemark::analyzer {

// Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json_text(const std::vector<std::string>& list);
[[nodiscard]] std::string to_json_text(
    const std::vector<std::pair<std::string, std::string>>& pairs);
[[nodiscard]] std::string to_json_text(const std::vector<OutboundHost>& hosts);

// Entries of another form are left out: columns are ours, but a file can be edited.
[[nodiscard]] std::vector<std::string> strings_from(std::string_view json);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs_from(std::string_view json);
[[nodiscard]] std::vector<OutboundHost> hosts_from(std::string_view json);

}  // namespace tidemark::analyzer
