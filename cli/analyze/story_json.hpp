// The story of one domain, as a program reads it.
#pragma once

#include <chrono>
#include <string>

#include "analyzer/store/domain_story.hpp"
#include "analyzer/store/recall_rules.hpp"

namespace tidemark::cli {

// One JSON object on one line (docs/store.md); `result` in it is the domain's result line.
[[nodiscard]] std::string story_json(const analyzer::DomainStory& story,
                                     const analyzer::RecallRules& rules);

}  // namespace tidemark::cli
