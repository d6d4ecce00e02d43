// What a page in a real Chromium can reach, counted at real listeners.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include "tests/analyzer/browser/pool_fixture.hpp"
#include "tests/analyzer/proxy/scripted_resolver.hpp"

namespace tidemark::test {
namespace {

namespace asio = boost::asio;
using analyzer::ErrorClass;
using asio::ip::tcp;
using asio::ip::udp;

// Counts who comes to 127.0.0.1, by TCP and by UDP, and hangs up.
class Inside {
 public:
  explicit Inside(asio::io_context& loop)
      : acceptor_(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        datagrams_(loop, udp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    accept();
    receive();
  }
  [[nodiscard]] std::string port() const {
    return std::to_string(acceptor_.local_endpoint().port());
  }
  [[nodiscard]] std::string udp_port() const {
    return std::to_string(datagrams_.local_endpoint().port());
  }
  [[nodiscard]] int connections() const { return connections_; }
  [[nodiscard]] int datagrams() const { return received_; }
  void close() {
    acceptor_.close();
    datagrams_.close();
  }

 private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, const tcp::socket&) {
      if (error) return;
      ++connections_;
      accept();
    });
  }
  void receive() {
    datagrams_.async_receive(asio::buffer(buffer_),
                             [this](const boost::system::error_code& error, std::size_t) {
                               if (error) return;
                               ++received_;
                               receive();
                             });
  }

  tcp::acceptor acceptor_;
  udp::socket datagrams_;
  std::array<char, 2048> buffer_{};
  int connections_ = 0;
  int received_ = 0;
};

// Tries every way out that a page has, and stays busy long enough for the slow ones. localhost is a
// secure context, which some of them want.
std::string escaping_page(const Inside& inside) {
  std::string page = R"html(<p id=p>0</p>
<link rel=dns-prefetch href=//prefetch.example><link rel=preconnect href=//127.0.0.1:TCP>
<img src=http://127.0.0.1:TCP/img><img src=http://localhost:TCP/img><img src=http://[::1]:TCP/img>
<img src=http://0.0.0.0:TCP/img><img src=http://2130706433:TCP/img>
<img src=http://169.254.169.254:TCP/latest><img src=http://rebind.example:TCP/img>
<img src=ftp://127.0.0.1:TCP/x><iframe src=file:///etc/hostname></iframe>
<script src=http://127.0.0.1:TCP/script></script>
<script>
const quietly = (attempt) => { try { attempt(); } catch (problem) {} };
quietly(() => new WebSocket('ws://127.0.0.1:TCP/ws'));
quietly(() => new WebSocket('ws://rebind.example:TCP/ws'));
quietly(() => new EventSource('http://127.0.0.1:TCP/events'));
quietly(() => navigator.sendBeacon('http://127.0.0.1:TCP/beacon', 'x'));
quietly(() => fetch('http://127.0.0.1:TCP/fetch', {mode: 'no-cors'}).catch(() => {}));
quietly(() => new Worker(URL.createObjectURL(new Blob(
    ["fetch('http://127.0.0.1:TCP/worker', {mode: 'no-cors'})"]))));
quietly(() => new WebTransport('https://127.0.0.1:UDP/').ready.catch(() => {}));
quietly(() => {
  const call = new RTCPeerConnection({iceServers: [
      {urls: ['stun:127.0.0.1:UDP', 'stun:localhost:UDP']},
      {urls: ['turn:127.0.0.1:UDP', 'turn:127.0.0.1:TCP?transport=tcp'],
       username: 'u', credential: 'c'}]});
  call.createDataChannel('x');
  call.createOffer().then((offer) => call.setLocalDescription(offer));
});
let ticks = 0;
const ticking = setInterval(() => {
  p.textContent += '.';
  if (++ticks > 8) clearInterval(ticking);
}, 300);
</script>)html";
  for (const auto& [name, value] :
       {std::pair("TCP", inside.port()), std::pair("UDP", inside.udp_port())}) {
    for (std::size_t at = page.find(name); at != std::string::npos; at = page.find(name, at)) {
      page.replace(at, 3, value);
    }
  }
  return page;
}

class Reach : public PoolTest {
 protected:
  void SetUp() override {
    PoolTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    inside_ = std::make_unique<Inside>(loop());
    for (const char* address :
         {"127.0.0.1", "0.0.0.0", "169.254.169.254", "::1", "::ffff:7f00:1"}) {
      resolver_.answers[address] = {{.addresses = {address}}};
    }
    resolver_.answers["localhost"] = {{.addresses = {"127.0.0.1", "::1"}}};
    // Harmless when first looked up, ours from then on.
    resolver_.answers["rebind.example"] = {{.addresses = {"203.0.113.1"}},
                                           {.addresses = {"127.0.0.1"}}};
  }
  void TearDown() override {
    if (inside_) inside_->close();
    loop().poll();
    inside_.reset();
    PoolTest::TearDown();
  }
  void make(bool allow_private) {
    BrowserOptions options = defaults();
    options.reach = {.resolver = &resolver_, .policy = {.allow_private = allow_private}};
    const std::string site_port = std::to_string(site().port());
    ASSERT_TRUE(options.reach.map.add("shop.example=127.0.0.1:" + site_port));
    ASSERT_TRUE(options.reach.map.add("localhost:80=127.0.0.1:" + site_port));
    make_pool(options);
    site().page("/escape", escaping_page(*inside_));
  }
  // Counts what one visit caused there.
  Inside& inside() { return *inside_; }

 private:
  analyzer::ScriptedResolver resolver_;
  std::unique_ptr<Inside> inside_;
};

TEST_F(Reach, EndsAtThisMachineWhateverThePageTries) {
  make(false);
  for (const char* page : {"http://shop.example/escape", "http://localhost/escape"}) {
    const PageVisit visited = visit(page);
    EXPECT_EQ(visited.error, std::nullopt) << visited.detail;
    EXPECT_TRUE(visited.content.text.starts_with("0..")) << visited.content.text;
    EXPECT_GT(visited.traffic.refused, 5);
    const auto refused = [&](const std::string& host) {
      return std::ranges::any_of(visited.traffic.contacts, [&](const analyzer::Contact& contact) {
        return contact.host == host && contact.error == ErrorClass::kAddressForbidden;
      });
    };
    for (const char* host :
         {"127.0.0.1", "localhost", "::1", "169.254.169.254", "rebind.example"}) {
      EXPECT_TRUE(refused(host)) << host;
    }
  }
  EXPECT_EQ(inside().connections(), 0);
  EXPECT_EQ(inside().datagrams(), 0);
}

TEST_F(Reach, IncludesThisMachineWhereTheUserSaysSo) {
  make(true);
  const PageVisit visited = visit("http://localhost/escape");
  EXPECT_EQ(visited.error, std::nullopt) << visited.detail;
  EXPECT_GT(inside().connections(), 5);  // so the page above does try
  EXPECT_EQ(inside().datagrams(), 0);    // nothing goes around the proxy
}

TEST_F(Reach, EndsWithARedirectInside) {
  make(false);
  site().answer("/inside", "302 Found\r\nLocation: http://127.0.0.1:" + inside().port() + "/");
  site().answer("/rebind", "302 Found\r\nLocation: http://rebind.example:" + inside().port() + "/");
  site().answer("/file", "302 Found\r\nLocation: file:///etc/hostname");
  site().page("/script",
              "<script>location = 'http://[::ffff:7f00:1]:" + inside().port() + "/'</script>");
  const PageVisit plain = visit("/inside");
  EXPECT_EQ(plain.error, ErrorClass::kAddressForbidden);
  EXPECT_EQ(plain.detail, "127.0.0.1 is a loopback address");
  EXPECT_EQ(visit("/rebind").error, ErrorClass::kAddressForbidden);
  EXPECT_EQ(visit("/rebind").error, ErrorClass::kAddressForbidden);  // has changed meanwhile
  EXPECT_EQ(visit("/file").error, ErrorClass::kBadRedirect);
  const PageVisit script = visit("/script");
  EXPECT_EQ(script.error, ErrorClass::kAddressForbidden) << script.detail;
  EXPECT_EQ(inside().connections(), 0);
}

TEST_F(Reach, TellsWhyAHostIsNotThere) {
  make(false);
  const PageVisit silent = visit("http://silent.example/", Milliseconds(2500));
  EXPECT_EQ(silent.error, ErrorClass::kDnsTimeout) << silent.detail;
  EXPECT_LT(silent.took, Milliseconds(5000));
}

}  // namespace
}  // namespace tidemark::test
