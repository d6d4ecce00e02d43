// Which library started a browser, as far as its command line and the names of its directories
// tell.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "probes/sampling/process_record.hpp"

namespace tidemark::probes {

enum class Launcher : std::uint8_t {
  kPlaywright,
  kPuppeteer,
  kSelenium,  // chromedriver, geckodriver
  kChromeLauncher,
  kTidemark,
  kUnknown,
};
// "Playwright", "Selenium", ..., "unknown".
[[nodiscard]] std::string_view launcher_name(Launcher launcher);

// What a scratch directory's name says: who makes directories called so. Nothing: it is none of
// theirs.
struct ScratchName {
  Launcher launcher = Launcher::kUnknown;
  // Its user need not have it on the command line nor open: only who may have made it tells.
  bool needs_creator = false;
};
[[nodiscard]] std::optional<ScratchName> scratch_name(std::string_view name);

// How a browser is driven, from its own (not a child's) command line.
struct Automation {
  // Headless, --enable-automation, a debugging pipe or a scratch profile: no person uses it. A
  // debugging port alone does not prove that.
  bool automated = false;
  bool pipe = false;                   // --remote-debugging-pipe: descriptors 3 and 4
  std::filesystem::path profile = {};  // --user-data-dir, or Firefox's -profile
  Launcher launcher = Launcher::kUnknown;
};
[[nodiscard]] Automation automation_of(std::span<const std::string> command_line);

// Whether a child of a browser, whose arguments may be joined to one, shows that the browser was
// automated.
[[nodiscard]] bool is_automated_part(std::span<const std::string> command_line);

// Whose driver it is: chromedriver is Selenium's, ...
[[nodiscard]] Launcher launcher_of_driver(const ProcessFacts& facts);

}  // namespace tidemark::probes
