// How fast pages are read and judged: bytes per second of one core.
#include <benchmark/benchmark.h>

#include "analyzer/page/page_facts.hpp"
#include "tests/support/labelled_response.hpp"

namespace {

using namespace tidemark;

// About 200 KB, as an ordinary home page: mostly markup, some scripts, some text.
std::string ordinary_page() {
  std::string html =
      "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>A shop</title>"
      "<meta name=description content='Everything for the kitchen'>";
  for (int i = 0; i < 20; ++i) {
    html += "<link rel=stylesheet href=/assets/style-" + std::to_string(i) + ".css>";
    html += "<script>window.dataLayer=window.dataLayer||[];function g" + std::to_string(i) +
            "(){dataLayer.push(arguments);}" + std::string(2000, 'x') + "</script>";
  }
  html += "</head><body>";
  for (int i = 0; i < 400; ++i) {
    html += "<div class=\"product card shadow\" id=\"item-" + std::to_string(i) +
            "\"><a href=\"https://shop" + std::to_string(i % 30) + ".example/item/" +
            std::to_string(i) + "\"><img src=\"/img/" + std::to_string(i) +
            ".webp\" alt=\"a pan\"></a><h3>A pan of 24&nbsp;cm</h3><p>Cast iron, for all stoves, "
            "with a lid of glass. Seasoned by hand &amp; ready to use.</p></div>\n";
  }
  return html + "</body></html>";
}

void read_ordinary_page(benchmark::State& state) {
  const std::string html = ordinary_page();
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyzer::read_page(html, "text/html; charset=utf-8"));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(html.size()));
}
BENCHMARK(read_ordinary_page);

void judge_ordinary_page(benchmark::State& state) {
  const std::string html = ordinary_page();
  const auto rules = analyzer::RuleBook::built_in();
  const auto page = analyzer::read_page(html, "text/html; charset=utf-8");
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyzer::judge_answer({.domain = "shop.example",
                                                     .final_url = "https://shop.example/",
                                                     .status = 200,
                                                     .page = page},
                                                    rules));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(html.size()));
}
BENCHMARK(judge_ordinary_page);

void read_and_judge_labelled_responses(benchmark::State& state) {
  const auto responses = tests::load_labelled_responses(LABELLED_RESPONSES);
  const auto rules = analyzer::RuleBook::built_in();
  for (auto _ : state) {
    for (const auto& response : responses) benchmark::DoNotOptimize(tests::judge(response, rules));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(responses.size()));
}
BENCHMARK(read_and_judge_labelled_responses);

void make_rule_book(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(analyzer::RuleBook::built_in());
}
BENCHMARK(make_rule_book);

}  // namespace
