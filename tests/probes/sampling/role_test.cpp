// Roles from real command lines: Debian's Chromium 156, Google Chrome, Firefox ESR,
// Playwright 1.4x.
#include "probes/sampling/role.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace tidemark::probes {

void PrintTo(Role role, std::ostream* out) { *out << role_name(role); }

namespace {

using Line = std::vector<std::string>;

ProcessFacts process(std::string name, Line line) {
  return {.name = std::move(name), .command_line = std::move(line)};
}

struct Case {
  const char* what;
  ProcessFacts facts;
  Role role;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"headless shell's browser, as exec'ed",
       process("chromium-headle",
               {"/usr/lib/chromium/chromium-headless-shell", "--no-sandbox",
                "--user-data-dir=/tmp/p", "--remote-debugging-port=0", "data:text/html,<p>x"}),
       Role::kBrowser},
      {"its zygote, which rewrote its title",
       process("chromium-headle", {"/usr/lib/chromium/chromium-headless-shell --type=zygote "
                                   "--no-zygote-sandbox --no-sandbox --headless=old"}),
       Role::kZygote},
      {"its utility process",
       process("chromium-headle", {"/usr/lib/chromium/chromium-headless-shell --type=utility "
                                   "--utility-sub-type=network.mojom.NetworkService --lang=en-US"}),
       Role::kUtility},
      {"its GPU process",
       process("chromium-headle", {"/usr/lib/chromium/chromium-headless-shell --type=gpu-process "
                                   "--gpu-recent-crash-count=0 --no-sandbox"}),
       Role::kGpu},
      {"its renderer",
       process("chromium-headle", {"/usr/lib/chromium/chromium-headless-shell --type=renderer "
                                   "--headless=old --no-sandbox --remote-debugging-port=0"}),
       Role::kRenderer},
      {"the wrapper script around it",
       process("chromium-headle",
               {"/bin/sh", "-e", "/usr/bin/chromium-headless-shell", "--type=renderer"}),
       Role::kOther},
      {"chromium, whose process name is only chr",
       process("chr", {"/usr/lib/chromium/chromium", "--show-component-extension-options",
                       "--load-extension=", "data:text/html,<p>x", "--headless=new"}),
       Role::kBrowser},
      {"its renderer",
       process("chr", {"/usr/lib/chromium/chromium --type=renderer --crashpad-handler-pid=0 "
                       "--enable-crash-reporter=,built on Debian GNU/Linux 12 (bookworm)"}),
       Role::kRenderer},
      {"a sandboxed zygote before it rewrote its title",
       process("chrome",
               {"/opt/google/chrome/chrome", "--type=zygote", "--enable-crash-reporter=x"}),
       Role::kZygote},
      {"crashpad",
       process("chrome_crashpad", {"/usr/lib/chromium/chrome_crashpad_handler", "--monitor-self",
                                   "--database=/root/.config/chromium/Crash Reports"}),
       Role::kCrashpad},
      {"Electron's crash handler",
       process("electron", {"/opt/e/electron", "--type=crashpad-handler"}), Role::kCrashpad},
      {"a kind of Chromium child that is not told apart",
       process("chrome", {"/opt/google/chrome/chrome --type=ppapi --channel=1"}), Role::kOther},
      {"a browser that opens a hostile address",
       process("chrome", {"/opt/google/chrome/chrome", "http://x/ --type=renderer"}),
       Role::kBrowser},
      {"a browser started without arguments", process("chromium", {"/usr/lib/chromium/chromium"}),
       Role::kBrowser},
      {"a browser that is a zombie: 15 bytes of its name are left", process("chromium-headle", {}),
       Role::kBrowser},
      {"a crashpad zombie", process("chrome_crashpad", {}), Role::kCrashpad},
      {"Firefox", process("firefox-esr", {"/usr/lib/firefox-esr/firefox-esr", "-headless"}),
       Role::kBrowser},
      {"its tab",
       process("Isolated Web Co", {"/usr/lib/firefox-esr/firefox-esr", "-contentproc", "-childID",
                                   "3", "-isForBrowser", "tab"}),
       Role::kRenderer},
      {"its socket process",
       process("Socket Process",
               {"/usr/lib/firefox-esr/firefox-esr", "-contentproc", "{8c2a}", "1", "socket"}),
       Role::kUtility},
      {"its fork server",
       process("forkserver", {"/usr/lib/firefox/firefox", "-contentproc", "forkserver"}),
       Role::kZygote},
      {"chromedriver", process("chromedriver", {"/usr/bin/chromedriver", "--port=40123"}),
       Role::kDriver},
      {"geckodriver found in PATH", process("geckodriver", {"geckodriver", "--port", "4444"}),
       Role::kDriver},
      {"Playwright's driver, started by its Python package",
       process("node",
               {"/v/lib/python3.11/site-packages/playwright/driver/node",
                "/v/lib/python3.11/site-packages/playwright/driver/package/cli.js", "run-driver"}),
       Role::kDriver},
      {"Playwright's server",
       process("node", {"node", "/a/node_modules/playwright-core/cli.js", "run-server"}),
       Role::kDriver},
      {"a script of a project that is called playwright",
       process("node", {"node", "--max-old-space-size=512", "/home/me/playwright/crawl.js"}),
       Role::kOther},
      {"Node.js without a script", process("node", {"node", "-e", "0"}), Role::kOther},
      {"our guard", process("tidemark", {"/usr/bin/tidemark", "__guard", "3"}), Role::kGuard},
      {"the analyzer that it guards",
       process("tidemark", {"/usr/bin/tidemark", "analyze", "__guard"}), Role::kOther},
      {"a server with a title of its own",
       process("nginx", {"nginx: master process /usr/sbin/nginx"}), Role::kOther},
      {"a kernel thread", process("kworker/0:1", {}), Role::kOther},
      {"nothing at all", process("", {""}), Role::kOther},
  };
  return all;
}

TEST(Role, IsReadFromRealCommandLines) {
  for (const Case& one : cases()) EXPECT_EQ(role_of(one.facts, false), one.role) << one.what;
}

TEST(Role, OfTheRootIsSubjectUnlessABrowserItselfIsWatched) {
  for (const Case& one : cases()) {
    EXPECT_EQ(role_of(one.facts, true),
              one.role == Role::kBrowser ? Role::kBrowser : Role::kSubject)
        << one.what;
  }
}

TEST(Role, NamesAreReadBackAsWritten) {
  for (const Case& one : cases()) EXPECT_EQ(role_from_name(role_name(one.role)), one.role);
  EXPECT_EQ(role_name(Role::kGpu), "gpu");
  EXPECT_EQ(role_from_name("gpus"), std::nullopt);
}

}  // namespace
}  // namespace tidemark::probes
