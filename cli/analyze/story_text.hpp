// The story of one domain, as a person reads it.
#pragma once

#include <chrono>
#include <string>

#include "analyzer/store/domain_story.hpp"
#include "analyzer/store/recall_rules.hpp"

namespace tidemark::cli {

// Several lines; all that is untrusted in them is printable. `rules` say until when the latest
// result answers.
[[nodiscard]] std::string story_text(const analyzer::DomainStory& story,
                                     const analyzer::RecallRules& rules,
                                     std::chrono::system_clock::time_point now);

}  // namespace tidemark::cli
