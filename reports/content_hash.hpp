// The hash by which a Content-Security-Policy names one inline script or style.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::reports {

// "sha256-" and the base64 of the digest of exactly these bytes (CSP level 3, hash-source).
[[nodiscard]] std::string content_hash(std::string_view text);

}  // namespace tidemark::reports
