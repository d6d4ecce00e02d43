// A throw-away certificate authority: refused by a browser, trusted by one that was told to.
#include "analyzer/browser/nss_database.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "probes/process/child.hpp"
#include "tests/analyzer/browser/pool_fixture.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using analyzer::ErrorClass;

class Authority : public PoolTest {
 protected:
  void SetUp() override {
    PoolTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    auto made = TempDir::create("tidemark-t");
    ASSERT_TRUE(made) << made.error().message;
    folder_ = std::move(*made);
    openssl({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
             "-subj", "/CN=Test Authority", "-days", "2"});
    openssl({"req", "-newkey", "rsa:2048", "-nodes", "-keyout", "site.key", "-out", "site.csr",
             "-subj", "/CN=shop.example"});
    std::ofstream(folder_.path() / "names") << "subjectAltName=DNS:shop.example\n";
    openssl({"x509", "-req", "-in", "site.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
             "-CAcreateserial", "-out", "site.pem", "-days", "2", "-extfile", "names"});
    start_site();
  }
  void TearDown() override {
    server_.reset();
    PoolTest::TearDown();
  }
  [[nodiscard]] fs::path authority() const { return folder_.path() / "ca.pem"; }
  [[nodiscard]] BrowserOptions options() const {
    BrowserOptions options;
    options.scratch_root = scratch();
    EXPECT_TRUE(options.reach.map.add("*=127.0.0.1:" + port_));
    return options;
  }

 private:
  void openssl(std::vector<std::string> arguments) {
    auto process = probes::Child::start({.program = "openssl",
                                         .arguments = std::move(arguments),
                                         .working_directory = folder_.path()});
    ASSERT_TRUE(process) << process.error().message;
    const auto status = process->wait(soon());
    ASSERT_TRUE(status && status->success());
  }
  void start_site() {
    Pipe output = Pipe::open();
    auto server = probes::Child::start(
        {.program = "openssl",
         .arguments = {"s_server", "-accept", "127.0.0.1:0", "-cert", "site.pem", "-key",
                       "site.key", "-www"},
         .working_directory = folder_.path()},
        {.descriptors = {{.theirs = STDOUT_FILENO, .ours = output.write.get()}}});
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
    output.write.reset();
    for (auto line = read_line(output.read.get()); line; line = read_line(output.read.get())) {
      if (line->starts_with("ACCEPT ")) {
        port_ = line->substr(line->rfind(':') + 1);
        return;
      }
    }
    FAIL() << "openssl s_server did not say where it listens";
  }

  TempDir folder_;
  std::optional<probes::Child> server_;
  std::string port_;
};

TEST_F(Authority, IsRefusedByDefault) {
  make_pool(options());
  const PageVisit page = visit("https://shop.example/");
  EXPECT_EQ(page.error, ErrorClass::kTlsUntrusted);
  EXPECT_EQ(page.detail, "net::ERR_CERT_AUTHORITY_INVALID");
}

TEST_F(Authority, IsTrustedWhenGiven) {
  BrowserOptions trusting = options();
  trusting.ca_file = authority();
  make_pool(trusting);
  const PageVisit page = visit("https://shop.example/");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(page.content.text.contains("s_server"));
}

TEST_F(Authority, MustBeACertificate) {
  const auto none = analyzer::NssDatabase::create("/dev/null", scratch());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kBadInput);
  const fs::path nonsense = authority().parent_path() / "nonsense.pem";
  std::ofstream(nonsense) << "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
  const auto refused = analyzer::NssDatabase::create(nonsense, scratch());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kBadInput) << refused.error().message;
}

}  // namespace
}  // namespace tidemark::test
