// How Chromium is started.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/browser/browser_mode.hpp"

namespace tidemark::analyzer {

// For Chromium: nothing goes around the proxy, not even what is on this machine.
inline constexpr std::string_view kProxyBypass = "<-loopback>";

struct BrowserFlags {
  BrowserMode mode = BrowserMode::kReuse;
  Frames frames = Frames::kContinuous;
  bool sandbox = true;  // without one a browser runs where it otherwise would not start
};

// The arguments of a browser with its profile in `profile`; `proxy` takes the traffic that belongs
// to no tab.
[[nodiscard]] std::vector<std::string> browser_arguments(const std::filesystem::path& profile,
                                                         const std::string& proxy,
                                                         const BrowserFlags& flags);

// The environment of a browser: nothing of ours but PATH and locale.
[[nodiscard]] std::vector<std::string> browser_environment(const std::filesystem::path& home,
                                                           const std::filesystem::path& tmp);

}  // namespace tidemark::analyzer
