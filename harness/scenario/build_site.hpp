// Reads a site from a scenario document that follows the schema.
#pragma once

#include <string>
#include <unordered_map>

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/site.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// Where each host was first named, as a JSON pointer.
using SeenHosts = std::unordered_map<std::string, std::string>;

// kBadInput with a message that begins with the JSON pointer: a host that is none or that `seen`
// has already; keys that exclude one another. Adds the site's hosts to `seen`.
[[nodiscard]] Result<Site> build_site(const nlohmann::json& from, const std::string& pointer,
                                      SeenHosts& seen);

}  // namespace tidemark::harness
