#include "tests/reports/open_in_browser.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"

namespace tidemark::reports {
namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

UniqueFd new_file(const std::filesystem::path& path) {
  return UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
}

}  // namespace

Opened opened(const std::string& html, const std::string& fragment) {
  const auto directory = TempDir::create("report-test");
  if (!directory) throw std::runtime_error(directory.error().message);
  const auto& path = directory->path();
  std::ofstream(path / "report.html", std::ios::binary) << html;
  const auto out = new_file(path / "page");
  const auto log = new_file(path / "log");

  probes::Command command{.program = "/usr/lib/chromium/chromium-headless-shell"};
  command.arguments = {"--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                       "--enable-logging=stderr", "--window-size=1280,2400",
                       // Scripts that wait for their data are waited for, too.
                       "--virtual-time-budget=10000", "--dump-dom",
                       "--user-data-dir=" + (path / "profile").string(),
                       "file://" + (path / "report.html").string() + fragment};
  probes::StartOptions options{.group = probes::Group::kOwn};
  options.descriptors = {{.theirs = 1, .ours = out.get()}, {.theirs = 2, .ours = log.get()}};
  auto browser = probes::Child::start(command, options);
  if (!browser) throw std::runtime_error(browser.error().message);
  const auto status = browser->wait(Deadline::in(std::chrono::seconds(90)));
  EXPECT_TRUE(status.has_value()) << "the browser did not finish";
  return {.page = file_text(path / "page"), .log = file_text(path / "log")};
}

}  // namespace tidemark::reports
