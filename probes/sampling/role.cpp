#include "probes/sampling/role.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

namespace tidemark::probes {
namespace {

using Arguments = std::span<const std::string>;

constexpr std::array<std::pair<Role, std::string_view>, 10> kNames = {{
    {Role::kBrowser, "browser"},
    {Role::kRenderer, "renderer"},
    {Role::kGpu, "gpu"},
    {Role::kUtility, "utility"},
    {Role::kZygote, "zygote"},
    {Role::kCrashpad, "crashpad"},
    {Role::kDriver, "driver"},
    {Role::kGuard, "guard"},
    {Role::kSubject, "subject"},
    {Role::kOther, "other"},
}};

constexpr std::array<std::string_view, 15> kChromiums = {
    "chromium",
    "chromium-browser",
    "chromium-headless-shell",
    "chrome",
    "chrome-headless-shell",
    "headless_shell",
    "headless-shell",
    "google-chrome",
    "msedge",
    "brave",
    "brave-browser",
    "vivaldi-bin",
    "opera",
    "thorium",
    "electron",
};
constexpr std::array<std::string_view, 5> kFirefoxes = {"firefox", "firefox-esr", "firefox-bin",
                                                        "camoufox", "camoufox-bin"};
constexpr std::array<std::string_view, 4> kDrivers = {"chromedriver", "geckodriver", "msedgedriver",
                                                      "operadriver"};

// The kernel keeps 15 bytes of a process name, which is all that is known of a zombie.
constexpr std::size_t kMaxComm = 15;

template <std::size_t N>
bool is_one_of(std::string_view program, const std::array<std::string_view, N>& names) {
  return std::ranges::any_of(names, [program](std::string_view name) {
    return name == program || (program.size() == kMaxComm && name.starts_with(program));
  });
}

// Chromium's children overwrite their argument area with one string, joined by spaces, without
// quoting.
bool is_title(Arguments line) {
  return line.size() == 1 && line.front().find(" --") != std::string::npos;
}

std::string_view program_of(const ProcessFacts& facts) {
  if (facts.command_line.empty()) return facts.name;
  std::string_view path = facts.command_line.front();
  if (is_title(facts.command_line)) path = path.substr(0, path.find(" --"));
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// The value of --type=, which Chromium gives to every process but the browser.
std::optional<std::string_view> chromium_type(Arguments line) {
  constexpr std::string_view kSwitch = "--type=";
  if (line.empty()) return {};
  if (is_title(line)) {
    const std::string_view title = line.front();
    const std::size_t at = title.find(" --type=");
    if (at == std::string_view::npos) return {};
    const std::string_view value = title.substr(at + 1 + kSwitch.size());
    return value.substr(0, value.find(' '));
  }
  for (const std::string& argument : line.subspan(1)) {
    if (argument.starts_with(kSwitch)) return std::string_view(argument).substr(kSwitch.size());
  }
  return {};
}

Role chromium_role(Arguments line) {
  const std::optional<std::string_view> type = chromium_type(line);
  if (!type) return Role::kBrowser;
  if (*type == "renderer") return Role::kRenderer;
  if (*type == "gpu-process") return Role::kGpu;
  if (*type == "utility") return Role::kUtility;
  if (*type == "zygote") return Role::kZygote;
  if (*type == "crashpad-handler") return Role::kCrashpad;
  return Role::kOther;
}

// Firefox names the kind of a child in its last argument.
Role firefox_role(Arguments line) {
  if (line.size() < 2 || std::ranges::find(line, "-contentproc") == line.end()) {
    return Role::kBrowser;
  }
  const std::string& kind = line.back();
  if (kind == "tab" || kind == "web") return Role::kRenderer;
  if (kind == "gpu") return Role::kGpu;
  if (kind == "forkserver") return Role::kZygote;
  return Role::kUtility;  // socket, rdd, utility
}

// A file of the library itself, not of a project that happens to have its name: below node_modules,
// or in the driver that Playwright's Python, Java and .NET packages bring along.
bool is_driver_script(std::string_view script) {
  constexpr std::array<std::string_view, 7> kPlaces = {
      "/playwright/driver/package/",    "/.playwright/package/",
      "node_modules/playwright/cli.js", "node_modules/playwright-core/cli.js",
      "node_modules/puppeteer/",        "node_modules/puppeteer-core/",
      "node_modules/@puppeteer/",
  };
  return std::ranges::any_of(kPlaces, [script](std::string_view place) {
    return script.find(place) != std::string_view::npos;
  });
}

bool runs_driver(Arguments line) {
  if (line.empty()) return false;
  const Arguments arguments = line.subspan(1);
  const auto script = std::ranges::find_if(
      arguments, [](const std::string& argument) { return !argument.starts_with('-'); });
  return script != arguments.end() && is_driver_script(*script);
}

Role role_by_program(const ProcessFacts& facts) {
  const std::string_view program = program_of(facts);
  const Arguments line = facts.command_line;
  if (is_one_of(program, std::array<std::string_view, 1>{"chrome_crashpad_handler"})) {
    return Role::kCrashpad;
  }
  if (is_one_of(program, kDrivers)) return Role::kDriver;
  if (is_one_of(program, kChromiums)) return chromium_role(line);
  if (is_one_of(program, kFirefoxes)) return firefox_role(line);
  if ((program == "node" || program == "nodejs") && runs_driver(line)) return Role::kDriver;
  if (program == "tidemark" && line.size() > 1 && line[1] == "__guard") return Role::kGuard;
  return Role::kOther;
}

}  // namespace

Role role_of(const ProcessFacts& facts, bool is_root) {
  const Role role = role_by_program(facts);
  return is_root && role != Role::kBrowser ? Role::kSubject : role;
}

std::string_view role_name(Role role) {
  const auto* const found = std::ranges::find(kNames, role, &decltype(kNames)::value_type::first);
  return found->second;
}

std::optional<Role> role_from_name(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name, &decltype(kNames)::value_type::second);
  if (found == kNames.end()) return {};
  return found->first;
}

}  // namespace tidemark::probes
