// By what a finding is recognised in another run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

inline constexpr std::size_t kFingerprintDigits = 12;

// Lower-case hexadecimal digits, made of what a leak is and not of how much of it there is:
// resource, kind and role, and of the culprits the set of their programs or directory names as
// steady_name() has them. The same leak has the same one in other runs and on other machines; as
// soon as another program is among the culprits it is another one. A leak that is only suspected
// (kUnsettled), or has stopped (kPlateau), is the same as one that goes on. The memory of a tree
// has no culprits: all its growth has one fingerprint.
[[nodiscard]] std::string fingerprint_of(const Finding& finding);

// Whether `text` may be one.
[[nodiscard]] bool is_fingerprint(std::string_view text);

}  // namespace tidemark::harness
