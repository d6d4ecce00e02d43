// How fast stored pages are scored: one core, texts as stores hold them.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "analyzer/scoring/keyword_book.hpp"

namespace {

using namespace tidemark;
using analyzer::KeywordBook;
using analyzer::Matching;

// About 3 KB each, 1,000 different ones: ordinary words, every fortieth of them a keyword's.
std::vector<analyzer::PageContent> shop_pages() {
  constexpr std::size_t kPages = 1000;
  constexpr std::size_t kSize = 3000;
  const std::vector<std::string> ordinary = {
      "the",    "house",   "of",     "and",         "market",   "Tuesday", "between",
      "river",  "we",      "open",   "family",      "neighbor", "garden",  "with",
      "guests", "kitchen", "things", "caf\xC3\xA9", "from",     "street",  "morning",
      "is",     "Station", "under",  "window",      "table,",   "when."};
  const std::vector<std::string> keywords = {"sale",  "pizza",   "order now", "limited time",
                                             "candy", "coupons", "burger",    "just for you"};
  std::minstd_rand random(7);
  std::vector<analyzer::PageContent> out(kPages);
  for (analyzer::PageContent& page : out) {
    page.title = "A shop at the river";
    page.meta = {{"description", "Everything for the kitchen, and pizza"},
                 {"og:title", "A shop"},
                 {"viewport", "width=device-width"}};
    page.json_ld = {R"({"@context":"https://schema.org","@type":"Product","name":"A pan of 24 cm",)"
                    R"("offers":{"@type":"Offer","price":"12","availability":"InStock"}})"};
    while (page.text.size() < kSize) {
      page.text += random() % 40 == 0 ? keywords[random() % keywords.size()]
                                      : ordinary[random() % ordinary.size()];
      page.text += ' ';
    }
  }
  return out;
}

void score(benchmark::State& state, Matching matching) {
  const auto pages = shop_pages();
  const KeywordBook book = KeywordBook::built_in(matching);
  std::int64_t bytes = 0;
  std::size_t at = 0;
  for (auto _ : state) {
    const analyzer::PageContent& page = pages[at++ % pages.size()];
    benchmark::DoNotOptimize(book.score(page));
    bytes += static_cast<std::int64_t>(page.text.size());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(bytes);
}
BENCHMARK_CAPTURE(score, words, Matching::kWords);
BENCHMARK_CAPTURE(score, substrings, Matching::kSubstrings);

void make_keyword_book(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(KeywordBook::built_in());
}
BENCHMARK(make_keyword_book);

}  // namespace
