#include "harness/verdict/advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/verdict/retirement_wording.hpp"
#include "harness/verdict/trouble_advice.hpp"
#include "probes/orphans/launcher.hpp"
#include "probes/orphans/remedy.hpp"

namespace tidemark::harness {
namespace {

using probes::Launcher;

constexpr std::array<std::string_view, 5> kBrowserRoles = {"browser", "renderer", "gpu", "utility",
                                                           "zygote"};

std::vector<std::string> words_of(const std::string& command_line) {
  std::istringstream stream(command_line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

Launcher launcher_of(const Culprit& culprit) {
  if (culprit.pid != 0) return probes::automation_of(words_of(culprit.what)).launcher;
  const auto name = std::filesystem::path(culprit.what).filename().string();
  const auto known = probes::scratch_name(name);
  return known ? known->launcher : Launcher::kUnknown;
}

// A renderer does not know whose it is, but a browser does, or a directory beside it.
Launcher launcher_of(std::span<const Finding> findings) {
  for (const Finding& finding : findings) {
    for (const Culprit& culprit : finding.culprits) {
      const Launcher launcher = launcher_of(culprit);
      if (launcher != Launcher::kUnknown) return launcher;
    }
  }
  return Launcher::kUnknown;
}

std::string documentation_of(Launcher launcher) {
  switch (launcher) {
    case Launcher::kPlaywright:
      return "https://playwright.dev/docs/api/class-browsercontext#browser-context-close";
    case Launcher::kPuppeteer: return "https://pptr.dev/api/puppeteer.browser.close";
    case Launcher::kSelenium: return "https://www.selenium.dev/documentation/webdriver/drivers/";
    case Launcher::kTidemark: return "docs/browser-pool.md";
    case Launcher::kChromeLauncher:
    case Launcher::kUnknown: break;
  }
  return "docs/verdicts.md";
}

std::string way_to_close(Launcher launcher) {
  switch (launcher) {
    case Launcher::kPlaywright:
      return "close every context and browser in a finally block (with a `with` block in Python), "
             "also after a timeout";
    case Launcher::kPuppeteer:
      return "await page.close() and browser.close() in a finally block, also after a timeout";
    case Launcher::kSelenium:
      return "call driver.quit() in a finally block: driver.close() closes a window and leaves "
             "chromedriver and browser";
    case Launcher::kTidemark: return "this is a defect of Tidemark's analyzer: please report it";
    case Launcher::kChromeLauncher: return "call kill() in a finally block and on SIGTERM";
    case Launcher::kUnknown: break;
  }
  return "close what each task opens in a finally block, also after a timeout and an exception";
}

Advice advice_on_processes(const Finding& finding, Launcher launcher) {
  const bool browser = std::ranges::find(kBrowserRoles, finding.role) != kBrowserRoles.end();
  Advice advice{.fix = way_to_close(launcher), .see = documentation_of(launcher)};
  if (finding.role == "renderer") {
    advice.cause =
        "pages or contexts that are not closed on every path, most often after a timeout";
  } else if (browser) {
    advice.cause = "browsers that are started per task or worker and not closed on every path";
  } else {
    advice.cause = "child processes that are started per task and neither waited for nor ended";
  }
  return advice;
}

Advice advice_on_descriptors(const Finding& finding, Launcher launcher) {
  if (finding.role == "subject") {
    return {.cause =
                "sockets, files or pipes that are opened per task and not closed; `lsof -p` or "
                "the report's table of kinds says which",
            .fix = "close responses, sessions and files where they are opened (with, using, defer)",
            .see = "docs/verdicts.md"};
  }
  return {.cause = "pages, contexts or connections that are kept in a browser that lives on",
          .fix = way_to_close(launcher),
          .see = documentation_of(launcher)};
}

Advice advice_on_directories(Launcher launcher) {
  return {.cause =
              "profile or scratch directories of browsers that were killed, or never closed: "
              "the library removes them only in its own close",
          .fix = way_to_close(launcher) +
                 "; give browsers a directory of your own and remove it yourself, and sweep what a "
                 "kill left when the program starts",
          .see = documentation_of(launcher)};
}

Advice advice_on_memory(const Finding& finding) {
  if (finding.kind != FindingKind::kGrowth) return {};
  Advice advice{
      .cause =
          "caches without a limit, listeners and pages that stay referenced, or a browser "
          "that is never replaced",
      .fix = "bound what is kept per task and close contexts, not only pages",
      .see = "docs/verdicts.md#how-memory-is-judged"};
  if (!finding.retirement) return advice;
  const bool browser = finding.retirement->role == "browser";
  advice.cause = browser ? "pages and contexts that stay open or referenced, or a browser that is "
                           "never replaced"
                         : "caches without a limit, and results, listeners and closed pages that "
                           "stay referenced";
  advice.fix = browser ? "close contexts, not only pages" : "bound what is kept per task";
  advice.fix += "; " + retirement_words(*finding.retirement);
  advice.see = "docs/verdicts.md#when-to-replace-a-browser";
  return advice;
}

Advice remedy(probes::FindingKind kind, Launcher launcher, std::string cause) {
  return {.cause = std::move(cause),
          .fix = probes::remedy_for(kind, launcher),
          .see = "docs/orphans.md"};
}

Advice advice_on(const Finding& finding, Launcher launcher) {
  if (is_other_trouble(finding.kind)) return advice_on_trouble(finding);
  if (finding.kind == FindingKind::kPlateau) return {};
  if (finding.kind == FindingKind::kWedged) {
    return remedy(probes::FindingKind::kStopped, launcher,
                  "something stopped it, or it waits for a disk that does not answer");
  }
  if (finding.resource == Resource::kZombies) {
    return remedy(probes::FindingKind::kZombie, launcher,
                  "a parent that does not collect its children, or a container without an init");
  }
  if (finding.resource == Resource::kDirectories) return advice_on_directories(launcher);
  if (finding.kind == FindingKind::kOrphan) {
    return remedy(probes::FindingKind::kReparentedBrowser, launcher,
                  "its launcher ended or was killed without ending it");
  }
  switch (finding.resource) {
    case Resource::kProcesses: return advice_on_processes(finding, launcher);
    case Resource::kDescriptors: return advice_on_descriptors(finding, launcher);
    case Resource::kMemory: return advice_on_memory(finding);
    case Resource::kThreads:
    case Resource::kZombies:
    case Resource::kDirectories:
    case Resource::kWork: break;
  }
  return {};
}

}  // namespace

void add_advice(std::span<Finding> findings) {
  const Launcher launcher = launcher_of(findings);
  for (Finding& finding : findings) finding.advice = advice_on(finding, launcher);
}

}  // namespace tidemark::harness
