// analyzer/page: what is kept of a page for the store, for scoring and for rules.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/url_host.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr std::string_view kUtf8 = "text/html; charset=utf-8";

PageContent content_of(std::string_view html, std::string_view own_host = "brand.example") {
  return read_page(html, kUtf8, own_host).content;
}

TEST(PageContent, KeepsMetaOfAnyNameDecoded) {
  const PageContent content = content_of(
      "<html lang=de-CH><meta name=Description content='Bread &amp; &quot;cake&quot;'>"
      "<meta property=og:title content='A  title'><meta name=twitter:card content=summary>"
      "<meta name=keywords content='a, b'><meta charset=utf-8><meta name=empty content=''>"
      "<meta http-equiv=x content=y>");
  EXPECT_THAT(content.meta,
              ElementsAre(Pair("description", "Bread & \"cake\""), Pair("og:title", "A title"),
                          Pair("twitter:card", "summary"), Pair("keywords", "a, b")));
  EXPECT_EQ(content.language, "de-CH");
}

TEST(PageContent, ReadsJsonLdThoughScriptsAreNoText) {
  const PageContent content = content_of(
      "<script type='application/ld+json'>{\"@type\": \"Restaurant\"}</script>"
      "<script type='application/ld+json; charset=utf-8'>{\"@type\": \"Offer\"}</script>"
      "<script>var not = 'this';</script><script type='application/ld+json'> </script>");
  EXPECT_THAT(content.json_ld,
              ElementsAre("{\"@type\": \"Restaurant\"}", "{\"@type\": \"Offer\"}"));
  EXPECT_EQ(content.text, "");
  EXPECT_EQ(content.scripts, 1);
}

TEST(PageContent, CountsLinksPerOtherHost) {
  const PageContent content = content_of(
      "<a href=https://Shop.Example/a>1</a><a href='//shop.example:8443/b'>2</a>"
      "<a href=http://user@other.example?x>3</a><a href=/own>4</a><a href=https://brand.example/>5"
      "</a><a href=https://www.brand.example/x>6</a><a href=mailto:a@b.example>7</a>"
      "<a href='javascript:void(0)'>8</a><a href=https://192.0.2.1/>9</a>");
  ASSERT_EQ(content.links.size(), 2U);
  EXPECT_EQ(content.links[0].host, "shop.example");
  EXPECT_EQ(content.links[0].links, 2);
  EXPECT_EQ(content.links[1].host, "other.example");
}

TEST(PageContent, TellsWhereScriptsComeFrom) {
  const PageContent content = content_of(
      "<script src=https://cdn.example/a.js></script><script src=https://cdn.example/b.js></script>"
      "<script src=/own.js></script><script type=text/template src=//no.example/></script>");
  EXPECT_THAT(content.script_hosts, ElementsAre("cdn.example"));
}

TEST(PageContent, CountsFormsAndKnowsAPasswordField) {
  const PageContent content =
      content_of("<form action=/in><input type=PASSWORD></form><form></form><input type=text>");
  EXPECT_EQ(content.forms, 2);
  EXPECT_TRUE(content.has_password_field);
  EXPECT_FALSE(content_of("<form><input></form>").has_password_field);
}

TEST(PageContent, IsBounded) {
  std::string html;
  for (int i = 0; i < 5000; ++i) {
    html += fmt::format(
        "<a href=https://h{0}.example/>x</a><meta name=m{0} content={1}>"
        "<script src=//s{0}.example/></script><script type=application/ld+json>{2}</script>"
        "<script>{3}</script><p id=i{0} class='a b'>",
        i, std::string(2000, 'c'), std::string(1000, 'j'), std::string(100, 's'));
  }
  const PageFacts facts = read_page(html, kUtf8, "brand.example");
  EXPECT_EQ(facts.content.links.size(), 1000U);
  EXPECT_EQ(facts.content.script_hosts.size(), 100U);
  EXPECT_EQ(facts.content.meta.size(), 100U);
  EXPECT_EQ(facts.content.meta[0].second.size(), 1000U);
  std::size_t json_ld = 0;
  for (const std::string& block : facts.content.json_ld) json_ld += block.size();
  EXPECT_EQ(json_ld, std::size_t{256} * 1024);
  EXPECT_EQ(facts.markers.script_text.size(), std::size_t{64} * 1024);
  EXPECT_EQ(facts.markers.sources.size(), 500U);
  EXPECT_EQ(facts.markers.elements.size(), 2000U);
}

TEST(PageContent, CutsBetweenCharacters) {
  std::string odd = "x";
  while (odd.size() < 70000) odd += "\u00e4";
  const PageFacts cut = read_page("<script>" + odd + "</script>", kUtf8);
  EXPECT_THAT(cut.markers.script_text, ::testing::EndsWith("\u00e4\n"));
  EXPECT_EQ(cut.markers.script_text.size(), std::size_t{64} * 1024);
}

TEST(PageMarkers, AreWhatStandsInTags) {
  const PageMarkers markers =
      read_page(
          "<iframe src='/frame?a=1&amp;b=2'>inside</iframe><img src=//img.example/x>"
          "<noscript>turn it on</noscript><link href=/style.css><form action=/go></form>"
          "<div id=wall class=' a  b '></div><pre>&lt;div id=quoted></pre>"
          "<template><div id=later></div></template><!-- <div id=comment> -->",
          kUtf8)
          .markers;
  EXPECT_THAT(markers.sources,
              ElementsAre("/frame?a=1&b=2", "//img.example/x", "/style.css", "/go"));
  EXPECT_EQ(markers.fallback_text, "insideturn it on");
  EXPECT_THAT(markers.elements, ElementsAre("#wall", ".a", ".b"));
}

TEST(PageMarkers, ARefreshToElsewhereMakesAShell) {
  const PageFacts page =
      read_page("<meta http-equiv=Refresh content=\"0; URL='https://next.example/'\">", kUtf8);
  EXPECT_TRUE(page.refreshes);
  EXPECT_TRUE(looks_like_shell(page));
  EXPECT_THAT(page.markers.sources, ElementsAre("https://next.example/"));
  EXPECT_FALSE(read_page("<meta http-equiv=refresh content=300>", kUtf8).refreshes);
}

TEST(UrlHost, IsWhatABrowserWouldAsk) {
  EXPECT_EQ(url_host("https://WWW.Example.org:8080/x"), "www.example.org");
  EXPECT_EQ(url_host(" \n//a.example"), "a.example");
  EXPECT_EQ(url_host("http:\\\\a.example\\x"), "a.example");
  EXPECT_EQ(url_host("https://user:p@a.example@b.example/"), "b.example");
  EXPECT_EQ(url_host("https://a.example./"), "a.example");
  EXPECT_EQ(url_host("https://b\u00fccher.example/"), "xn--bcher-kva.example");
  EXPECT_EQ(url_host("https://a.example?x=//b.example"), "a.example");
}

TEST(UrlHost, OfAnythingElseIsEmpty) {
  for (const std::string_view url :
       {"", "/", "//", "a.example", "ftp://a.example/", "https:a.example", "https://",
        "https://localhost/", "https://192.0.2.1/", "https://[2001:db8::1]/", "https://a..b/",
        "https://.a.b/", "https://a b.example/", "https://<x>.example/", "data:text/html,x"}) {
    EXPECT_EQ(url_host(url), "") << url;
  }
  EXPECT_EQ(url_host("https://" + std::string(300, 'a') + ".example/"), "");
}

}  // namespace
}  // namespace tidemark::analyzer
