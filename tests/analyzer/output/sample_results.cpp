#include "tests/analyzer/output/sample_results.hpp"

namespace tidemark::analyzer {

using std::chrono::milliseconds;

DomainResult challenged_result() {
  DomainResult result{.domain = "shop.example", .source = "list.txt:12"};
  result.state = State::kChallenge;
  result.confidence = Confidence::kMedium;
  result.vendor = "cloudflare";
  result.signal = "cf-mitigated: challenge";
  result.title = "=cmd|'/c calc'!A1, \"Just\n a moment\" \x1b[31m\xff";
  result.text_length = 31;
  result.status = 403;
  result.final_url = "https://shop.example/";
  result.read_by = Method::kBrowser;
  result.took = milliseconds(2345);
  result.name = {.addresses = {"203.0.113.7", "2001:db8::7"}, .cnames = {"wall.example.net"}};
  result.stages = {{.stage = Stage::kDns, .passed = true, .evidence = "203.0.113.7"},
                   {.stage = Stage::kTls, .passed = true, .error = ErrorClass::kReset}};
  result.protections = {{.vendor = "cloudflare",
                         .protection = Protection::kChallenge,
                         .rule = "cloudflare/challenge-header",
                         .signal = "cf-mitigated: challenge"},
                        {.vendor = "datadome",
                         .protection = Protection::kPresent,
                         .rule = "datadome/cookie",
                         .signal = "datadome="}};
  result.attempts = {{.method = Method::kDns, .url = "shop.example", .took = milliseconds(3)},
                     {.method = Method::kHttp,
                      .url = "https://shop.example/",
                      .stage = Stage::kResponse,
                      .status = 301,
                      .took = milliseconds(20),
                      .received = Bytes{0},
                      .address = "[2001:db8::7]:443",
                      .tls = "TLS 1.3, h2, certificate \xff.example until 2026-12-01"},
                     {.method = Method::kBrowser,
                      .url = "https://shop.example/",
                      .stage = Stage::kPage,
                      .error = ErrorClass::kReset,
                      .detail = "the peer \x07 hung up",
                      .status = 403,
                      .took = milliseconds(2300),
                      .slot_wait = milliseconds(150),
                      .received = Bytes{6789}}};
  return result;
}

DomainResult scored_result() {
  DomainResult result{.domain = "burgers.example", .source = "list.txt:13"};
  result.state = State::kAlive;
  result.title = "Burgers";
  result.text_length = 2000;
  result.status = 200;
  result.final_url = "https://burgers.example/";
  result.read_by = Method::kHttp;
  result.score = PageScore{
      .points = 7,
      .families = {{.family = "health", .points = 3, .cap = 30},
                   {.family = "behaviour", .points = 4, .cap = 40}},
      .groups = {{.group = "fast_food",
                  .family = "health",
                  .hits = {{.keyword = "burger", .place = "title", .excerpt = "Burgers \xff"}}},
                 {.group = "urgency",
                  .family = "behaviour",
                  .hits = {{.keyword = "hurry", .place = "text", .excerpt = "=hurry, \x1b"}}}}};
  return result;
}

DomainResult inferred_result() {
  DomainResult result{.domain = "shop.example.org", .source = "argument 2"};
  result.state = State::kBlocked;
  result.confidence = Confidence::kLow;
  result.vendor = "akamai";
  result.inferred = Inference{.from = "shop.example", .evidence = "address 203.0.113.7"};
  return result;
}

DomainResult dead_result() {
  DomainResult result{.domain = "gone.example", .source = "stdin:7"};
  result.state = State::kDead;
  result.cause = ErrorClass::kDnsNxdomain;
  result.took = milliseconds(12);
  return result;
}

}  // namespace tidemark::analyzer
