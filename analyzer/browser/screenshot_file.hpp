// Pictures of pages, one file for each domain.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// "DOMAIN.png", with everything but letters, digits, '-', '_' and inner dots replaced: it never
// leads out of its folder and is never hidden.
[[nodiscard]] std::string screenshot_name(std::string_view domain);

// Writes what a browser photographed (PNG in base64) as a file in `folder`, whole or not at all,
// over an earlier one. For a thread beside the loop.
[[nodiscard]] Result<void> write_screenshot(const std::filesystem::path& folder,
                                            std::string_view domain, std::string_view base64);

}  // namespace tidemark::analyzer
