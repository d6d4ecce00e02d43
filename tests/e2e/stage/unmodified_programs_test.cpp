// Programs that know nothing of Tidemark, among bot walls: each tells of every host what a person
// would expect of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/stage/stage_run.hpp"

namespace tidemark::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

// What the programs do about timeouts alone would take minutes for all fifty.
std::string some_of_the_luxury_wall() {
  return R"({
    "extends": ")" +
         scenario_path("luxury-wall.json").string() + R"(",
    "name": "some-of-the-luxury-wall",
    "sites+": [{"hosts": ["nowhere.net"], "behavior": {"kind": "no_dns", "answer": "nxdomain"}}],
    "load": {"domains": ["chanel.com", "chanel.jp", "dior.com", "gucci.com", "gucci.cn", "hermes.ch",
                         "hermes.be", "nowhere.net", "prada.us", "louisvuitton.ru", "louisvuitton.fr",
                         "garden-almanac.net"]}
  })";
}

class UnmodifiedPrograms : public StageTest {
 protected:
  [[nodiscard]] std::map<std::string, std::string> ask(const Arguments& command) {
    const auto scenario = write_scenario("some.json", some_of_the_luxury_wall());
    const StagedRun run = run_staged(scenario, {"--quiet"}, command);
    // Whether they leak is their affair: Selenium does leave a directory of Chromium's.
    EXPECT_THAT(run.finished.code(), testing::AnyOf(0, 1, 3)) << run.finished.err;
    EXPECT_EQ(run.network, "isolated");
    EXPECT_THAT(run.notes, testing::Not(Contains(HasSubstr("Chromium")))) << "it lacks something";
    EXPECT_EQ(run.answers.size(), 12U);
    return run.answers;
  }
  [[nodiscard]] static std::string subject(const char* name) {
    return (scenario_path("subjects") / name).string();
  }
};

TEST_P(UnmodifiedPrograms, CurlTellsWhatItMet) {
  auto answers = ask({subject("fetch_curl.sh")});
  EXPECT_EQ(answers["chanel.jp"], "200 ");
  EXPECT_EQ(answers["garden-almanac.net"], "200 ");
  EXPECT_EQ(answers["chanel.com"], "403 ");
  EXPECT_THAT(answers["dior.com"], MatchesRegex("(403|503) "));
  EXPECT_EQ(answers["louisvuitton.fr"], "301 ");
  EXPECT_THAT(answers["gucci.com"], MatchesRegex("000 Operation timed out.*"));
  EXPECT_THAT(answers["gucci.cn"], MatchesRegex("000 .*timed out.*"));
  EXPECT_THAT(answers["hermes.ch"], HasSubstr("certificate has expired"));
  EXPECT_THAT(answers["hermes.be"], HasSubstr("reset"));
  EXPECT_EQ(answers["nowhere.net"], "000 Could not resolve host: nowhere.net");
  EXPECT_THAT(answers["prada.us"], MatchesRegex("000 Resolving timed out.*"));
  EXPECT_EQ(answers["louisvuitton.ru"], "000 Could not resolve host: louisvuitton.ru");
}

TEST_P(UnmodifiedPrograms, UrllibTellsWhatItMet) {
  auto answers = ask({"/usr/bin/python3", subject("fetch_urllib.py")});
  EXPECT_EQ(answers["chanel.jp"], "200");
  EXPECT_EQ(answers["garden-almanac.net"], "200");
  EXPECT_EQ(answers["chanel.com"], "403");
  EXPECT_THAT(answers["dior.com"], MatchesRegex("403|503"));
  EXPECT_EQ(answers["louisvuitton.fr"], "403") << "where it redirects to refuses";
  EXPECT_THAT(answers["gucci.com"], HasSubstr("timed out"));
  EXPECT_THAT(answers["gucci.cn"], HasSubstr("timed out"));
  EXPECT_THAT(answers["hermes.ch"], HasSubstr("certificate has expired"));
  EXPECT_THAT(answers["hermes.be"], MatchesRegex(".*(reset|closed connection).*"));
  EXPECT_THAT(answers["nowhere.net"], HasSubstr("Name or service not known"));
  EXPECT_THAT(answers["prada.us"], HasSubstr("Temporary failure in name resolution"));
  EXPECT_THAT(answers["louisvuitton.ru"], HasSubstr("Temporary failure in name resolution"));
}

TEST_P(UnmodifiedPrograms, PlaywrightTellsWhatItMet) {
  auto answers = ask({"node", subject("visit_playwright.mjs")});
  EXPECT_EQ(answers["chanel.jp"], "200");
  EXPECT_EQ(answers["garden-almanac.net"], "200");
  EXPECT_EQ(answers["chanel.com"], "403");
  EXPECT_THAT(answers["dior.com"], MatchesRegex("403|503"));
  EXPECT_EQ(answers["louisvuitton.fr"], "403") << "where it redirects to refuses";
  EXPECT_EQ(answers["gucci.com"], "TimeoutError");
  EXPECT_EQ(answers["gucci.cn"], "TimeoutError");
  EXPECT_EQ(answers["hermes.ch"], "net::ERR_CERT_DATE_INVALID");
  EXPECT_EQ(answers["hermes.be"], "net::ERR_CONNECTION_RESET");
  EXPECT_EQ(answers["nowhere.net"], "net::ERR_NAME_NOT_RESOLVED");
  EXPECT_EQ(answers["prada.us"], "TimeoutError");
  EXPECT_EQ(answers["louisvuitton.ru"], "net::ERR_NAME_NOT_RESOLVED");
}

TEST_P(UnmodifiedPrograms, SeleniumTellsWhatItMet) {
  auto answers = ask({"/usr/bin/python3", subject("visit_selenium.py")});
  EXPECT_THAT(answers["chanel.jp"], StartsWith("title: "));
  EXPECT_THAT(answers["garden-almanac.net"], StartsWith("title: "));
  EXPECT_THAT(answers["chanel.com"], HasSubstr("Attention Required! | Cloudflare"));
  EXPECT_THAT(answers["dior.com"], HasSubstr("Just a moment..."));
  EXPECT_EQ(answers["gucci.com"], "timeout");
  EXPECT_EQ(answers["gucci.cn"], "timeout");
  EXPECT_EQ(answers["hermes.ch"], "title: Privacy error");
  EXPECT_EQ(answers["hermes.be"], "net::ERR_CONNECTION_RESET");
  EXPECT_EQ(answers["nowhere.net"], "net::ERR_NAME_NOT_RESOLVED");
  EXPECT_EQ(answers["prada.us"], "timeout");
  EXPECT_EQ(answers["louisvuitton.ru"], "net::ERR_NAME_NOT_RESOLVED");
}

TEST_P(UnmodifiedPrograms, OurAnalyzerNeedsNoMapThere) {
  const auto scenario = write_scenario("some.json", some_of_the_luxury_wall());
  const StagedRun run = run_staged(
      scenario, {"--quiet"},
      {"sh", "-c", "exec \"$0\" analyze - --json --quiet --browsers 0 --ca \"$TIDEMARK_CA\"",
       TIDEMARK_PROGRAM});
  EXPECT_THAT(run.finished.code(), testing::AnyOf(0, 3)) << run.finished.err;
  EXPECT_EQ(run.network, "isolated");
}

INSTANTIATE_TEST_SUITE_P(Stage, UnmodifiedPrograms, testing::Values(User::kRoot, User::kOrdinary),
                         name_of);

}  // namespace
}  // namespace tidemark::test
