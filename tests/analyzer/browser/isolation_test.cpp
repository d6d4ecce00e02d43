// Whatever a domain stores, the next one finds nothing of it: with a third party that both embed,
// with the same site again, in every mode.
#include <gtest/gtest.h>

#include "tests/analyzer/browser/pool_fixture.hpp"

namespace tidemark::test {
namespace {

using analyzer::BrowserMode;

// Shows what it finds in each place, then leaves something there.
constexpr const char* kTracker = R"html(<p id=p>waiting</p><script>
(async () => {
  const found = [];
  const mark = (place, value) => { if (value) found.push(place); };
  mark('cookie', document.cookie);
  document.cookie = 'seen=1; max-age=1000';
  mark('local', localStorage.getItem('seen'));
  localStorage.setItem('seen', '1');
  mark('session', sessionStorage.getItem('seen'));
  sessionStorage.setItem('seen', '1');
  mark('name', window.name);
  window.name = 'seen';
  mark('history', history.length > 2);  // a tab's first, blank page counts
  history.pushState(null, '', location.href);
  const db = await new Promise((done, failed) => {
    const opening = indexedDB.open('seen', 1);
    opening.onupgradeneeded = () => { opening.result.createObjectStore('s'); };
    opening.onsuccess = () => done(opening.result);
    opening.onerror = failed;
  });
  const read = db.transaction('s').objectStore('s').get('k');
  await new Promise((done) => { read.onsuccess = done; });
  mark('indexeddb', read.result);
  const writing = db.transaction('s', 'readwrite');
  writing.objectStore('s').put('seen', 'k');
  await new Promise((done) => { writing.oncomplete = done; });
  const root = navigator.storage && await navigator.storage.getDirectory();
  if (root) {
    for await (const name of root.keys()) mark('file', name);
    await root.getFileHandle('seen', {create: true});
  }
  if (window.caches) {
    mark('cache', await caches.has('seen'));
    await caches.open('seen');
  }
  if (navigator.serviceWorker && window.wantsWorker) {
    mark('worker', (await navigator.serviceWorker.getRegistrations()).length > 0);
    await navigator.serviceWorker.register('/worker.js');
  }
  await fetch('/cached');
  p.textContent = 'found:' + found.join(',') + ';';
  parent.postMessage(p.textContent, '*');
})().catch((error) => { p.textContent = 'failed: ' + error; parent.postMessage(p.textContent, '*'); });
</script>)html";

constexpr const char* kEmbedding = R"html(<p id=p>waiting</p>
<script>addEventListener('message', (event) => { p.textContent = event.data; })</script>
<iframe src=http://localhost/tracker></iframe>)html";

class Isolation : public PoolTest, public testing::WithParamInterface<BrowserMode> {
 protected:
  void SetUp() override {
    PoolTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    site().page("/tracker", kTracker);
    site().page("/embedding", kEmbedding);
    site().answer("/cached", "200 OK\r\nCache-Control: max-age=1000\r\nETag: \"seen\"", "text");
    BrowserOptions options = defaults();
    options.mode = GetParam();
    options.tabs_per_browser = 1;  // so that every visit follows in the place of the last
    make_pool(options);
  }
};

TEST_P(Isolation, HidesAThirdPartysStorageFromTheNextDomain) {
  // localhost is a secure context, where all kinds of storage exist.
  EXPECT_EQ(visit("http://one.example/embedding").content.text, "found:;");
  EXPECT_EQ(visit("http://two.example/embedding").content.text, "found:;");
  EXPECT_EQ(visit("http://localhost/tracker").content.text, "found:;");
  EXPECT_EQ(visit("http://localhost/tracker").content.text, "found:;");
  EXPECT_EQ(site().requests("/cached").size(), 4U);
  for (const std::string& request : site().requests("/cached")) {
    EXPECT_FALSE(request.contains("If-None-Match:")) << request;
  }
}

TEST_P(Isolation, EndsServiceWorkersWithTheirDomain) {
  site().page("/with-worker", std::string("<script>wantsWorker = true</script>") + kTracker);
  site().answer("/worker.js", "200 OK\r\nContent-Type: text/javascript",
                "self.onfetch = (event) => event.respondWith(new Response('worker'))");
  EXPECT_EQ(visit("http://localhost/with-worker").content.text, "found:;");
  EXPECT_EQ(visit("http://localhost/with-worker").content.text, "found:;");
  EXPECT_EQ(visit("http://localhost/tracker").content.text, "found:;");
}

TEST_P(Isolation, ForgetsPicturesAndScriptsOfTheLastDomain) {
  site().answer("/shared.js",
                "200 OK\r\nContent-Type: text/javascript\r\nCache-Control: max-age=1000",
                "document.write('<p>scripted</p>')");
  site().page("/uses", "<script src=http://third.example/shared.js></script>");
  EXPECT_EQ(visit("http://one.example/uses").content.text, "scripted");
  EXPECT_EQ(visit("http://two.example/uses").content.text, "scripted");
  EXPECT_EQ(visit("http://one.example/uses").content.text, "scripted");
  EXPECT_EQ(site().requests("/shared.js").size(), 3U);
}

TEST_P(Isolation, ForgetsCredentials) {
  site().answer("/secret",
                "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                "Access-Control-Allow-Origin: *");
  site().page("/logs-in", R"html(<p id=p></p><script>
    const request = new XMLHttpRequest();
    request.open('GET', '/secret', true, 'user', 'password');
    request.onloadend = () => { p.textContent = 'asked'; };
    request.send();
  </script>)html");
  site().page("/asks", R"html(<p id=p></p><script>
    fetch('/secret').finally(() => { p.textContent = 'asked'; });
  </script>)html");
  EXPECT_EQ(visit("http://one.example/logs-in").content.text, "asked");
  const std::size_t before = site().requests("/secret").size();
  EXPECT_EQ(visit("http://one.example/asks").content.text, "asked");
  const auto& requests = site().requests("/secret");
  ASSERT_GT(requests.size(), before);
  EXPECT_FALSE(requests[before].contains("Authorization:")) << requests[before];
}

TEST_P(Isolation, ClosesAPopupBeforeTheNextDomain) {
  site().page("/pops", "<p>pops</p><script>window.open('/tracker', 'seen')</script>");
  EXPECT_EQ(visit("http://localhost/pops").content.text, "pops");
  EXPECT_EQ(visit("http://localhost/tracker").content.text, "found:;");
}

INSTANTIATE_TEST_SUITE_P(EveryMode, Isolation,
                         testing::Values(BrowserMode::kFresh, BrowserMode::kReuse,
                                         BrowserMode::kFast),
                         [](const auto& test) {
                           switch (test.param) {
                             case BrowserMode::kFresh: return "Fresh";
                             case BrowserMode::kReuse: return "Reuse";
                             case BrowserMode::kFast: return "Fast";
                           }
                           return "";
                         });

}  // namespace
}  // namespace tidemark::test
