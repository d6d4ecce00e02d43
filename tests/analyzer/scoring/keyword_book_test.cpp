#include "analyzer/scoring/keyword_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace tidemark::analyzer {
namespace {

// A book of one family, one group "g" and these words (JSON, without the brackets).
KeywordBook book_of(const std::string& words, Matching matching = Matching::kWords) {
  const auto file = parse_keyword_file(R"({"schema": "tidemark.keywords/1", "version": "1",
      "replaces_built_in": true, "families": [{"name": "f", "weight": 3, "cap": 30}],
      "groups": [{"name": "g", "family": "f", "words": [)" +
                                           words + "]}]}",
                                       "own.json");
  EXPECT_TRUE(file.has_value()) << file.error().message;
  auto book = KeywordBook::with(*file, "own.json", matching);
  EXPECT_TRUE(book.has_value()) << book.error().message;
  return *std::move(book);
}

PageContent text_page(std::string text) {
  PageContent content;
  content.text = std::move(text);
  return content;
}

std::vector<std::string> found(const KeywordBook& book, const PageContent& page) {
  std::vector<std::string> out;
  for (const GroupScore& group : book.score(page).groups) {
    for (const KeywordHit& hit : group.hits) out.push_back(hit.keyword);
  }
  return out;
}

bool finds(const std::string& words, std::string text, Matching matching = Matching::kWords) {
  return !found(book_of(words, matching), text_page(std::move(text))).empty();
}

TEST(KeywordBook, FindsWholeWordsOnly) {
  EXPECT_TRUE(finds(R"("sale")", "A sale, today"));
  EXPECT_TRUE(finds(R"("sale")", "(SALE!)"));
  EXPECT_FALSE(finds(R"("sale")", "Jerusalem"));
  EXPECT_FALSE(finds(R"("sale")", "wholesale and salesman"));
  EXPECT_FALSE(finds(R"("sale")", "sal\xC3\xA9 sale\xC3\xA9"));
  EXPECT_FALSE(finds(R"("sale")", "2sale"));
}

TEST(KeywordBook, AsTheSeedFindsSubstrings) {
  EXPECT_TRUE(finds(R"("sale")", "Jerusalem", Matching::kSubstrings));
  EXPECT_TRUE(finds(R"("rated")", "separated", Matching::kSubstrings));
  EXPECT_FALSE(finds(R"("fast food")", "fast  food", Matching::kSubstrings));
}

TEST(KeywordBook, PhrasesMayBePartedBySpacesHyphensAndApostrophesOnly) {
  for (const char* text :
       {"fast food", "fast-food", "FAST  \n FOOD", "fast\u2011food", "so fast fast food"}) {
    EXPECT_TRUE(finds(R"("fast food")", text)) << text;
  }
  for (const char* text : {"fast, food", "fast. Food", "fastfood", "fast good food", "fast"}) {
    EXPECT_FALSE(finds(R"("fast food")", text)) << text;
  }
  EXPECT_TRUE(finds(R"("don't miss")", "don\xE2\x80\x99t miss"));
  EXPECT_TRUE(finds(R"("offre")", "Profitez de l'offre"));
}

TEST(KeywordBook, AHyphenOfAKeywordMayBeMissing) {
  for (const char* text : {"ultra-processed", "ultra processed", "ultraprocessed"}) {
    EXPECT_TRUE(finds(R"("ultra-processed")", text)) << text;
  }
}

TEST(KeywordBook, PunctuationIsAWordOfItsOwn) {
  EXPECT_TRUE(finds(R"("% off")", "now 30% off"));
  EXPECT_FALSE(finds(R"("% off")", "now 30 off"));
  EXPECT_TRUE(finds(R"("24/7")", "Open 24/7."));
  EXPECT_TRUE(finds(R"("#1")", "the #1 choice"));
}

TEST(KeywordBook, FoldsCaseAndMarksOfOtherScripts) {
  EXPECT_TRUE(finds("\"s\xC3\xBC\xC3\x9Figkeiten\"", "S\xC3\x9C\xC3\x9FIGKEITEN"));
  EXPECT_TRUE(finds("\"\xD1\x81\xD0\xBA\xD0\xB8\xD0\xB4\xD0\xBA\xD0\xB0\"",
                    "\xD0\xA1\xD0\x9A\xD0\x98\xD0\x94\xD0\x9A\xD0\x90!"));
  // Greek with a final sigma, in capitals.
  EXPECT_TRUE(finds("\"\xCE\xBB\xCF\x8C\xCE\xB3\xCE\xBF\xCF\x82\"",
                    "\xCE\x9B\xCE\x8C\xCE\x93\xCE\x9F\xCE\xA3"));
  // A letter and a combining mark are the letter with the mark, and never the letter alone.
  EXPECT_TRUE(finds("\"caf\xC3\xA9\"", "cafe\xCC\x81"));
  EXPECT_FALSE(finds(R"("cafe")", "cafe\xCC\x81"));
  EXPECT_TRUE(finds(R"("sale")", "\xEF\xBC\xB3\xEF\xBC\xA1\xEF\xBC\xAC\xEF\xBC\xA5"));
  EXPECT_TRUE(finds(R"("chocolate")", "choco\xC2\xADlate"));
}

TEST(KeywordBook, FindsWordsWithinTextsThatPutNoSpacesBetweenThem) {
  // "seeru" (sale) within a Japanese sentence.
  EXPECT_TRUE(finds("\"\xE3\x82\xBB\xE3\x83\xBC\xE3\x83\xAB\"",
                    "\xE5\xA4\x8F\xE3\x81\xAE\xE3\x82\xBB\xE3\x83\xBC\xE3\x83\xAB\xE9\x96\x8B"));
}

TEST(KeywordBook, CountsEachKeywordOnceAndInTheOrderOfTheFile) {
  const KeywordBook book = book_of(R"("pizza", ["deal", "deals"], "sale")");
  EXPECT_EQ(found(book, text_page("sale deals pizza deal sale sale Pizza")),
            (std::vector<std::string>{"pizza", "deal", "sale"}));
  EXPECT_EQ(book.score(text_page("sale deals pizza deal sale")).points, 9);
}

TEST(KeywordBook, FindsPhrasesThatShareWords) {
  EXPECT_EQ(found(book_of(R"("a b c", "b c d", "b", "c d")"), text_page("a b c d")),
            (std::vector<std::string>{"a b c", "b c d", "b", "c d"}));
  EXPECT_EQ(
      found(book_of(R"("she", "he", "hers", "his")", Matching::kSubstrings), text_page("USHERS")),
      (std::vector<std::string>{"she", "he", "hers"}));
}

TEST(KeywordBook, SaysWhereAWordWasFirstFound) {
  PageContent page = text_page("In this shop we have one word here and a sale over there");
  page.title = "Title words";
  page.meta = {{"viewport", "sale"}, {"og:title", "hurry"}, {"description", "hurry up, bargain"}};
  page.json_ld = {
      R"({"@type": "Product", "name": "Cake", "url": "https://x.example/cake-coupon"})"};
  const PageScore score =
      book_of(R"("title", "sale", "hurry", "bargain", "cake", "coupon")").score(page);
  ASSERT_EQ(score.groups.size(), 1U);
  std::vector<std::string> places;
  for (const KeywordHit& hit : score.groups[0].hits)
    places.push_back(hit.keyword + ": " + hit.place);
  EXPECT_EQ(places, (std::vector<std::string>{"title: title", "sale: text", "hurry: meta og:title",
                                              "bargain: meta description", "cake: json-ld"}));
  EXPECT_EQ(score.groups[0].hits[1].excerpt, "we have one word here and a sale over there");
}

TEST(KeywordBook, QuotesWholeCharactersAroundAFind) {
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\xC3\xA4";
  const PageScore score = book_of(R"("sale")").score(text_page(umlauts + " sale " + umlauts));
  ASSERT_EQ(score.groups.size(), 1U);
  const std::string& excerpt = score.groups[0].hits[0].excerpt;
  EXPECT_NE(excerpt.find("sale"), std::string::npos);
  const auto characters = std::ranges::count_if(
      excerpt, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  EXPECT_LE(characters, 80);
  EXPECT_NE(static_cast<unsigned char>(excerpt.front()) & 0xC0U, 0x80U);
}

TEST(KeywordBook, CapsEachFamily) {
  std::string words;
  std::string text;
  for (int i = 0; i < 12; ++i) {
    words += (i == 0 ? "\"w" : ", \"w") + std::to_string(i) + "\"";
    text += " w" + std::to_string(i);
  }
  const PageScore score = book_of(words).score(text_page(text));
  EXPECT_EQ(score.points, 30);
  EXPECT_EQ(score.groups[0].hits.size(), 12U);
}

TEST(KeywordBook, BuiltInHasFifteenGroupsInThreeFamilies) {
  const auto file = parse_keyword_file(R"({"schema": "tidemark.keywords/1", "version": "1"})", "x");
  ASSERT_TRUE(file.has_value());
  const PageScore score = KeywordBook::built_in().score(text_page("nothing of the kind"));
  EXPECT_EQ(score.points, 0);
  ASSERT_EQ(score.families.size(), 3U);
  EXPECT_EQ(score.families[0].cap + score.families[1].cap + score.families[2].cap, 100);
}

TEST(KeywordBook, TellsOtherKeywordsByTheFingerprint) {
  const std::string words = KeywordBook::built_in().fingerprint();
  EXPECT_EQ(words, KeywordBook::built_in().fingerprint());
  EXPECT_NE(words, KeywordBook::built_in(Matching::kSubstrings).fingerprint());
  EXPECT_NE(book_of(R"("a b")").fingerprint(), book_of(R"("a", "b")").fingerprint());
  EXPECT_NE(book_of(R"(["a", "b"])").fingerprint(), book_of(R"("a", "b")").fingerprint());
}

}  // namespace
}  // namespace tidemark::analyzer
