// The part a process plays in a browser-driving program.
#pragma once

#include <optional>
#include <string_view>

#include "probes/sampling/process_record.hpp"

namespace tidemark::probes {

enum class Role {
  kBrowser,
  kRenderer,
  kGpu,
  kUtility,
  kZygote,
  kCrashpad,
  kDriver,   // chromedriver, geckodriver, the Node.js half of Playwright
  kGuard,    // Tidemark's own guard of a browser
  kSubject,  // the root process of the program under test
  kOther,
};

// Decided from the program's name and its command line alone; says nothing about who owns the
// process. A root that is itself a browser (somebody watches one) is a browser, every other root is
// the subject.
[[nodiscard]] Role role_of(const ProcessFacts& facts, bool is_root);

// "browser", "renderer", ...: the spelling in recordings and reports.
[[nodiscard]] std::string_view role_name(Role role);
[[nodiscard]] std::optional<Role> role_from_name(std::string_view name);

}  // namespace tidemark::probes
