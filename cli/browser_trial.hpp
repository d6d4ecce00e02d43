// Does the browser of this machine really work? Found out by using it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "probes/base/result.hpp"

namespace tidemark::cli {

struct BrowserTrial {
  std::string version;
  std::chrono::milliseconds took{};
};

// Starts `executable` as the analyzer does, reads one built-in page with it and ends it. The error
// says what went wrong, with the browser's own last words.
[[nodiscard]] Result<BrowserTrial> try_browser(const std::filesystem::path& executable);

}  // namespace tidemark::cli
