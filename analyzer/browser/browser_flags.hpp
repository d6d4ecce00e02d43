// How Chromium is started.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tidemark::analyzer {

// Chromium's sandbox needs an ordinary user: root must do without.
[[nodiscard]] bool sandbox_possible();

// The arguments of a browser with its profile in `profile`. `resolver_rules` may be empty.
[[nodiscard]] std::vector<std::string> browser_arguments(const std::filesystem::path& profile,
                                                         const std::string& resolver_rules);

// The environment of a browser: nothing of ours but PATH and locale.
[[nodiscard]] std::vector<std::string> browser_environment(const std::filesystem::path& home,
                                                           const std::filesystem::path& tmp);

}  // namespace tidemark::analyzer
