// `tidemark sites` poked with curl and with Chromium: every behaviour is what its scenario says.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"
#include "tests/harness/site_client.hpp"

namespace tidemark::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

// One host of each behaviour, named after it.
constexpr const char* kEveryKind = R"({
  "name": "every-kind",
  "sites": [
    {"hosts": ["page.example"], "behavior": {"kind": "page"}},
    {"hosts": ["shell.example"], "behavior": {"kind": "shell"}},
    {"hosts": ["block.example"], "behavior": {"kind": "block", "vendor": "cloudflare"}},
    {"hosts": ["challenge.example"],
     "behavior": {"kind": "challenge", "vendor": "cloudflare", "reload_ms": 200, "passes_after": 2}},
    {"hosts": ["present.example"], "behavior": {"kind": "present", "vendor": "cloudflare"}},
    {"hosts": ["tarpit.example"], "behavior": {"kind": "tarpit"}},
    {"hosts": ["tls-stall.example"], "behavior": {"kind": "tls_stall"}},
    {"hosts": ["drip.example"], "behavior": {"kind": "drip", "bytes": 7, "interval_ms": 300}},
    {"hosts": ["slow.example"], "behavior": {"kind": "slow", "delay_ms": 600}},
    {"hosts": ["reset.example"], "behavior": {"kind": "reset"}},
    {"hosts": ["expired-certificate.example"], "behavior": {"kind": "expired_certificate"}},
    {"hosts": ["wrong-certificate.example"], "behavior": {"kind": "wrong_certificate"}},
    {"hosts": ["no-dns.example"], "behavior": {"kind": "no_dns", "answer": "nxdomain"}},
    {"hosts": ["dns-slow.example"], "behavior": {"kind": "dns_slow", "delay_ms": 300}},
    {"hosts": ["rebind.example"],
     "behavior": {"kind": "rebind", "first": "203.0.113.9", "then": "192.168.0.1"}},
    {"hosts": ["refuse.example"], "behavior": {"kind": "refuse"}},
    {"hosts": ["status.example"], "behavior": {"kind": "status", "code": 503}},
    {"hosts": ["http-auth.example"], "behavior": {"kind": "http_auth"}},
    {"hosts": ["redirect.example"], "behavior": {"kind": "redirect", "to": "https://page.example/"}},
    {"hosts": ["loop.example"], "behavior": {"kind": "loop", "length": 3}},
    {"hosts": ["title.example"], "behavior": {"kind": "title", "title": "<b>\"T\"</b>"}},
    {"hosts": ["big.example"], "behavior": {"kind": "big", "bytes": 300000}},
    {"hosts": ["endless.example"], "behavior": {"kind": "big"}},
    {"hosts": ["alert.example"], "behavior": {"kind": "alert", "message": "Well?"}},
    {"hosts": ["busy.example"], "behavior": {"kind": "busy"}},
    {"hosts": ["popup-storm.example"], "behavior": {"kind": "popup_storm", "count": 5}},
    {"hosts": ["memory-hog.example"],
     "behavior": {"kind": "memory_hog", "bytes": 50000000, "step_bytes": 10000000, "interval_ms": 1}},
    {"hosts": ["service-worker.example"], "behavior": {"kind": "service_worker"}},
    {"hosts": ["download.example"], "behavior": {"kind": "download", "bytes": 123456}},
    {"hosts": ["flaky.example"], "behavior": {"kind": "reset"}, "fails": 2}
  ]
})";

// What curl says of one URL.
struct Curled {
  int exit_code = -1;
  int status = 0;
  std::string head;
  std::string body;
  std::size_t size = 0;
  double first_byte = 0;  // seconds
};

// A command of a shell: how it ended and what it wrote.
std::pair<int, std::string> shell(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return {-1, ""};
  std::string text;
  std::array<char, 65536> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    text.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text};
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Sites : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    if (shell("curl --version").first != 0) GTEST_SKIP() << "needs curl";
    scenario_ = write_file("every.json", kEveryKind);
    sites_.emplace(scenario_, scratch());
    const Arguments& reach = sites_->reach();  // --map *:80=A --map *:443=B --ca C --resolver D
    ASSERT_EQ(reach.size(), 8U);
    http_ = reach[1].substr(reach[1].find('=') + 1);
    https_ = reach[3].substr(reach[3].find('=') + 1);
    ca_ = reach[5];
    dns_ = static_cast<std::uint16_t>(std::stoul(reach[7].substr(reach[7].rfind(':') + 1)));
  }
  void TearDown() override {
    sites_.reset();
    EndToEnd::TearDown();
  }

  [[nodiscard]] Curled curl(const std::string& url, const std::string& options = "") const {
    const auto head = scenario_.parent_path() / "head";
    const auto body = scenario_.parent_path() / "body";
    std::filesystem::remove(head);
    std::filesystem::remove(body);
    const auto [code, out] =
        shell("curl -sS -m 30 --connect-to :80:" + http_ + " --connect-to :443:" + https_ +
              " --cacert " + ca_ + " -D " + head.string() + " -o " + body.string() +
              " -w '%{http_code} %{size_download} %{time_starttransfer}' " + options + " " + url +
              " 2>/dev/null");
    Curled curled{.exit_code = code, .head = text_of(head), .body = text_of(body)};
    std::istringstream(out) >> curled.status >> curled.size >> curled.first_byte;
    return curled;
  }
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> ask(const std::string& name) const {
    return harness::ask_dns(dns_, name, 1);
  }

  std::filesystem::path scenario_;
  std::optional<Simulator> sites_;
  std::string http_;
  std::string https_;
  std::string ca_;
  std::uint16_t dns_ = 0;
};

// curl's exit codes (curl(1)).
constexpr int kTimedOut = 28;
constexpr int kTooManyRedirects = 47;
constexpr int kReceiveFailed = 56;
constexpr int kBadCertificate = 60;

TEST_F(Sites, AreAllOfTheKindsThatThereAre) {
  std::set<std::string> poked;
  const json scenario = json::parse(kEveryKind);
  for (const json& site : scenario["sites"]) {
    poked.insert(site["behavior"]["kind"].get<std::string>());
  }
  const json schema = json::parse(text_of(scenario_path("scenario.schema.json")));
  const std::set<std::string> known =
      schema["definitions"]["behavior"]["properties"]["kind"]["enum"];
  EXPECT_EQ(poked, known);
}

TEST_F(Sites, ServePagesAndWalls) {
  for (const char* scheme : {"http", "https"}) {
    const Curled page = curl(std::string(scheme) + "://page.example/");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.head, HasSubstr("Content-Type: text/html"));
    EXPECT_THAT(page.body, HasSubstr("<title>Page</title>"));
  }
  EXPECT_NEAR(static_cast<double>(curl("https://page.example/site.js").size), 24 * 1024, 100);
  EXPECT_EQ(curl("https://page.example/nothing").status, 404);
  EXPECT_THAT(curl("https://shell.example/").body, HasSubstr("<div id=\"root\"></div>"));
  const Curled block = curl("https://block.example/");
  EXPECT_EQ(block.status, 403);
  EXPECT_THAT(block.head, HasSubstr("Server: cloudflare"));
  EXPECT_THAT(block.head, Not(HasSubstr("cf-mitigated")));
  const Curled challenge = curl("https://challenge.example/");
  EXPECT_EQ(challenge.status, 403);
  EXPECT_THAT(challenge.head, HasSubstr("cf-mitigated: challenge"));
  const Curled present = curl("https://present.example/");
  EXPECT_EQ(present.status, 200);
  EXPECT_THAT(present.head, HasSubstr("Server: cloudflare"));
  const Curled refuse = curl("http://refuse.example/");
  EXPECT_EQ(refuse.status, 403);
  EXPECT_THAT(refuse.head, Not(HasSubstr("Server:")));
  EXPECT_EQ(curl("https://status.example/").status, 503);
  EXPECT_THAT(curl("https://title.example/").body,
              HasSubstr("<title>&lt;b&gt;&quot;T&quot;&lt;/b&gt;</title>"));
  const Curled unknown = curl("http://nobody.example/");
  EXPECT_EQ(unknown.status, 421);
}

TEST_F(Sites, KeepCurlWaiting) {
  const Curled tarpit = curl("https://tarpit.example/", "-m 1");
  EXPECT_EQ(tarpit.exit_code, kTimedOut);
  EXPECT_EQ(tarpit.head, "");
  EXPECT_EQ(curl("https://tls-stall.example/", "-m 1").exit_code, kTimedOut);
  EXPECT_EQ(curl("http://tls-stall.example/").status, 301);
  const Curled drip = curl("https://drip.example/", "-m 2");
  EXPECT_EQ(drip.exit_code, kTimedOut);
  const Curled slow = curl("https://slow.example/");
  EXPECT_EQ(slow.status, 200);
  EXPECT_GE(slow.first_byte, 0.6);
  EXPECT_EQ(curl("https://big.example/").size, 300000U);
  const Curled endless = curl("https://endless.example/", "-m 2 --limit-rate 2M");
  EXPECT_EQ(endless.exit_code, kTimedOut);
  EXPECT_GT(endless.size, 300000U);
}

TEST_F(Sites, BreakOffAndLieAboutWhoTheyAre) {
  EXPECT_EQ(curl("https://reset.example/").exit_code, kReceiveFailed);
  EXPECT_EQ(curl("http://flaky.example/").exit_code, kReceiveFailed);
  EXPECT_EQ(curl("http://flaky.example/").exit_code, kReceiveFailed);
  EXPECT_EQ(curl("http://flaky.example/").status, 200);
  for (const std::string host : {"expired-certificate.example", "wrong-certificate.example"}) {
    EXPECT_EQ(curl("https://" + host + "/").exit_code, kBadCertificate) << host;
    EXPECT_EQ(curl("https://" + host + "/", "--insecure").status, 200) << host;
    EXPECT_THAT(curl("http://" + host + "/").head, HasSubstr("Location: https://" + host + "/"));
  }
}

TEST_F(Sites, LeadElsewhere) {
  const Curled redirect = curl("https://redirect.example/");
  EXPECT_EQ(redirect.status, 302);
  EXPECT_THAT(redirect.head, HasSubstr("Location: https://page.example/"));
  EXPECT_THAT(curl("https://redirect.example/", "-L").body, HasSubstr("<title>Page</title>"));
  EXPECT_EQ(curl("https://loop.example/", "-L --max-redirs 20").exit_code, kTooManyRedirects);
  const Curled locked = curl("https://http-auth.example/");
  EXPECT_EQ(locked.status, 401);
  EXPECT_THAT(locked.head, HasSubstr("WWW-Authenticate: Basic realm=\"members\""));
  EXPECT_EQ(curl("https://http-auth.example/", "-u guest:wrong").status, 401);
  EXPECT_EQ(curl("https://http-auth.example/", "-u guest:guest").status, 200);
  const Curled download = curl("https://download.example/");
  EXPECT_THAT(download.head, HasSubstr("Content-Disposition: attachment"));
  EXPECT_EQ(download.size, 123456U);
}

TEST_F(Sites, AreNamedAsTheirDnsSays) {
  EXPECT_EQ(ask("no-dns.example")->at(3) & 0x0FU, 3U);
  const SteadyTime begin = steady_now();
  EXPECT_EQ(ask("dns-slow.example")->at(7), 1U);
  EXPECT_GE(steady_now() - begin, std::chrono::milliseconds(300));
  const auto last_four = [](const std::vector<std::uint8_t>& answer) {
    return std::vector<std::uint8_t>(answer.end() - 4, answer.end());
  };
  EXPECT_THAT(last_four(*ask("rebind.example")), testing::ElementsAre(203, 0, 113, 9));
  EXPECT_THAT(last_four(*ask("rebind.example")), testing::ElementsAre(192, 168, 0, 1));
}

// What Chromium makes of each, as tests/e2e/launchers/look_at_sites.mjs tells it.
TEST_F(Sites, DoToABrowserWhatTheySay) {
  const auto port = [](const std::string& at) { return at.substr(at.rfind(':') + 1); };
  const auto [code, out] = shell("timeout -k 5 150 env TIDEMARK_TEST_BROWSER=" TIDEMARK_TEST_BROWSER
                                 " node " TIDEMARK_LAUNCHERS "/look_at_sites.mjs " +
                                 port(http_) + " " + port(https_) + " " + ca_);
  ASSERT_EQ(code, 0) << out;
  const json seen = json::parse(out);
  EXPECT_EQ(seen["page"], json({{"status", 200}, {"title", "Page"}, {"resources", 5}}));
  EXPECT_GT(seen["shell"]["text"], 1000);
  EXPECT_EQ(seen["challenge"], json({{"first", 403}, {"at last", 200}}));
  EXPECT_EQ(seen["alert"], json({{"dialog", "Well?"}, {"title", "Alert"}}));
  EXPECT_EQ(seen["popup_storm"], 5);
  EXPECT_EQ(seen["busy"], "no answer");
  EXPECT_GE(seen["memory_hog"], 50'000'000);
  EXPECT_EQ(seen["service_worker"],
            json({{"url", "https://service-worker.example/worker.js"}, {"serves", true}}));
  EXPECT_EQ(seen["download"], 123456);
  EXPECT_EQ(seen["http_auth"], json({{"without", 401}, {"with", 200}}));
  EXPECT_EQ(seen["title"], "<b>\"T\"</b>");
  EXPECT_THAT(seen["loop"], HasSubstr("ERR_TOO_MANY_REDIRECTS"));
  EXPECT_THAT(seen["reset"], HasSubstr("ERR_CONNECTION_RESET"));
  EXPECT_THAT(seen["tarpit"], HasSubstr("Timeout"));
  EXPECT_THAT(seen["tls_stall"], HasSubstr("Timeout"));
  EXPECT_THAT(seen["expired_certificate"], HasSubstr("ERR_CERT_DATE_INVALID"));
  EXPECT_THAT(seen["wrong_certificate"], HasSubstr("ERR_CERT_COMMON_NAME_INVALID"));
}

}  // namespace
}  // namespace tidemark::test
