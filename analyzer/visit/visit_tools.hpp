// What visits work with: shared by all of them, and outliving each.
#pragma once

#include <filesystem>

#include "analyzer/address/address_policy.hpp"
#include "analyzer/browser/browser_pool.hpp"
#include "analyzer/dns/endpoint_map.hpp"
#include "analyzer/dns/resolver.hpp"
#include "analyzer/events/task_events.hpp"
#include "analyzer/http/http_client.hpp"
#include "analyzer/loop/cpu_pool.hpp"
#include "analyzer/loop/waiters.hpp"
#include "analyzer/pace/pace.hpp"
#include "analyzer/rules/rule_book.hpp"
#include "analyzer/scoring/keyword_book.hpp"
#include "analyzer/strategy/strategy.hpp"

namespace tidemark::analyzer {

struct VisitTools {
  Resolver& resolver;
  HttpClient& http;
  BrowserPool* browsers = nullptr;  // absent: HTTP only
  CpuPool& cpu;
  const RuleBook& rules;
  const KeywordBook& keywords;
  TaskEvents& events;
  const EndpointMap& map;
  AddressPolicy addresses = {};
  FactBook& facts;
  Strategy& strategy;
  Waiters& learning;  // woken whenever the strategy has learnt something
  Pace& pace;
  std::filesystem::path screenshots = {};  // where the pictures that browsers take go
};

struct VisitOptions {
  bool resolve_mapped = false;  // ask DNS also for names that `map` covers
  int max_redirects = 10;
};

}  // namespace tidemark::analyzer
