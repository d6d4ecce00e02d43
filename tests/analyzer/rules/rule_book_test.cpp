// How conditions are tested, and that no page makes it slow.
#include "analyzer/rules/rule_book.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "analyzer/page/page_facts.hpp"

namespace tidemark::analyzer {
namespace {

// What a rule with these conditions quotes from the answer; "no" if it does not hold.
std::string found(std::string_view when, const Answer& answer) {
  const auto file = parse_rule_file(
      fmt::format(R"({{"schema": "tidemark.rules/1", "version": "1", "groups": [{{"name": "a",
        "rules": [{{"id": "b", "means": "present", "confidence": "high", "when": [{}],
        "source": "test"}}]}}]}})",
                  when),
      "test");
  if (!file) return file.error().message;
  const auto book = RuleBook::create(file->rules);
  if (!book) return book.error().message;
  const auto findings = book->find(answer);
  return findings.empty() ? "no" : findings[0].quote;
}

class RuleBookFields : public ::testing::Test {
 protected:
  PageFacts page_ = read_page(
      "<title>A Title</title><meta name=generator content='Site Maker 3'><body id=top class='x y'>"
      "<p>Some visible text</p><script src=//cdn.example/a.js></script><script>var marker=1;"
      "\nvar second = 2</script><iframe src=/frame>not shown</iframe>"
      "<a href='https://other.example/'>away</a>",
      "text/html", "brand.example");
  std::vector<std::pair<std::string, std::string>> headers_{
      {"server", "Edge"}, {"set-cookie", "sid=1; Path=/"}, {"set-cookie", "lang=en"}};
  Answer answer_{.domain = "brand.example",
                 .final_url = "https://www.brand.example/start",
                 .status = 403,
                 .headers = headers_,
                 .page = page_};
};

TEST_F(RuleBookFields, LookIntoEveryField) {
  EXPECT_EQ(found(R"({"header": "^server: edge$"})", answer_), "server: Edge");
  EXPECT_EQ(found(R"({"cookie": "^lang$"})", answer_), "cookie lang");
  EXPECT_EQ(found(R"({"title": "^a title$"})", answer_), "title A Title");
  EXPECT_EQ(found(R"({"text": "visible"})", answer_), "text Some visible text away");
  EXPECT_EQ(found(R"({"fallback": "not shown"})", answer_), "fallback not shown");
  EXPECT_EQ(found(R"({"source": "^//cdn\\.example/"})", answer_), "source //cdn.example/a.js");
  EXPECT_EQ(found(R"({"source": "^/frame$"})", answer_), "source /frame");
  EXPECT_EQ(found(R"({"script": "^var second"})", answer_), "script var second = 2");
  EXPECT_EQ(found(R"({"element": "^#top$"})", answer_), "element #top");
  EXPECT_EQ(found(R"({"element": "^\\.y$"})", answer_), "element .y");
  EXPECT_EQ(found(R"({"meta": "^generator: site maker"})", answer_), "generator: Site Maker 3");
  EXPECT_EQ(found(R"({"link": "^other\\.example$"})", answer_), "link other.example");
  EXPECT_EQ(found(R"({"url": "/start$"})", answer_), "url https://www.brand.example/start");
}

TEST_F(RuleBookFields, ACookiesNameIsNotItsValue) {
  EXPECT_EQ(found(R"({"cookie": "^1"})", answer_), "no");
  EXPECT_EQ(found(R"({"cookie": "Path"})", answer_), "no");
}

TEST_F(RuleBookFields, ARedirectIsOnlyToSomebodyElse) {
  EXPECT_EQ(found(R"({"redirect": "."})", answer_), "no");
  answer_.final_url = "https://lander.market.test/";
  EXPECT_EQ(found(R"({"redirect": "^lander\\."})", answer_), "redirect lander.market.test");
}

TEST_F(RuleBookFields, CombineConditions) {
  EXPECT_EQ(found(R"({"status": [401, 403]}, {"title": "title"})", answer_), "title A Title");
  EXPECT_EQ(found(R"({"status": [401]}, {"title": "title"})", answer_), "no");
  EXPECT_EQ(found(R"({"any": [{"title": "other"}, {"element": "#top"}]})", answer_),
            "element #top");
  EXPECT_EQ(found(R"({"none": [{"title": "title"}]})", answer_), "no");
  EXPECT_EQ(found(R"({"none": [{"title": "other"}]})", answer_), "");
  EXPECT_EQ(found(R"({"text_below": 23})", answer_), "");
  EXPECT_EQ(found(R"({"text_below": 22})", answer_), "no");
}

TEST_F(RuleBookFields, DoNotMatchAcrossValues) {
  EXPECT_EQ(found(R"({"cookie": "sid[^x]*lang"})", answer_), "no");
}

TEST(RuleBook, QuotesLittleAndWholeCharacters) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "ä";
  const PageFacts page = read_page("<p>" + text + "needle" + text, "text/html; charset=utf-8");
  const Answer answer{.domain = "a.example", .final_url = "https://a.example/", .page = page};
  const std::string quote = found(R"({"text": "needle"})", answer);
  EXPECT_THAT(quote, ::testing::HasSubstr("needle"));
  EXPECT_LE(quote.size(), 180U);
  EXPECT_EQ(quote.find("text ä"), 0U);
}

TEST(RuleBook, TakesTimeInProportionToThePage) {
  const RuleBook rules = RuleBook::built_in();
  for (const std::string_view piece :
       {"domain ", "domain parked domaine ", "<p id=a class='b c'>", "<script>var a;</script>",
        "<a href=https://a.example/>x</a>", "домен ", "aaaaaaaa", "<script src=//a.b/></script>"}) {
    std::string html;
    while (html.size() < (std::size_t{2} << 20U)) html += piece;
    const PageFacts page = read_page(html, "text/html; charset=utf-8");
    const std::clock_t begun = std::clock();
    static_cast<void>(rules.find(
        {.domain = "a.example", .final_url = "https://a.example/", .status = 403, .page = page}));
    // Ordinarily milliseconds; more with sanitizers.
    EXPECT_LT((std::clock() - begun) / CLOCKS_PER_SEC, 5) << piece;
  }
}

}  // namespace
}  // namespace tidemark::analyzer
