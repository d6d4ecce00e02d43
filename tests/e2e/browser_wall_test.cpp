// A wall that only a browser meets: over HTTP its site says nothing at all.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "tests/analyzer/scripted_site.hpp"
#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

using analyzer::ScriptedSite;
using analyzer::SiteAct;
using analyzer::TestAuthority;
using nlohmann::json;

constexpr const char* kWall = "kasada-wall.example";
constexpr const char* kScript = "scripted-wall.example";
constexpr const char* kArticle = "article.example";

std::string response(const std::string& head, const std::string& body) {
  return "HTTP/1.1 " + head +
         "\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

// Cuts off whoever is no browser; Chromium asks to keep the connection, our HTTP client does not.
analyzer::SiteScript browsers_only(const TestAuthority& authority, const std::string& host,
                                   const std::string& answer) {
  const auto act = [answer](const std::string& request) {
    if (!request.contains("Connection: keep-alive")) return SiteAct{.then = SiteAct::Then::kReset};
    return SiteAct{.send = answer};
  };
  return {.on_request = act, .tls = authority.issue(host)};
}

class BrowserWall : public EndToEnd {
 protected:
  void serve(const std::string& host, const std::string& answer) {
    const auto& site = sites_.emplace_back(
        std::make_unique<ScriptedSite>(loop_, browsers_only(authority_, host, answer)));
    reach_.insert(reach_.end(), {"--map", host + "=127.0.0.1:" + std::to_string(site->port())});
    domains_.push_back(host);
  }
  // The results by domain.
  std::map<std::string, json> analyze() {
    const std::jthread serving([this] { loop_.run(); });
    Arguments arguments{"analyze", "--json", "--budget", "30s"};
    arguments.insert(arguments.end(), domains_.begin(), domains_.end());
    arguments.insert(arguments.end(), reach_.begin(), reach_.end());
    arguments.insert(arguments.end(),
                     {"--ca", write_file("ca.pem", authority_.certificate()).string()});
    const Finished finished = run(arguments);
    loop_.stop();
    EXPECT_EQ(finished.code(), 0) << finished.err;
    std::map<std::string, json> results;
    for (const std::string& line : finished.lines()) {
      json result = json::parse(line);
      const std::string domain = result["domain"];
      results[domain] = std::move(result);
    }
    return results;
  }

 private:
  TestAuthority authority_;
  boost::asio::io_context loop_{1};
  std::vector<std::unique_ptr<ScriptedSite>> sites_;
  Arguments domains_;
  Arguments reach_;
};

TEST_F(BrowserWall, IsNamedWithItsVendorByHeadersAndByStructure) {
  serve(kWall, response("429 Too Many Requests\r\nx-kpsdk-ct: 0abc\r\nSet-Cookie: KP_UIDz=1", ""));
  serve(kScript, response("200 OK",
                          "<p>Please enable JS and disable any ad blocker</p><script>"
                          "var dd={'rt':'c','t':'fe','host':'geo.captcha-delivery.com'}</script>"
                          "<script src='https://ct.captcha-delivery.com/c.js'></script>"));
  std::string article =
      "<p>How x-kpsdk-ct: 0abc and &lt;script "
      "src=https://ct.captcha-delivery.com/c.js> keep programs out.</p>";
  for (int i = 0; i < 40; ++i) article += "<p>Paragraph after paragraph on bot protection.</p>";
  serve(kArticle, response("200 OK", article));
  std::map<std::string, json> results = analyze();
  const json& wall = results[kWall];
  EXPECT_EQ(wall["state"], "challenge") << wall.dump(1);
  EXPECT_EQ(wall["vendor"], "kasada");
  EXPECT_EQ(wall["read_by"], "browser");
  const json& script = results[kScript];
  EXPECT_EQ(script["state"], "challenge") << script.dump(1);
  EXPECT_EQ(script["vendor"], "datadome");
  EXPECT_EQ(script["read_by"], "browser");
  const json& quoting = results[kArticle];
  EXPECT_EQ(quoting["state"], "alive") << quoting.dump(1);
  EXPECT_EQ(quoting["read_by"], "browser");
  EXPECT_TRUE(quoting["protections"].empty()) << quoting.dump(1);
}

}  // namespace
}  // namespace tidemark::test
