// Pages of tests/golden/pages on their whole way from bytes to a score. index.json says what is
// expected of each; with TIDEMARK_APPROVE=1 it is rewritten: read the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/url_host.hpp"
#include "analyzer/scoring/keyword_book.hpp"
#include "analyzer/verdict/verdict.hpp"

namespace tidemark::analyzer {
namespace {

using Json = nlohmann::ordered_json;

const std::string kFolder = std::string(GOLDEN_DIR) + "/pages/";

std::string file_text(const std::string& name) {
  std::ifstream file(kFolder + name, std::ios::binary);
  EXPECT_TRUE(file) << name << " is missing";
  return {std::istreambuf_iterator<char>(file), {}};
}

Json load_index() { return Json::parse(file_text("index.json")); }

std::set<std::string> words_of(const PageScore& score) {
  std::set<std::string> words;
  for (const GroupScore& group : score.groups) {
    for (const KeywordHit& hit : group.hits) words.insert(group.group + "/" + hit.keyword);
  }
  return words;
}

struct Books {
  KeywordBook words = KeywordBook::built_in();
  KeywordBook substrings = KeywordBook::built_in(Matching::kSubstrings);
  RuleBook rules = RuleBook::built_in();
};

const Books& books() {
  static const Books all;
  return all;
}

struct Judged {
  State state = State::kAlive;
  PageContent content;
};

Judged judge(const Json& entry) {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string type = "text/html";  // the pages say their charset themselves
  if (entry.contains("headers")) {
    for (const auto& [name, value] : entry["headers"].items()) {
      headers.emplace_back(name, value.get<std::string>());
      if (name == "content-type") type = value.get<std::string>();
    }
  }
  const std::string domain = entry.value("domain", "shop.example");
  const std::string url = entry.value("url", "https://" + domain + "/");
  const PageFacts facts = read_page(file_text(entry.at("file")), type, url_host(url));
  const Verdict verdict = judge_answer({.domain = domain,
                                        .final_url = url,
                                        .status = entry.value("status", 200),
                                        .headers = headers,
                                        .page = facts},
                                       books().rules);
  return {.state = verdict.state, .content = facts.content};
}

// The entry with what the page is found to be.
Json describe(Json entry) {
  for (const char* key : {"state", "score", "words", "like_seed"}) entry.erase(key);
  const Judged page = judge(entry);
  entry["state"] = to_string(page.state);
  if (!is_scored(page.state)) return entry;
  const PageScore score = books().words.score(page.content);
  entry["score"] = score.points;
  Json words = Json::array();
  for (const GroupScore& group : score.groups) {
    for (const KeywordHit& hit : group.hits) {
      words.push_back(group.group + "/" + hit.keyword + " in " + hit.place);
    }
  }
  entry["words"] = std::move(words);
  const PageScore seed = books().substrings.score(page.content);
  Json more = Json::array();
  Json fewer = Json::array();
  const auto own = words_of(score);
  const auto others = words_of(seed);
  for (const std::string& word : others) {
    if (!own.contains(word)) more.push_back(word);
  }
  for (const std::string& word : own) {
    if (!others.contains(word)) fewer.push_back(word);
  }
  entry["like_seed"] = {{"score", seed.points}, {"more", more}, {"fewer", fewer}};
  return entry;
}

TEST(PageCorpus, IsJudgedAndScoredAsExpected) {
  const Json index = load_index();
  Json found = Json::array();
  for (const Json& entry : index) found.push_back(describe(entry));
  if (std::getenv("TIDEMARK_APPROVE") != nullptr) {
    std::ofstream(kFolder + "index.json", std::ios::binary) << found.dump(1) << '\n';
    return;
  }
  for (std::size_t i = 0; i < index.size(); ++i) {
    EXPECT_EQ(found[i], index[i]) << "now: " << found[i].dump(1);
  }
}

TEST(PageCorpus, HasSixtyPagesOfAllKinds) {
  const Json index = load_index();
  EXPECT_GE(index.size(), 60U);
  std::set<std::string> states;
  std::map<std::string, int> groups;
  for (const Json& entry : index) {
    states.insert(entry.at("state").get<std::string>());
    if (!entry.contains("words")) continue;
    for (const Json& word : entry["words"]) {
      const auto text = word.get<std::string>();
      ++groups[text.substr(0, text.find('/'))];
    }
  }
  for (const char* state : {"alive", "redirected", "parked", "for_sale", "suspended", "placeholder",
                            "shell", "challenge", "blocked", "refused", "error_page"}) {
    EXPECT_TRUE(states.contains(state)) << state;
  }
  EXPECT_EQ(groups.size(), 15U);
}

TEST(PageCorpus, ScoresNoPageThatStandsInForOne) {
  for (const Json& entry : load_index()) {
    const std::string name = entry.at("file");
    for (const char* kind : {"parked", "for-sale", "block", "challenge", "placeholder", "suspended",
                             "error", "refused", "shell"}) {
      if (!name.starts_with(kind)) continue;
      EXPECT_FALSE(entry.contains("score")) << name;
    }
  }
}

// The seed's sum, from its words alone.
TEST(PageCorpus, AddsUpAsTheSeedDid) {
  const std::map<std::string, std::pair<int, int>> families = {
      {"health", {3, 30}}, {"behaviour", {4, 40}}, {"marketing", {3, 30}}};
  for (const Json& entry : load_index()) {
    const Judged page = judge(entry);
    if (!is_scored(page.state)) continue;
    for (const KeywordBook* book : {&books().words, &books().substrings}) {
      const PageScore score = book->score(page.content);
      std::map<std::string, int> hits;
      for (const GroupScore& group : score.groups) {
        hits[group.family] += static_cast<int>(group.hits.size());
      }
      int sum = 0;
      for (const auto& [family, count] : hits) {
        sum += std::min(count * families.at(family).first, families.at(family).second);
      }
      EXPECT_EQ(score.points, sum) << entry.at("file");
    }
  }
}

}  // namespace
}  // namespace tidemark::analyzer
