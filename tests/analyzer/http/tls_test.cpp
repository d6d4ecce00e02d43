// TLS: whom it trusts, and what is said of what it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <fstream>

#include "analyzer/http/trust_store.hpp"
#include "probes/base/temp_dir.hpp"
#include "tests/analyzer/http/http_client_fixture.hpp"
#include "tests/analyzer/test_authority.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class HttpsTest : public HttpClientTest {
 protected:
  HttpsTest() {
    dir_ = TempDir::create("tidemark-test").value();
    std::ofstream(ca_file()) << authority_.certificate();
    client({.ca_file = ca_file()});
  }

  fs::path ca_file() const { return dir_.path() / "ca.pem"; }

  ScriptedSite& serve_tls(const TlsIdentity& identity) {
    SiteScript script = always({.send = page("secret")});
    script.tls = identity;
    return serve(script);
  }

  Timed get_tls(const ScriptedSite& site, std::chrono::nanoseconds budget = kGenerous) {
    return get("https://site.example/", {"127.0.0.1", site.port()}, budget);
  }

  TestAuthority authority_;
  TempDir dir_;
};

TEST_F(HttpsTest, TrustsTheGivenAuthority) {
  const auto& site = serve_tls(authority_.issue("site.example"));
  const Timed got = get_tls(site);
  EXPECT_EQ(got.error, std::nullopt) << got.detail;
  EXPECT_EQ(got.response->body, "secret");
  EXPECT_EQ(got.address, "127.0.0.1:" + std::to_string(site.port()));
  EXPECT_THAT(got.tls, MatchesRegex("TLS 1\\.3, http/1\\.1, certificate site\\.example until "
                                    "20[0-9][0-9]-[01][0-9]-[0-3][0-9]"));
  EXPECT_THAT(site.requests().front(), HasSubstr("Sec-Fetch-Mode: navigate\r\n"));
}

TEST_F(HttpsTest, SaysWhatIsWrongWithACertificate) {
  const auto error_of = [this](const TlsIdentity& identity) {
    const Timed got = get_tls(serve_tls(identity));
    EXPECT_EQ(got.stage, Stage::kTls);
    EXPECT_FALSE(got.response);
    EXPECT_NE(got.detail, "");
    EXPECT_THAT(got.tls, MatchesRegex("certificate (site|other)\\.example until 20.*"));
    return got.error;
  };
  EXPECT_EQ(error_of(authority_.issue("site.example", {.from = -48h, .until = -24h})),
            ErrorClass::kTlsExpired);
  EXPECT_EQ(error_of(authority_.issue("site.example", {.from = 24h, .until = 48h})),
            ErrorClass::kTlsExpired);
  EXPECT_EQ(error_of(authority_.issue("other.example")), ErrorClass::kTlsNameMismatch);
  EXPECT_EQ(error_of(TestAuthority().issue("site.example")), ErrorClass::kTlsUntrusted);
}

TEST_F(HttpsTest, TellsOfAKeptConnectionWhatItsHandshakeShowed) {
  SiteScript script = always({.send = page("x"), .then = Then::kNextRequest});
  script.tls = authority_.issue("*.site.example");
  const auto& site = serve(script);
  const Endpoint to{"127.0.0.1", site.port()};
  const Timed first = get("https://www.site.example/", to);
  const Timed second = get("https://www.site.example/again", to);
  EXPECT_EQ(site.connections(), 1);
  EXPECT_THAT(first.tls, HasSubstr("certificate *.site.example until "));
  EXPECT_EQ(second.tls, first.tls);
  EXPECT_EQ(get(serve(always({.send = page("x")}))).tls, "");
}

TEST_F(HttpsTest, AResetWithinTheBodyIsAReset) {
  std::string half = page(std::string(1000, 'x'));
  half.resize(half.size() - 500);
  for (const Then then : {Then::kClose, Then::kReset}) {
    SiteScript script = always({.send = half, .piece = 100, .pause = 1ms, .then = then});
    script.tls = authority_.issue("site.example");
    const Timed got = get_tls(serve(script));
    EXPECT_EQ(got.error, ErrorClass::kReset) << got.detail;
    EXPECT_EQ(got.response->body.size(), 500U);
  }
}

TEST_F(HttpsTest, WithoutTheAuthorityNothingOfItIsTrusted) {
  client();
  EXPECT_EQ(get_tls(serve_tls(authority_.issue("site.example"))).error, ErrorClass::kTlsUntrusted);
}

TEST_F(HttpsTest, AStalledHandshakeEndsAtTheDeadline) {
  SiteScript stalls;
  stalls.on_connect = SiteAct{.then = Then::kHang};
  const Timed got = get_tls(serve(stalls), kShort);
  EXPECT_EQ(got.error, ErrorClass::kTlsTimeout);
  EXPECT_EQ(got.stage, Stage::kTls);
}

TEST_F(HttpsTest, ABrokenHandshakeIsATlsFailure) {
  for (const SiteAct& act : {SiteAct{.send = page("plain http")}, SiteAct{.then = Then::kClose}}) {
    SiteScript breaks;
    breaks.on_connect = act;
    const Timed got = get_tls(serve(breaks));
    EXPECT_EQ(got.error, ErrorClass::kTlsFailed) << got.detail;
    EXPECT_EQ(got.stage, Stage::kTls);
  }
  SiteScript resets;
  resets.on_connect = SiteAct{.then = Then::kReset};
  // It may come before libcurl has seen that the connection stood.
  EXPECT_THAT(get_tls(serve(resets)).error, AnyOf(ErrorClass::kTlsFailed, ErrorClass::kReset));
}

TEST_F(HttpsTest, NoAnswerAfterTheHandshakeIsNoResponse) {
  SiteScript script = always({.then = Then::kHang});
  script.tls = authority_.issue("site.example");
  const Timed got = get_tls(serve(script), kShort);
  EXPECT_EQ(got.error, ErrorClass::kNoResponse);
  EXPECT_EQ(got.stage, Stage::kRequest);
}

TEST_F(HttpsTest, AnAuthorityFileWithoutCertificateIsBadInput) {
  std::ofstream(dir_.path() / "empty.pem") << "nothing here\n";
  for (const fs::path& file : {dir_.path() / "empty.pem", dir_.path() / "missing.pem"}) {
    const auto made = HttpClient::create(io_.get_executor(), {.ca_file = file});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(made.error().message, HasSubstr(file.string()));
  }
  const auto agent = HttpClient::create(io_.get_executor(), {.user_agent = "a\r\nX: y"});
  ASSERT_FALSE(agent);
  EXPECT_EQ(agent.error().code, ErrorCode::kBadInput);
}

TEST_F(HttpsTest, TheSystemsAuthoritiesStayTrustedBesideTheGivenOne) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> bundle(
      std::fopen("/etc/ssl/certs/ca-certificates.crt", "re"), &std::fclose);
  if (!bundle) GTEST_SKIP() << "no system bundle on this machine";
  const std::unique_ptr<X509, decltype(&::X509_free)> root(
      ::PEM_read_X509(bundle.get(), nullptr, nullptr, nullptr), &::X509_free);
  ASSERT_TRUE(root);
  const auto trust = TrustStore::open(ca_file());
  ASSERT_TRUE(trust) << trust.error().message;
  const std::unique_ptr<X509_STORE_CTX, decltype(&::X509_STORE_CTX_free)> check(
      ::X509_STORE_CTX_new(), &::X509_STORE_CTX_free);
  ::X509_STORE_CTX_init(check.get(), trust->get(), root.get(), nullptr);
  EXPECT_EQ(::X509_verify_cert(check.get()), 1);
}

}  // namespace
}  // namespace tidemark::analyzer
