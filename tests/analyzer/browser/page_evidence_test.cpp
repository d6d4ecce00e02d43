// What a visit brings back for rules to look at: the answer's headers, and the page's structure.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/page/page_facts.hpp"
#include "tests/analyzer/browser/pool_fixture.hpp"

namespace tidemark::test {
namespace {

using analyzer::PageMarkers;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class PageEvidence : public PoolTest {
 protected:
  void SetUp() override {
    PoolTest::SetUp();
    if (!IsSkipped() && !HasFatalFailure()) make_pool();
  }
};

PageMarkers markers_of(const PageVisit& page) {
  return analyzer::read_page(page.markup, "text/html; charset=utf-8").markers;
}

TEST_F(PageEvidence, HoldsTheHeadersOfTheShownDocument) {
  site().answer("/old", "302 Found\r\nLocation: /wall\r\nX-Hop: 1\r\nSet-Cookie: hop=1");
  site().answer("/wall",
                "403 Forbidden\r\nContent-Type: text/html\r\nX-DataDome: protected\r\n"
                "Set-Cookie: datadome=abc; Path=/\r\nSet-Cookie: second=2",
                "<p>wait</p><iframe src=/frame></iframe><img src=/picture>");
  site().answer("/frame", "200 OK\r\nContent-Type: text/html\r\nX-Frame: 1", "frame");
  const PageVisit page = visit("/old");
  EXPECT_EQ(page.status, 403);
  EXPECT_THAT(page.headers, Contains(Pair("x-datadome", "protected")));
  EXPECT_THAT(page.headers, Contains(Pair("set-cookie", "datadome=abc; Path=/")));
  EXPECT_THAT(page.headers, Contains(Pair("set-cookie", "second=2")));
  EXPECT_THAT(page.headers, Not(Contains(Pair("set-cookie", "hop=1"))));
  EXPECT_THAT(page.headers, Not(Contains(Key("x-hop"))));
  EXPECT_THAT(page.headers, Not(Contains(Key("x-frame"))));
}

TEST_F(PageEvidence, HoldsTheHeadersOfARefusalWithoutAPage) {
  site().answer("/empty", "403 Forbidden\r\nX-DD-B: 2");
  const PageVisit page = visit("/empty");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_THAT(page.headers, Contains(Pair("x-dd-b", "2")));
}

TEST_F(PageEvidence, HoldsTheStructureOfAPageWithLittleText) {
  site().page(
      "/wall",
      "<title>t</title><template><b></template><style>p > b {}</style>"
      "<svg><title>drawn</title><path class=line></path></svg><p id=msg class='a  b'>wait"
      "</p><script>var dd = {'t': 'fe', 'text': \"a < b && 'c'\"}</script>"
      "<script src='/c.js?a=1&amp;b=\"2\"'></script><link href=/s.css><noscript>no & script"
      "</noscript><form action=/go></form><meta http-equiv=refresh content='99; url=/later'>"
      "<script>const f = document.createElement('iframe'); f.src = '//captcha.example/x';"
      "document.body.append(f)</script>");
  const PageVisit page = visit("/wall");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  const PageMarkers markers = markers_of(page);
  for (const char* source :
       {"/c.js?a=1&b=\"2\"", "/s.css", "/go", "//captcha.example/x", "/later"}) {
    EXPECT_THAT(markers.sources, Contains(source)) << page.markup;
  }
  for (const char* element : {"#msg", ".a", ".b", ".line"}) {
    EXPECT_THAT(markers.elements, Contains(element)) << page.markup;
  }
  EXPECT_THAT(markers.script_text, HasSubstr("var dd = {'t': 'fe', 'text': \"a < b && 'c'\"}"));
  EXPECT_THAT(markers.fallback_text, HasSubstr("no & script"));
}

TEST_F(PageEvidence, TakesWhatAPageMerelyQuotesForNoStructure) {
  site().page("/quotes",
              "<p title='<p id=quoted>'>&lt;iframe src=//captcha.example/&gt;</p>"
              "<!-- <script src=//captcha.example/></script> -->"
              "<textarea><script src=//captcha.example/></script></textarea>");
  const PageMarkers markers = markers_of(visit("/quotes"));
  EXPECT_THAT(markers.sources, IsEmpty());
  EXPECT_THAT(markers.elements, IsEmpty());
}

TEST_F(PageEvidence, LeavesOutTheStructureOfARichPage) {
  site().page("/rich", "<p id=msg>" + std::string(6000, 'x') + "</p>");
  EXPECT_EQ(visit("/rich").markup, "");
}

TEST_F(PageEvidence, IsBoundedWhateverThePageHolds) {
  site().page(
      "/many",
      "<p>few</p><script>const b = document.body; for (let i = 0; i < 30000; ++i) {"
      "const e = document.createElement('constructor'); e.id = 'x'.repeat(3000); b.append(e)"
      "} const s = document.createElement('script'); s.type = 'x'; s.text = '\\u{1f600}'"
      ".repeat(1e7); document.head.append(s)</script><form><input name=getAttribute>"
      "<input name=attributes><input name=localName></form>");
  const PageVisit page = visit("/many");
  EXPECT_EQ(page.error, std::nullopt) << page.detail;
  EXPECT_EQ(page.content.text, "few");
  EXPECT_GT(page.markup.size(), 60000U);
  EXPECT_LE(page.markup.size(), std::size_t{4} * 65536);
}

}  // namespace
}  // namespace tidemark::test
