#include "analyzer/scoring/keyword_file.hpp"

#include <gtest/gtest.h>

#include "analyzer/scoring/keyword_book.hpp"

namespace tidemark::analyzer {
namespace {

std::string file_with(const std::string& rest) {
  return R"({"schema": "tidemark.keywords/1", "version": "7")" + rest + "}";
}

std::string problem(const std::string& text) {
  const auto file = parse_keyword_file(text, "own.json");
  if (!file) return file.error().message;
  const auto book = KeywordBook::with(*file, "own.json");
  return book ? "none" : book.error().message;
}

std::string group(const std::string& name, const std::string& family, const std::string& words) {
  return R"({"name": ")" + name + R"(", "family": ")" + family + R"(", "words": [)" + words + "]}";
}

int points(const std::string& rest, const std::string& text) {
  const auto file = parse_keyword_file(file_with(rest), "own.json");
  EXPECT_TRUE(file.has_value()) << file.error().message;
  const auto book = KeywordBook::with(*file, "own.json");
  EXPECT_TRUE(book.has_value()) << book.error().message;
  PageContent page;
  page.text = text;
  return book->score(page).points;
}

TEST(KeywordFile, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(problem("{\n \"schema\": oops}").substr(0, 27), "own.json: line 2, column 12");
  EXPECT_EQ(problem("[]"), "own.json: the document must be an object");
  EXPECT_EQ(problem(R"({"schema": "x", "version": "1"})"),
            "own.json: /schema must be \"tidemark.keywords/1\"");
  EXPECT_EQ(problem(file_with(R"(, "group": [])")),
            "own.json: the document \"group\" is no key here");
  const auto with_group = [](const std::string& one) {
    return problem(file_with(R"(, "groups": [)" + one + "]"));
  };
  EXPECT_EQ(with_group(group("a", "health", R"("x", 5)")),
            "own.json: /groups/0/words/1 must be a text that is not empty");
  EXPECT_EQ(with_group(group("a", "health", R"("x", ["y", "- -"])")),
            "own.json: /groups/0/words/1/1 has no word in it");
  EXPECT_EQ(with_group(group("a", "health", R"("Fast food", "fast-food")")),
            "own.json: /groups/0/words/1 \"fast-food\" is there twice in this group");
  EXPECT_EQ(with_group(group("a", "health", "")),
            "own.json: /groups/0/words must be a list with something in it");
  EXPECT_EQ(with_group(group("a b", "health", R"("x")")),
            "own.json: /groups/0/name must consist of at most 60 of a-z, 0-9, - and _");
  EXPECT_EQ(with_group(group("a", "wealth", R"("x")")),
            "own.json: /groups/0/family there is no family wealth");
  EXPECT_EQ(with_group(group("sugar", "marketing", R"("x")")),
            "own.json: /groups/0/family the group sugar belongs to the family health");
  EXPECT_EQ(with_group(group("a", "health", R"("x")") + "," + group("a", "health", R"("y")")),
            "own.json: /groups/1 a is there twice");
  EXPECT_EQ(with_group(group("a", "health", "\"" + std::string(70, 'x') + "\"")),
            "own.json: /groups/0/words/0 has a word of more than 64 bytes");
  EXPECT_EQ(with_group(group("a", "health", R"("1 2 3 4 5 6 7 8 9 10 11 12 13")")),
            "own.json: /groups/0/words/0 must have at most 12 words");
  EXPECT_EQ(problem(file_with(R"(, "families": [{"name": "x", "weight": 0, "cap": 5}])")),
            "own.json: /families/0/weight must be a whole number from 1 to 100");
  EXPECT_EQ(problem(file_with(R"(, "without": ["sugar/salt"])")),
            "own.json: /without there is no built-in group or keyword \"sugar/salt\"");
  EXPECT_EQ(problem(file_with(R"(, "replaces_built_in": true)")),
            "own.json: the document replaces the built-in keywords and has no \"groups\"");
}

TEST(KeywordFile, RefusesMoreWordsThanMemoryIsMeantFor) {
  std::string words;
  for (int i = 0; i < 3000; ++i) {
    words += (i == 0 ? "\"" : ",\"") + std::string(60, 'x') + " " + std::to_string(i) + "\"";
  }
  const std::string said =
      problem(file_with(R"(, "groups": [)" + group("a", "health", words) + "]"));
  EXPECT_TRUE(said.ends_with("is too much: the words take more than 128 KiB")) << said;
}

TEST(KeywordFile, AddsItsWordsToTheBuiltInOnes) {
  const std::string own = R"(, "groups": [)" + group("sugar", "health", R"("toffee")") + "," +
                          group("pets", "animals", R"("dog", "cat")") +
                          R"(], "families": [{"name": "animals", "weight": 10, "cap": 15}])";
  EXPECT_EQ(points(own, "toffee"), 3);
  EXPECT_EQ(points(own, "candy"), 3);
  EXPECT_EQ(points(own, "dog and cat and toffee"), 18);
}

TEST(KeywordFile, LeavesOutAndReplaces) {
  EXPECT_EQ(points(R"(, "without": ["sugar/candy"])", "candy and chocolate"), 3);
  EXPECT_EQ(points(R"(, "without": ["sugar"])", "candy and chocolate"), 0);
  EXPECT_EQ(points(R"(, "without": ["sugar"], "groups": [)" +
                       group("sugar", "health", R"("candy", "toffee")") + "]",
                   "candy, chocolate, toffee"),
            6);
  EXPECT_EQ(
      points(R"(, "families": [{"name": "health", "weight": 1, "cap": 1}])", "candy and chocolate"),
      1);
  EXPECT_EQ(
      points(R"(, "replaces_built_in": true, "families": [{"name": "own", "weight": 60,
                     "cap": 100}, {"name": "more", "weight": 60, "cap": 100}], "groups": [)" +
                 group("a", "own", R"("candy")") + "," + group("b", "more", R"("candy")") + "]",
             "candy and chocolate"),
      100);
}

}  // namespace
}  // namespace tidemark::analyzer
