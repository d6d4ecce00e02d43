// Pages made to cost time and memory: each is read and scored within what an ordinary one of its
// size takes.
#include <gtest/gtest.h>

#include <string>

#include "analyzer/page/json_ld_text.hpp"
#include "analyzer/page/page_facts.hpp"
#include "analyzer/scoring/keyword_book.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

PageScore score_of(const std::string& html) {
  static const KeywordBook book = KeywordBook::built_in();
  return book.score(read_page(html, "text/html; charset=utf-8").content);
}

// Far above what sanitizers and a busy machine need, far below what anything quadratic takes.
constexpr std::chrono::seconds kPatience{300};

TEST(HostilePage, NestedAHundredThousandDeepIsScored) {
  const SteadyTime start = steady_now();
  EXPECT_EQ(score_of(repeated("<div>", 100'000) + "candy").points, 3);
  EXPECT_EQ(score_of(repeated("<a href=//x.example/>", 100'000) + "candy").points, 3);
  EXPECT_EQ(score_of(repeated("<h3 class=product>", 100'000) + "candy").points, 3);
  EXPECT_LT(steady_now() - start, kPatience);
}

TEST(HostilePage, FiftyMegabytesKeepABoundedPart) {
  const SteadyTime start = steady_now();
  const PageContent content =
      read_page(repeated("<p class=item>candy &amp; sale</p><h3>Pizza", 1'200'000), "text/html")
          .content;
  EXPECT_LE(content.text.size(), 65536U);
  EXPECT_LE(content.products.size(), 15U);
  EXPECT_EQ(KeywordBook::built_in().score(content).points, 3 + 3 + 4);
  EXPECT_LT(steady_now() - start, kPatience);
}

TEST(HostilePage, JsonLdNestedDeeperThanAStackIsReadUpToALimit) {
  const SteadyTime start = steady_now();
  const std::string deep = repeated(R"({"@type":"Product","name":"candy","x":[)", 20'000);
  EXPECT_FALSE(offer_texts(deep).empty());
  EXPECT_LE(offer_texts(deep).size(), 100U);
  EXPECT_EQ(score_of("<script type=application/ld+json>" + deep + "</script>").points, 3);
  EXPECT_TRUE(offer_texts(repeated("[", 1'000'000)).empty());
  EXPECT_LT(steady_now() - start, kPatience);
}

TEST(HostilePage, RepeatedBeginningsOfPhrasesCostNoMoreThanOthers) {
  PageContent content;
  const SteadyTime start = steady_now();
  for (const char* words : {"order ", "add to ", "bet you can't eat just ", "s", "\xCC\x81",
                            "\xE3\x82\xBB", "-", "&", "\xFF"}) {
    content.text = repeated(words, 65536);
    EXPECT_LE(KeywordBook::built_in().score(content).points, 4) << words;
    EXPECT_LE(KeywordBook::built_in(Matching::kSubstrings).score(content).points, 100) << words;
  }
  EXPECT_LT(steady_now() - start, kPatience);
}

}  // namespace
}  // namespace tidemark::analyzer
