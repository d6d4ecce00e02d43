// What was received from a site: the evidence that rules and verdicts look at.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

// Views: what they point to outlives it.
struct Answer {
  std::string_view domain;     // that was asked for
  std::string_view final_url;  // that answered in the end
  int status = 0;
  // Names in lower case. A browser's answer may come without any.
  std::span<const std::pair<std::string, std::string>> headers = {};
  const PageFacts& page;
  Method read_by = Method::kHttp;
};

}  // namespace tidemark::analyzer
