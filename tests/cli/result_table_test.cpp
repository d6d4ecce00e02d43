#include "cli/analyze/result_table.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/reports/golden.hpp"

namespace tidemark::cli {
namespace {

using analyzer::DomainResult;
using analyzer::ErrorClass;
using analyzer::State;

DomainResult result(const std::string& domain, State state) {
  DomainResult result{.domain = domain, .state = state};
  result.took = std::chrono::milliseconds(1234);
  result.read_by = analyzer::Method::kHttp;
  return result;
}

std::string one_of_each() {
  std::string text;
  const auto add = [&](const DomainResult& one) { text += result_row(one, false) + "\n"; };
  DomainResult alive = result("bakery-morning.example", State::kAlive);
  alive.text_length = 4015;
  alive.title = "Bakery morning: fresh bread from half past five, every day but Sunday";
  add(alive);
  alive.score = analyzer::PageScore{.points = 7};
  add(alive);
  alive.score->points = 100;
  alive.cached = true;
  add(alive);
  DomainResult blocked = result("chanel.example", State::kBlocked);
  blocked.vendor = "cloudflare";
  blocked.signal = "element #cf-error-details";
  add(blocked);
  DomainResult inferred = result("chanel.example.org", State::kBlocked);
  inferred.read_by.reset();
  inferred.inferred = {.from = "chanel.example", .evidence = "address 203.0.113.7, vendor akamai"};
  add(inferred);
  DomainResult redirected = result("old-shop.example", State::kRedirected);
  redirected.final_url = "https://new-shop.example/welcome";
  add(redirected);
  DomainResult for_sale = result("buy-me.example", State::kForSale);
  for_sale.signal = "this domain is for sale";
  add(for_sale);
  DomainResult refused = result("forbidden.example", State::kRefused);
  refused.status = 403;
  add(refused);
  DomainResult timed_out = result("tarpit.example", State::kTimedOut);
  timed_out.cause = ErrorClass::kNoResponse;
  timed_out.read_by.reset();
  add(timed_out);
  DomainResult hostile = result("hostile.example", State::kAlive);
  hostile.title = "\x1b[31mred\r\nsecond line \xe2\x80\xae";
  add(hostile);
  return text +
         unvisited_row({.kind = analyzer::Task::Kind::kRejected,
                        .source = "list.txt:9",
                        .reason = "'x y' is neither a name nor a rule"}) +
         "\n";
}

TEST(ResultTable, ShowsEachStateWithItsReason) {
  reports::expect_golden("results/results_table.txt", one_of_each());
}

TEST(ResultTable, FitsIntoAHundredColumns) {
  std::istringstream text(one_of_each());
  for (std::string line; std::getline(text, line);) EXPECT_LE(line.size(), 100U) << line;
}

TEST(ResultTable, ColoursTheStateAlone) {
  const std::string row = result_row(result("a.example", State::kDead), true);
  EXPECT_NE(row.find("\x1b[31mdead        \x1b[0m"), std::string::npos) << row;
}

}  // namespace
}  // namespace tidemark::cli
