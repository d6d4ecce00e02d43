#include "analyzer/browser/response_headers.hpp"

#include <string_view>

#include <nlohmann/json.hpp>

#include "analyzer/page/ascii_case.hpp"

namespace tidemark::analyzer {

HeaderList headers_in(const nlohmann::json& headers) {
  constexpr std::size_t kMaxHeaders = 100;
  constexpr std::size_t kNameBytes = 100;
  constexpr std::size_t kValueBytes = 2000;
  HeaderList list;
  if (!headers.is_object()) return list;
  for (const auto& [name, value] : headers.items()) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr || name.empty() || name.size() > kNameBytes) continue;
    const std::string key = ascii_lower(name);
    // A header that was sent more than once is told with a line for each.
    for (std::string_view rest = *text; list.size() < kMaxHeaders;) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      if (line.size() <= kValueBytes) list.emplace_back(key, line);
      if (line.size() == rest.size()) break;
      rest.remove_prefix(line.size() + 1);
    }
  }
  return list;
}

}  // namespace tidemark::analyzer
