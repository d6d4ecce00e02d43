// What is said about findings of each kind.
#include "harness/verdict/advice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>

#include "harness/record/names.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Finding finding_of(Resource resource, const std::string& role, std::vector<Culprit> culprits) {
  Finding finding{.resource = resource, .role = role};
  finding.culprits = std::move(culprits);
  return finding;
}

Advice advice_on(Finding finding) {
  add_advice(std::span(&finding, 1));
  return finding.advice;
}

TEST(Advice, NamesTheLibraryThatDrivesTheBrowser) {
  const auto profile = [](const std::string& name) {
    return finding_of(Resource::kDirectories, "", {{.pid = 0, .what = "/tmp/t/" + name}});
  };
  EXPECT_THAT(advice_on(profile("playwright_chromiumdev_profile-Ab12Cd")).see,
              HasSubstr("playwright.dev"));
  EXPECT_THAT(advice_on(profile("puppeteer_dev_chrome_profile-Ab12Cd")).see, HasSubstr("pptr.dev"));
  const auto browser = finding_of(
      Resource::kProcesses, "browser",
      {{.pid = 4,
        .what = "/usr/bin/chromium --enable-automation --test-type=webdriver about:blank"}});
  EXPECT_THAT(advice_on(browser).fix, HasSubstr("driver.quit()"));
}

TEST(Advice, KnowsTheLibraryOfABrowserByTheDirectoryBesideIt) {
  std::vector findings = {
      finding_of(Resource::kProcesses, "renderer",
                 {{.pid = 4, .what = "chromium --type=renderer"}}),
      finding_of(Resource::kDirectories, "", {{.pid = 0, .what = "/tmp/playwright-artifacts-x"}})};
  add_advice(findings);
  EXPECT_THAT(findings[0].advice.see, HasSubstr("playwright.dev"));
}

TEST(Advice, KnowsPlaywrightByTheBeginningOfItsBrowsersLine) {
  // The profile comes after 1,500 more bytes, and what is kept of a culprit ends before.
  const auto browser =
      finding_of(Resource::kDescriptors, "browser",
                 {{.pid = 4,
                   .what = "/usr/lib/chromium/chromium-headless-shell --disable-field-trial-config "
                           "--disable-background-networking --disable-back-forward-cache ..."}});
  EXPECT_THAT(advice_on(browser).see, HasSubstr("playwright.dev"));
}

TEST(Advice, TellsPagesFromBrowsersFromOtherChildren) {
  EXPECT_THAT(advice_on(finding_of(Resource::kProcesses, "renderer", {})).cause,
              HasSubstr("contexts"));
  EXPECT_THAT(advice_on(finding_of(Resource::kProcesses, "browser", {})).cause,
              HasSubstr("browsers"));
  EXPECT_THAT(advice_on(finding_of(Resource::kProcesses, "other", {})).cause,
              HasSubstr("child processes"));
  EXPECT_THAT(advice_on(finding_of(Resource::kZombies, "other", {})).fix, HasSubstr("init"));
}

TEST(Advice, TellsALeakOfTheBrowserFromOneOfTheSubject) {
  Finding growing = finding_of(Resource::kMemory, "", {});
  EXPECT_THAT(advice_on(growing).fix, Not(HasSubstr("until then")));
  growing.retirement = Retirement{.role = "browser", .share = 1};
  EXPECT_THAT(advice_on(growing).cause, HasSubstr("pages"));
  EXPECT_THAT(advice_on(growing).fix, HasSubstr("until then replace the browser"));
  growing.retirement->role = "subject";
  EXPECT_THAT(advice_on(growing).cause, HasSubstr("caches"));
  EXPECT_THAT(advice_on(growing).fix, HasSubstr("until then restart the subject"));
}

TEST(Advice, IsSilentOnWhatHasStoppedGrowing) {
  Finding plateau = finding_of(Resource::kProcesses, "renderer", {});
  plateau.kind = FindingKind::kPlateau;
  EXPECT_THAT(advice_on(plateau).fix, IsEmpty());
  plateau.kind = FindingKind::kOrphan;
  EXPECT_THAT(advice_on(plateau).fix, Not(IsEmpty()));
}

TEST(Advice, HasAFixForEachOtherTrouble) {
  for (const auto& [kind, name] : EnumNames<FindingKind>::kAll) {
    if (!is_other_trouble(kind)) continue;
    Finding trouble = finding_of(Resource::kWork, "", {});
    trouble.kind = kind;
    const Advice advice = advice_on(trouble);
    EXPECT_THAT(advice.cause, Not(IsEmpty())) << name;
    EXPECT_THAT(advice.fix, Not(IsEmpty())) << name;
    EXPECT_THAT(advice.see, Not(IsEmpty())) << name;
  }
}

}  // namespace
}  // namespace tidemark::harness
