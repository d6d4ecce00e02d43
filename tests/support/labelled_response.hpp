// HTTP answers whose meaning is known: tests/golden/responses, described in its README.md.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/rules/rule_book.hpp"
#include "analyzer/verdict/verdict.hpp"

namespace tidemark::tests {

struct LabelledResponse {
  std::string name;  // "cloudflare/block-1020"
  std::string domain;
  std::string url;
  std::string state;                           // that it should be given
  std::map<std::string, std::string> vendors;  // "cloudflare" -> "present", "challenge" or "block"
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
};

// From the text of one file; never fails: what is missing stays empty.
[[nodiscard]] LabelledResponse parse_labelled_response(std::string_view name,
                                                       std::string_view text);

// All of a folder and its folders, sorted by name.
[[nodiscard]] std::vector<LabelledResponse> load_labelled_responses(
    const std::filesystem::path& folder);

// What the analyzer makes of it, as it would of the real answer.
[[nodiscard]] analyzer::Verdict judge(const LabelledResponse& response,
                                      const analyzer::RuleBook& rules);

}  // namespace tidemark::tests
