// The report in the browser its readers will use.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>

#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "probes/process/find_program.hpp"
#include "reports/html_report.hpp"
#include "tests/reports/sample_run.hpp"

namespace tidemark::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

UniqueFd new_file(const std::filesystem::path& path) {
  return UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
}

struct Opened {
  std::string page{};  // after its scripts ran
  std::string log{};
};

// Opens `html` in headless Chromium and returns what became of it.
Opened opened(const std::string& html) {
  const auto directory = TempDir::create("report-test");
  if (!directory) throw std::runtime_error(directory.error().message);
  const auto& path = directory->path();
  std::ofstream(path / "report.html", std::ios::binary) << html;
  const auto out = new_file(path / "page");
  const auto log = new_file(path / "log");

  probes::Command command{.program = "/usr/lib/chromium/chromium-headless-shell"};
  command.arguments = {"--no-sandbox",
                       "--disable-gpu",
                       "--disable-dev-shm-usage",
                       "--enable-logging=stderr",
                       "--window-size=1280,2400",
                       "--dump-dom",
                       "--user-data-dir=" + (path / "profile").string(),
                       "file://" + (path / "report.html").string()};
  probes::StartOptions options{.group = probes::Group::kOwn};
  options.descriptors = {{.theirs = 1, .ours = out.get()}, {.theirs = 2, .ours = log.get()}};
  auto browser = probes::Child::start(command, options);
  if (!browser) throw std::runtime_error(browser.error().message);
  const auto status = browser->wait(Deadline::in(std::chrono::seconds(90)));
  EXPECT_TRUE(status.has_value()) << "the browser did not finish";
  return {.page = file_text(path / "page"), .log = file_text(path / "log")};
}

void expect_drawn(const Opened& report, int charts, int empty) {
  const auto html = report.page.substr(0, report.page.find('>', report.page.find("<html")) + 1);
  EXPECT_THAT(html, HasSubstr("data-charts=\"" + std::to_string(charts) + "\""));
  EXPECT_THAT(html, HasSubstr("data-empty=\"" + std::to_string(empty) + "\""));
  EXPECT_THAT(html, HasSubstr("data-errors=\"0\""));
  EXPECT_THAT(report.log, Not(HasSubstr("CONSOLE")));
}

TEST(ReportInBrowser, DrawsEveryChartOfAHostileRunWithoutAnError) {
  const auto record = leaking_run();
  const auto report = opened(html_report(record, series_of(record)));
  expect_drawn(report, 5, 0);
  EXPECT_THAT(report.page, HasSubstr("zombie"));
}

TEST(ReportInBrowser, ShowsWhatAKilledRunRecorded) {
  const auto record = inconclusive_run();
  auto series = series_of(record);
  for (auto& role : series.roles) role.pss.clear();
  series.memory_seconds.clear();
  expect_drawn(opened(html_report(record, series)), 4, 1);
}

TEST(ReportInBrowser, OpensWithoutAnyRecording) { expect_drawn(opened(html_report({}, {})), 0, 5); }

}  // namespace
}  // namespace tidemark::reports
