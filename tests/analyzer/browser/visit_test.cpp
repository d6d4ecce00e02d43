// What a visit reads, and how each kind of hostile page ends.
#include <gtest/gtest.h>

#include <csignal>

#include "probes/process/process_ref.hpp"
#include "tests/analyzer/browser/pool_fixture.hpp"

namespace tidemark::test {
namespace {

using analyzer::ErrorClass;
using analyzer::Stage;
using std::chrono::milliseconds;

class Visit : public PoolTest {
 protected:
  void SetUp() override {
    PoolTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_pool();
    // The browser is running before anything is timed.
    site().page("/", "<title>Shop</title><p>welcome</p>");
    ASSERT_EQ(visit("/").content.text, "welcome");
  }
  // Checks that the tab, the browser and the others are as good as before.
  void expect_working() {
    const PageVisit after = visit("/");
    EXPECT_EQ(after.error, std::nullopt) << after.detail;
    EXPECT_EQ(after.content.text, "welcome");
  }
  // A visit that must run into its deadline, and no further.
  PageVisit visit_for(const std::string& path, milliseconds budget) {
    const PageVisit page = visit(path, budget);
    EXPECT_GE(page.took, budget - milliseconds(5));
    EXPECT_LT(page.took, budget + milliseconds(2000));
    return page;
  }
};

TEST_F(Visit, ReadsTitleStatusAndText) {
  site().answer("/page", "203 Fine\r\nContent-Type: text/html; charset=utf-8",
                "<title>Caf\u00e9</title><p>two</p><p style='display:none'>hidden</p><p>words</p>");
  const PageVisit page = visit("/page");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.stage, Stage::kPage);
  EXPECT_EQ(page.status, 203);
  EXPECT_EQ(page.content.title, "Caf\u00e9");
  EXPECT_EQ(page.content.text, "two words");
  EXPECT_EQ(page.content.text_length, std::string_view("two\n\nwords").size());
  EXPECT_EQ(page.final_url, "http://shop.example/page");
  EXPECT_GT(page.received.count, 0U);
  EXPECT_GT(page.browser, 0);
}

TEST_F(Visit, ReadsWhatJudgingNeeds) {
  site().page(
      "/all",
      "<html lang=de-CH><title> A  shop </title><meta name=Description content='Sells  things'>"
      "<meta property=og:type content=shop><script type='application/LD+json; "
      "charset=utf-8'>{\"a\": 1}</script>"
      "<script src=http://cdn.example/x.js></script><a href=/own>own</a><a "
      "href=http://www.shop.example/>twin</a>"
      "<a href=//B\u00fccher.example/1>one</a><a href=https://b\u00fccher.example/2>two</a>"
      "<a href='mailto:a@b.example'>mail</a><a href='http://'>broken</a>"
      "<form><input type=password></form><h3>Pan &amp; <b>lid</b></h3>"
      "<div class='big item'>one<br>two</div><h4>" +
          std::string(100, 'x') + "</h4>");
  const PageVisit page = visit("/all");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  const analyzer::PageContent& content = page.content;
  EXPECT_EQ(content.title, "A shop");
  EXPECT_EQ(content.language, "de-CH");
  ASSERT_EQ(content.meta.size(), 2U);
  EXPECT_EQ(content.meta[0].first, "description");
  EXPECT_EQ(content.meta[0].second, "Sells things");
  EXPECT_EQ(content.meta[1].first, "og:type");
  EXPECT_EQ(content.json_ld, std::vector<std::string>{"{\"a\": 1}"});
  ASSERT_EQ(content.links.size(), 1U);
  EXPECT_EQ(content.links[0].host, "xn--bcher-kva.example");
  EXPECT_EQ(content.links[0].links, 2);
  EXPECT_EQ(content.script_hosts, std::vector<std::string>{"cdn.example"});
  EXPECT_EQ(content.products, (std::vector<std::string>{"one two", "Pan & lid"}));
  EXPECT_EQ(content.scripts, 1);
  EXPECT_EQ(content.forms, 1);
  EXPECT_TRUE(content.has_password_field);
}

TEST_F(Visit, DoesNotWaitForThePicturesOfARichPage) {
  site().silence("/never.png");
  site().page("/rich", "<p>" + std::string(3000, 'x') + "</p><img src=/never.png>");
  const PageVisit page = visit("/rich");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.text_length, 3000U);
  EXPECT_LT(page.took, milliseconds(2000));
}

TEST_F(Visit, WaitsForTheDataOfARichPage) {
  site().answer("/data", "200 OK\r\nContent-Type: text/plain", "fetched");
  site().page(
      "/fetches",
      "<p id=p></p><p>" + std::string(3000, 'x') +
          "</p><script>fetch('/data').then((r) => r.text()).then((t) => { p.textContent = t; })"
          "</script>");
  EXPECT_TRUE(visit("/fetches").content.text.starts_with("fetched"));
}

TEST_F(Visit, LeavesAPageThatAsksToStay) {
  site().page(
      "/stay",
      "<p>stay</p><script>onbeforeunload = (event) => { event.preventDefault(); return 'x'; }"
      "</script>");
  EXPECT_EQ(visit("/stay").content.text, "stay");
  expect_working();
  EXPECT_FALSE(has_note("killed"));
}

TEST_F(Visit, EndsWithAHugeDocument) {
  site().page("/huge", "<script>document.write('<p>x</p>', 'y '.repeat(150000000))</script>");
  const PageVisit page = visit("/huge", milliseconds(6000));
  EXPECT_LT(page.took, milliseconds(9000));
  expect_working();
}

TEST_F(Visit, ReadsTextThatAScriptMadeLater) {
  site().page("/app",
              "<title>App</title><div id=root></div><script>setTimeout(() => {"
              "root.textContent = 'made by script'; document.title = 'Ready'; }, 300)</script>");
  const PageVisit page = visit("/app");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.text, "made by script");
  EXPECT_EQ(page.content.title, "Ready");
}

TEST_F(Visit, GivesFramesToAPageThatWaitsForThem) {
  site().page("/animated", R"(<p id=out>one</p><script>
    let frames = 0;
    const step = () => { ++frames < 3 ? requestAnimationFrame(step) : out.append(' animated'); };
    requestAnimationFrame(step);
  </script>)");
  EXPECT_EQ(visit("/animated").content.text, "one animated");
  site().page("/observed", R"(<p id=out>one</p><script>
    new IntersectionObserver((seen) => { if (seen[0].isIntersecting) out.append(' observed'); },
                             {threshold: 1}).observe(out);
  </script>)");
  EXPECT_EQ(visit("/observed").content.text, "one observed");
  site().page("/resized", R"(<p id=out>one</p><script>
    new ResizeObserver(() => { out.dataset.seen ||= (out.append(' resized'), 1); }).observe(out);
  </script>)");
  EXPECT_EQ(visit("/resized").content.text, "one resized");
  site().page("/moved", R"(<style>@keyframes go { to { width: 10px } }</style>
    <p id=out style='animation: go 50ms'>one</p><script>
    out.addEventListener('animationend', () => out.append(' moved'));
  </script>)");
  EXPECT_EQ(visit("/moved").content.text, "one moved");
  site().page("/idle", R"(<p id=out>one</p><script>
    requestIdleCallback(() => out.append(' idle'));
  </script>)");
  EXPECT_EQ(visit("/idle").content.text, "one idle");
  site().page("/lazy", R"(<p id=out>one</p><iframe loading=lazy src=/inside></iframe><script>
    onmessage = () => out.append(' lazy');
  </script>)");
  site().page("/inside", "<script>parent.postMessage(1, '*')</script>");
  EXPECT_EQ(visit("/lazy").content.text, "one lazy");
  site().page("/turned", R"(<p id=out>one</p><script>
    document.startViewTransition(() => out.append(' turned'));
  </script>)");
  EXPECT_EQ(visit("/turned").content.text, "one turned");
}

TEST_F(Visit, GivesFramesBesideAPageThatLetsNobodyDraw) {
  site().page("/loop",
              "<p>text</p><script>setTimeout(() => { for (;;); }, 100)</script><img src=/t>");
  site().silence("/t");
  site().page("/animated", R"(<p id=out>one</p><script>
    requestAnimationFrame(() => requestAnimationFrame(() => out.append(' animated')));
  </script>)");
  const auto busy = start("/loop", milliseconds(3000));
  run_until([this] { return !site().requests("/t").empty(); });
  EXPECT_EQ(visit("/animated").content.text, "one animated");
  (void)finish(busy);
}

TEST_F(Visit, FollowsRedirectsOfServerAndScript) {
  site().answer("/old", "302 Found\r\nLocation: /middle");
  site().page("/middle", "<p>middle</p><script>location = '/new'</script>");
  site().answer("/new", "410 Gone\r\nContent-Type: text/html", "<p>arrived</p>");
  const PageVisit page = visit("/old");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.text, "arrived");
  EXPECT_EQ(page.status, 410);
  EXPECT_EQ(page.final_url, "http://shop.example/new");
}

TEST_F(Visit, BoundsWhatAPageCanMakeUsKeep) {
  site().page("/long",
              "<script>document.title = 'T'.repeat(5000);"
              "document.write('<p>' + 'x'.repeat(200000) + '</p>');"
              "history.replaceState(null, '', '/' + 'u'.repeat(5000))</script>");
  const PageVisit page = visit("/long");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.title.size(), 300U);
  EXPECT_EQ(page.content.text.size(), 65536U);
  EXPECT_EQ(page.content.text_length, 200000U);
  EXPECT_EQ(page.final_url.size(), 2000U);
}

TEST_F(Visit, ReadsHalfASurrogatePair) {
  site().page("/half",
              "<script>document.title = 'a\\ud83d';"
              "document.write('<p>' + 'x'.repeat(65535) + '\\u{1f600}</p>')</script>");
  const PageVisit page = visit("/half");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.title, "a\ufffd");
  EXPECT_EQ(page.content.text.substr(65535), "\ufffd");
}

TEST_F(Visit, IsNotFooledByAPageThatReplacesTheReadersTools) {
  site().page("/liar",
              "<title>true</title><p>true text</p><img name=body><img name=title><script>"
              "String.prototype.slice = () => 'lie'; String.prototype.trim = () => 'lie';"
              "Object.getOwnPropertyDescriptor = () => ({get: () => 'lie'});"
              "Object.defineProperty(HTMLElement.prototype, 'innerText', {get: () => 'lie'});"
              "Object.defineProperty(document, 'title', {get: () => 'lie'});</script>");
  const PageVisit page = visit("/liar");
  EXPECT_EQ(page.content.text, "true text");
  EXPECT_EQ(page.content.title, "true");
}

TEST_F(Visit, EndsAtItsDeadlineInATarpit) {
  site().silence("/tarpit");
  const PageVisit page = visit_for("/tarpit", milliseconds(2000));
  EXPECT_EQ(page.error, ErrorClass::kNoResponse);
  EXPECT_EQ(page.stage, Stage::kNavigation);
  expect_working();
}

TEST_F(Visit, DismissesDialogs) {
  site().page("/alert",
              "<p>before</p><script>alert(1); confirm(2); prompt(3);"
              "document.write('<p>after</p>')</script>");
  const PageVisit page = visit("/alert");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.text, "before after");
}

TEST_F(Visit, TakesTheTabFromAScriptThatNeverReturns) {
  site().page("/loop", "<p>text</p><script>for (;;);</script>");
  site().page("/slow",
              "<p id=p></p><script>setTimeout(() => p.textContent = 'fine', 1000)</script>");
  const auto other = start("/slow");
  const PageVisit page = visit_for("/loop", milliseconds(3000));
  EXPECT_EQ(page.error, ErrorClass::kPageUnresponsive);
  EXPECT_EQ(page.stage, Stage::kPage);
  EXPECT_EQ(page.status, 200);
  const PageVisit beside = finish(other);
  EXPECT_EQ(beside.content.text, "fine");
  EXPECT_EQ(beside.browser, page.browser);
  expect_working();
  EXPECT_FALSE(has_note("killed"));
}

TEST_F(Visit, KeepsWhatItReadBeforeTheScriptTookOver) {
  site().page("/late",
              "<p>text</p><img src=/never><script>setTimeout(() => { for (;;); }, 1000)</script>");
  site().silence("/never");
  const PageVisit page = visit_for("/late", milliseconds(4000));
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.text, "text");
}

TEST_F(Visit, SurvivesAPageThatReloadsForever) {
  site().page("/reload", "<p>again</p><script>location.reload()</script>");
  const PageVisit page = visit("/reload", milliseconds(3000));
  EXPECT_LT(page.took, milliseconds(5000));
  EXPECT_GT(site().requests("/reload").size(), 1U);
  expect_working();
}

TEST_F(Visit, SurvivesAStormOfPopups) {
  site().page("/storm",
              "<p>storm</p><script>for (let i = 0; i < 40; ++i) window.open('/', '_blank')"
              "</script>");
  const PageVisit page = visit("/storm");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.text, "storm");
  expect_working();
}

TEST_F(Visit, CallsADownloadADownload) {
  site().answer("/file",
                "200 OK\r\nContent-Type: application/octet-stream\r\n"
                "Content-Disposition: attachment; filename=x.bin",
                std::string(10000, 'x'));
  const PageVisit page = visit("/file");
  EXPECT_EQ(page.error, ErrorClass::kDownload);
  EXPECT_EQ(page.status, 200);
  expect_working();
}

TEST_F(Visit, CutsOffADocumentWithoutEnd) {
  site().endless("/endless", 200);
  const PageVisit page = visit("/endless");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_TRUE(page.detail.contains("cut off")) << page.detail;
  EXPECT_TRUE(page.content.text.starts_with("endless"));
  EXPECT_GE(page.received, Bytes::mib(32));
  EXPECT_LT(site().bytes_sent(), Bytes::mib(100).count);
  expect_working();
}

TEST_F(Visit, ReportsTheBrowsersNetworkError) {
  site().hang_up("/nothing");
  const PageVisit page = visit("/nothing");
  EXPECT_EQ(page.error, ErrorClass::kReset);
  EXPECT_EQ(page.detail, "net::ERR_EMPTY_RESPONSE");
  site().page("/leaves", "<p>text</p><script>location = '/nothing'</script>");
  const PageVisit later = visit("/leaves");
  EXPECT_EQ(later.error, ErrorClass::kReset);
  EXPECT_EQ(later.detail, "net::ERR_EMPTY_RESPONSE");
}

TEST_F(Visit, ReadsARefusalWithAndWithoutAPage) {
  site().answer("/403", "403 Forbidden\r\nContent-Type: text/html", "<p>go away</p>");
  site().answer("/empty", "403 Forbidden");
  site().answer("/login",
                "401 Unauthorized\r\nContent-Type: text/html\r\n"
                "WWW-Authenticate: Basic realm=\"x\"",
                "<p>who are you</p>");
  const PageVisit refused = visit("/403");
  EXPECT_EQ(refused.error, std::nullopt) << refused.detail;
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.content.text, "go away");
  const PageVisit empty = visit("/empty");
  EXPECT_EQ(empty.error, std::nullopt) << empty.detail;
  EXPECT_EQ(empty.status, 403);
  EXPECT_EQ(empty.content.text, "");
  const PageVisit login = visit("/login");
  EXPECT_EQ(login.error, std::nullopt) << login.detail;
  EXPECT_EQ(login.status, 401);
}

TEST_F(Visit, SeesNothingOfAnEarlierVisitsStorage) {
  const std::string shows =
      "<p id=p></p><script>p.textContent = '[' + document.cookie + '][' + "
      "(localStorage.getItem('k') ?? '') + ']'; localStorage.setItem('k', 'kept');"
      "document.cookie = 'c=1; max-age=1000'</script>";
  site().page("/storage", shows);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(visit("/storage").content.text, "[][]");
  for (const std::string& request : site().requests("/storage")) {
    EXPECT_FALSE(request.contains("Cookie:")) << request;
  }
}

TEST_F(Visit, EndsWhenItIsCancelled) {
  site().silence("/tarpit");
  const auto visiting = start("/tarpit");
  run_until([this] { return !site().requests("/tarpit").empty(); });
  visiting->cancel.emit(boost::asio::cancellation_type::terminal);
  EXPECT_EQ(finish(visiting).error, ErrorClass::kCancelled);
  expect_working();
}

TEST_F(Visit, ReportsACrashedPage) {
  site().page("/waits", "<p id=p></p><img src=/never>");
  site().silence("/never");
  const auto visiting = start("/waits");
  run_until([this] { return !site().requests("/never").empty(); });
  for (const Pid pid : group_members(visiting->browser)) {
    if (!command_line(pid).contains("--type=renderer")) continue;
    const auto renderer = probes::ProcessRef::open(*read_process_id(pid));
    ASSERT_TRUE(renderer) << renderer.error().message;
    EXPECT_TRUE(renderer->signal(SIGKILL));
  }
  const PageVisit page = finish(visiting);
  EXPECT_EQ(page.error, ErrorClass::kRendererCrashed) << page.detail;
  EXPECT_LT(page.took, milliseconds(10000));
  // The renderer that Chromium keeps in reserve was killed, too; whoever is given it first finds
  // that out.
  (void)visit("/");
  expect_working();
}

}  // namespace
}  // namespace tidemark::test
