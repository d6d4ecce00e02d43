// `tidemark sites` as a program: what it prints, how it ends, what it leaves behind.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <openssl/x509_vfy.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "tests/harness/site_client.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SitesCommand : public test::LeavesNothingBehind {
 protected:
  void SetUp() override {
    LeavesNothingBehind::SetUp();
    auto dir = TempDir::create("tidemark-test");
    ASSERT_TRUE(dir) << dir.error().message;
    dir_ = std::move(*dir);
  }
  void TearDown() override {
    child_.reset();
    out_.reset();
    dir_ = TempDir();
    LeavesNothingBehind::TearDown();
  }

  // Starts `tidemark sites`, with temporary files in a directory of ours and standard error in a
  // file.
  void start(std::vector<std::string> arguments) {
    test::Pipe out = test::Pipe::open();
    const UniqueFd error(
        ::open((dir_.path() / "stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    arguments.insert(arguments.begin(), "sites");
    fs::create_directory(dir_.path() / "it's tmp");
    auto child =
        probes::Child::start({.program = TIDEMARK_PROGRAM,
                              .arguments = std::move(arguments),
                              .environment = {{"TMPDIR=" + (dir_.path() / "it's tmp").string()}}},
                             {.descriptors = {{.theirs = 1, .ours = out.write.get()},
                                              {.theirs = 2, .ours = error.get()}}});
    ASSERT_TRUE(child) << child.error().message;
    child_ = std::move(*child);
    out_ = std::move(out.read);
  }

  std::string first_line() { return test::read_line(out_.get()).value_or(""); }
  std::optional<int> exit_code() {
    return child_->wait(test::soon()).value_or(probes::ExitStatus{}).code;
  }
  std::string errors() {
    std::ifstream file(dir_.path() / "stderr");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] bool left_nothing() const { return fs::is_empty(dir_.path() / "it's tmp"); }

  TempDir dir_;
  std::optional<probes::Child> child_;
  UniqueFd out_;
};

constexpr const char* kLuxury = SCENARIOS_DIR "/luxury-wall.json";

std::uint16_t port_of(const std::string& text) {
  return static_cast<std::uint16_t>(std::stoul(text.substr(text.rfind(':') + 1)));
}

TEST_F(SitesCommand, PrintsOneLineOfArgumentsForAShell) {
  start({kLuxury});
  const std::string line = first_line();
  const std::regex shape(
      R"(--map '\*:80=127\.0\.0\.1:(\d+)' --map '\*:443=127\.0\.0\.1:(\d+)' )"
      R"(--ca '/.*/it'\\''s tmp/tidemark-sites-\w+/ca\.pem' --resolver 127\.0\.0\.1:(\d+))");
  std::smatch parts;
  ASSERT_TRUE(std::regex_match(line, parts, shape)) << line;
  harness::SiteClient client(static_cast<std::uint16_t>(std::stoul(parts[1])));
  EXPECT_EQ(client.get("chanel.com").status, 403U);
  ASSERT_TRUE(child_->signal(SIGINT));
  EXPECT_EQ(exit_code(), 130);
  EXPECT_TRUE(left_nothing());
  EXPECT_EQ(test::read_line(out_.get()), std::nullopt);  // nothing but the one line
  EXPECT_THAT(errors(), HasSubstr("Serving 50 hosts of luxury-wall"));
  EXPECT_THAT(errors(), HasSubstr("Served 1 requests"));
}

TEST_F(SitesCommand, PrintsJsonForPrograms) {
  start({kLuxury, "--json", "--quiet"});
  const auto reach = nlohmann::json::parse(first_line());
  EXPECT_EQ(reach.at("map").size(), 2U);
  EXPECT_EQ(reach.at("domains").size(), 50U);
  const std::string secure = reach.at("map")[1];
  EXPECT_THAT(secure, testing::StartsWith("*:443=127.0.0.1:"));
  harness::SiteClient client(port_of(secure));
  EXPECT_EQ(client.start_tls("dior.es", reach.at("ca")), X509_V_OK);
  EXPECT_EQ(client.get("dior.es").status, 200U);
  const std::uint16_t resolver = port_of(reach.at("resolver"));
  EXPECT_TRUE(harness::ask_dns(resolver, "dior.es", 1));
  ASSERT_TRUE(child_->signal(SIGTERM));
  EXPECT_EQ(exit_code(), 143);
  EXPECT_TRUE(left_nothing());
  EXPECT_EQ(errors(), "");
}

TEST_F(SitesCommand, LogsEachRequestAsItGoes) {
  const fs::path log = dir_.path() / "log";
  std::ofstream(log) << "{}\n";  // appended to
  start({kLuxury, "--json", "--quiet", "--log", log.string()});
  const auto reach = nlohmann::json::parse(first_line());
  const harness::Answer answer =
      harness::SiteClient(port_of(reach.at("map")[0])).get("chanel.com", "/x");
  const auto lines = [&] {
    std::ifstream file(log);
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  };
  const Deadline deadline = test::soon();
  while (lines().size() < 2 && !deadline.passed()) std::this_thread::yield();
  ASSERT_EQ(lines().size(), 2U);
  const auto request = nlohmann::json::parse(lines()[1]);
  EXPECT_EQ(request.at("host"), "chanel.com");
  EXPECT_EQ(request.at("asked"), "GET /x");
  EXPECT_EQ(request.at("status"), answer.status);
  // What is under way at the end is in it too.
  harness::SiteClient last(port_of(reach.at("map")[0]));
  EXPECT_EQ(last.get("dior.es").ending, harness::Ending::kData);
  ASSERT_TRUE(child_->signal(SIGTERM));
  EXPECT_EQ(exit_code(), 143);
  EXPECT_EQ(lines().size(), 3U);
  EXPECT_EQ(errors(), "");
}

TEST_F(SitesCommand, GoesOnWhenTheLogsDiskIsFull) {
  start({kLuxury, "--json", "--quiet", "--log", "/dev/full"});
  const auto reach = nlohmann::json::parse(first_line());
  harness::SiteClient client(port_of(reach.at("map")[0]));
  EXPECT_EQ(client.get("chanel.com").status, 403U);
  const Deadline deadline = test::soon();
  while (errors().empty() && !deadline.passed()) std::this_thread::yield();
  EXPECT_EQ(client.get("chanel.com").status, 403U);
  ASSERT_TRUE(child_->signal(SIGTERM));
  EXPECT_EQ(exit_code(), 143);
  EXPECT_EQ(errors(),
            "tidemark: write the log /dev/full: No space left on device; requests are missing from "
            "it from here on\ntidemark: 2 requests are not in /dev/full\n");
}

TEST_F(SitesCommand, SaysWhichLogCannotBeWritten) {
  start({kLuxury, "--log", (dir_.path() / "no" / "log").string()});
  EXPECT_EQ(exit_code(), 2);
  EXPECT_THAT(errors(), HasSubstr("no/log: No such file or directory"));
  const fs::path pipe = dir_.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  start({kLuxury, "--log", pipe.string()});
  EXPECT_EQ(exit_code(), 2);
  EXPECT_THAT(errors(), HasSubstr("nobody reads this pipe"));
}

TEST_F(SitesCommand, SaysWhatIsWrongWithAScenario) {
  const fs::path file = dir_.path() / "s.json";
  std::ofstream(file) << R"({"name": "n", "sites": [{"hosts": ["a.com"], "behaviour": {}}]})";
  start({file.string()});
  EXPECT_EQ(exit_code(), 2);
  EXPECT_THAT(errors(), HasSubstr("s.json: /sites/0/behaviour: unknown key (allowed: behavior, "));
  start({(dir_.path() / "none.json").string()});
  EXPECT_EQ(exit_code(), 2);
  EXPECT_THAT(errors(), HasSubstr("none.json: No such file or directory"));
}

TEST_F(SitesCommand, SaysWhichPortIsTaken) {
  start({kLuxury, "--json"});
  const auto reach = nlohmann::json::parse(first_line());
  const std::string taken = std::to_string(port_of(reach.at("map")[0]));
  const probes::Child first = std::move(*child_);
  start({kLuxury, "--http-port", taken});
  EXPECT_EQ(exit_code(), 2);
  EXPECT_THAT(errors(), HasSubstr("127.0.0.1:" + taken + ": Address already in use"));
}

TEST_F(SitesCommand, EndsWhenNobodyReadsWhereItsSitesAre) {
  test::Pipe out = test::Pipe::open();
  out.read.reset();
  auto child = probes::Child::start({.program = TIDEMARK_PROGRAM,
                                     .arguments = {"sites", kLuxury},
                                     .environment = {{"TMPDIR=" + dir_.path().string()}}},
                                    {.descriptors = {{.theirs = 1, .ours = out.write.get()}}});
  ASSERT_TRUE(child) << child.error().message;
  child_ = std::move(*child);
  EXPECT_EQ(exit_code(), 5);
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

}  // namespace
}  // namespace tidemark::cli
