// Where a subject's command line takes domains.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/planned_subject.hpp"

namespace tidemark::harness {

inline constexpr const char* kInputPlaceholder = "{input}";  // a file with a domain on each line
inline constexpr const char* kDomainsPlaceholder = "{domains}";  // each an argument
inline constexpr const char* kDomainPlaceholder = "{domain}";    // one, with a start for each
inline constexpr const char* kPortPlaceholder = "{port}";        // where a server is to listen

// The input that the placeholders in a command line call for; stdin where there are none.
[[nodiscard]] SubjectInput input_named_by(const std::vector<std::string>& command);

// Whether the command line takes one domain, so that there is a start for each.
[[nodiscard]] bool takes_one_domain(const std::vector<std::string>& command);

// Whether domains come with the start, not during the subject's life.
[[nodiscard]] inline bool comes_at_start(SubjectInput input) {
  return input == SubjectInput::kFile || input == SubjectInput::kArgument;
}

}  // namespace tidemark::harness
