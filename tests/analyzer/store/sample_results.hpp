// Results as visits make them, for tests of the store.
#pragma once

#include <string>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::test {

// An ordinary page, with everything a result can say of it.
[[nodiscard]] inline analyzer::DomainResult page_of(const std::string& domain) {
  using namespace analyzer;
  DomainResult result{.domain = domain,
                      .source = "list.txt:7",
                      .state = State::kAlive,
                      .confidence = Confidence::kMedium};
  result.signal = "a page of 1234 characters";
  result.title = "Caf\u00e9 \"x\" \x1b[31m";
  result.text_length = 1234;
  result.status = 200;
  result.final_url = "https://www." + domain + "/";
  result.read_by = Method::kBrowser;
  result.stages = {{.stage = Stage::kDns, .passed = true, .evidence = "203.0.113.7"},
                   {.stage = Stage::kTls, .passed = true, .error = ErrorClass::kTlsExpired}};
  result.protections = {{.vendor = "cloudflare",
                         .protection = Protection::kPresent,
                         .rule = "cloudflare/server",
                         .signal = "server: cloudflare"}};
  result.name = {.addresses = {"203.0.113.7", "2001:db8::7"}, .cnames = {"edge.example.net"}};
  result.attempts = {{.method = Method::kDns, .url = domain, .stage = Stage::kDns},
                     {.method = Method::kHttp,
                      .url = "https://" + domain + "/",
                      .stage = Stage::kTls,
                      .error = ErrorClass::kTlsExpired,
                      .detail = "certificate has expired",
                      .took = std::chrono::milliseconds(40),
                      .address = "203.0.113.7:443",
                      .tls = "certificate *.example.net until 2026-11-01"},
                     {.method = Method::kBrowser,
                      .url = "https://" + domain + "/",
                      .stage = Stage::kPage,
                      .status = 200,
                      .took = std::chrono::milliseconds(900),
                      .slot_wait = std::chrono::milliseconds(100),
                      .received = Bytes{123456}}};
  result.took = std::chrono::milliseconds(950);
  result.checked_at =
      std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  result.content = {.title = result.title,
                    .language = "fr",
                    .meta = {{"description", "what it is"}, {"og:title", "Caf\u00e9"}},
                    .json_ld = {R"({"@type":"Product"})"},
                    .products = {"Caf\u00e9", "<b>tart</b>"},
                    .links = {{"other.example", 3}, {"third.example", 1}},
                    .script_hosts = {"cdn.example"},
                    .text = std::string(5000, 'a') + std::string("\0 nul", 5),
                    .text_length = 5005,
                    .scripts = 4,
                    .forms = 1,
                    .has_password_field = true};
  return result;
}

[[nodiscard]] inline analyzer::PageScore score_of(int points) {
  return {.points = points,
          .families = {{.family = "health", .points = points, .cap = 30},
                       {.family = "marketing", .points = 0, .cap = 30}},
          .groups = {{.group = "sugar",
                      .family = "health",
                      .hits = {{.keyword = "caramel", .place = "title", .excerpt = "<b>Caf\u00e9"},
                               {.keyword = "candy", .place = "text", .excerpt = "\x1b[31m"}}}}};
}

[[nodiscard]] inline analyzer::DomainResult failure_of(const std::string& domain,
                                                       analyzer::State state,
                                                       analyzer::ErrorClass cause) {
  analyzer::DomainResult result{.domain = domain, .source = "list.txt:8", .state = state};
  result.cause = cause;
  result.checked_at =
      std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  return result;
}

}  // namespace tidemark::test
