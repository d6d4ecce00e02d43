#include "probes/orphans/launcher.hpp"

#include <algorithm>
#include <array>

namespace tidemark::probes {
namespace {

using Arguments = std::span<const std::string>;

struct KnownName {
  std::string_view prefix;
  ScratchName means;
};
// As the libraries' sources have them: playwright-core 1.61, puppeteer-core 24 (and the name it
// used before 20), chrome-launcher 1.2, chromedriver 90 to 156, geckodriver's mozprofile.
constexpr std::array<KnownName, 15> kScratchNames = {{
    {"playwright_chromiumdev_profile-", {.launcher = Launcher::kPlaywright}},
    {"playwright_firefoxdev_profile-", {.launcher = Launcher::kPlaywright}},
    {"playwright-artifacts-", {.launcher = Launcher::kPlaywright, .needs_creator = true}},
    {"puppeteer_dev_chrome_profile-", {.launcher = Launcher::kPuppeteer}},
    {"puppeteer_dev_firefox_profile-", {.launcher = Launcher::kPuppeteer}},
    {"puppeteer_dev_profile-", {.launcher = Launcher::kPuppeteer}},
    {"lighthouse.", {.launcher = Launcher::kChromeLauncher}},
    {"rust_mozprofile", {.launcher = Launcher::kSelenium}},
    {"tidemark-profile-", {.launcher = Launcher::kTidemark}},
    {"tidemark-new-", {.launcher = Launcher::kTidemark}},
    {"scoped_dir", {.launcher = Launcher::kSelenium, .needs_creator = true}},
    {"org.chromium.Chromium.scoped_dir.", {.launcher = Launcher::kSelenium, .needs_creator = true}},
    // Chromium's own names for whatever is temporary; older chromedrivers use them, too.
    {"org.chromium.Chromium.", {.needs_creator = true}},
    {".org.chromium.Chromium.", {.needs_creator = true}},
    {".com.google.Chrome.", {.needs_creator = true}},
}};

// The value of --NAME=VALUE.
std::optional<std::string_view> value_of(std::string_view argument, std::string_view name) {
  if (!argument.starts_with(name) || argument.size() <= name.size()) return {};
  if (argument[name.size()] != '=') return {};
  return argument.substr(name.size() + 1);
}

bool has(Arguments line, std::string_view flag) {
  return std::ranges::any_of(line, [flag](std::string_view argument) {
    return argument == flag || value_of(argument, flag).has_value();
  });
}

std::filesystem::path profile_of(Arguments line) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (const auto value = value_of(line[i], "--user-data-dir")) return *value;
    const bool firefox = line[i] == "-profile" || line[i] == "--profile";
    if (firefox && i + 1 < line.size()) return line[i + 1];
  }
  return {};
}

// The scratch directory that a profile is, or is in.
std::optional<ScratchName> scratch_of(const std::filesystem::path& profile) {
  for (const auto& part : profile) {
    if (const auto known = scratch_name(part.native())) return known;
  }
  return {};
}

Launcher launcher_by_flags(Arguments line) {
  const bool webdriver = std::ranges::find(line, "--test-type=webdriver") != line.end();
  if (webdriver || has(line, "--marionette")) return Launcher::kSelenium;
  if (has(line, "--generate-pdf-document-outline")) return Launcher::kPuppeteer;
  // The first flag of Playwright and no other launcher's: known also of a line that was cut short.
  if (has(line, "--disable-field-trial-config")) return Launcher::kPlaywright;
  if (has(line, "--remote-debugging-pipe") && has(line, "--no-startup-window")) {
    return Launcher::kPlaywright;
  }
  return Launcher::kUnknown;
}

}  // namespace

std::string_view launcher_name(Launcher launcher) {
  switch (launcher) {
    case Launcher::kPlaywright: return "Playwright";
    case Launcher::kPuppeteer: return "Puppeteer";
    case Launcher::kSelenium: return "Selenium";
    case Launcher::kChromeLauncher: return "chrome-launcher";
    case Launcher::kTidemark: return "Tidemark";
    case Launcher::kUnknown: break;
  }
  return "unknown";
}

std::optional<ScratchName> scratch_name(std::string_view name) {
  const auto* const known = std::ranges::find_if(
      kScratchNames, [name](const KnownName& one) { return name.starts_with(one.prefix); });
  if (known == kScratchNames.end() || name.size() == known->prefix.size()) return {};
  return known->means;
}

Automation automation_of(Arguments line) {
  Automation found;
  found.profile = profile_of(line);
  found.pipe = has(line, "--remote-debugging-pipe");
  const auto scratch = scratch_of(found.profile);
  found.automated = found.pipe || scratch.has_value() || has(line, "--headless") ||
                    has(line, "-headless") || has(line, "--enable-automation") ||
                    has(line, "--marionette") || has(line, "-marionette");
  found.launcher = launcher_by_flags(line);
  if (scratch && scratch->launcher != Launcher::kUnknown) found.launcher = scratch->launcher;
  return found;
}

bool is_automated_part(Arguments line) {
  return std::ranges::any_of(line, [](std::string_view argument) {
    if (argument.contains("--headless") || argument.contains("--remote-debugging-pipe"))
      return true;
    for (std::size_t at = argument.find('/'); at != std::string_view::npos;
         at = argument.find('/', at + 1)) {
      if (scratch_name(argument.substr(at + 1))) return true;
    }
    return false;
  });
}

Launcher launcher_of_driver(const ProcessFacts& facts) {
  const auto mentions = [&](std::string_view word) {
    return std::ranges::any_of(
        facts.command_line, [word](std::string_view argument) { return argument.contains(word); });
  };
  const bool node =
      facts.command_line.size() > 1 &&
      std::filesystem::path(facts.command_line.front()).filename().native().starts_with("node");
  if (!node) return Launcher::kSelenium;
  if (mentions("playwright")) return Launcher::kPlaywright;
  return mentions("puppeteer") ? Launcher::kPuppeteer : Launcher::kUnknown;
}

}  // namespace tidemark::probes
