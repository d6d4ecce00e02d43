// The headers of a response as the browser tells them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace tidemark::analyzer {

// Names in lower case, one entry for each value. Untrusted.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

// Of a Network.Headers object: the first 100 with a name of at most 100 and a value of at most 2000
// bytes; longer ones are left out. Network.responseReceived tells all but set-cookie, which only
// Network.responseReceivedExtraInfo does.
[[nodiscard]] HeaderList headers_in(const nlohmann::json& headers);

}  // namespace tidemark::analyzer
