// What an assessment amounts to in numbers: the same in every format.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "analyzer/result/assessment.hpp"

namespace tidemark::reports {

// From here on a domain counts as high risk, and as medium; below as low.
inline constexpr int kHighRisk = 50;
inline constexpr int kMediumRisk = 30;

// Time that attempts of one method took, by the stage at which they ended.
struct StageTime {
  analyzer::Method method = analyzer::Method::kDns;
  analyzer::Stage stage = analyzer::Stage::kDns;
  std::size_t attempts = 0;
  std::size_t failed = 0;
  std::chrono::milliseconds took{};
};

// How many domains a vendor was seen on, by the strongest of what it does there.
struct VendorCount {
  std::string vendor;
  std::size_t present = 0;
  std::size_t challenge = 0;
  std::size_t block = 0;
};

struct AssessmentCounts {
  std::size_t domains = 0;
  std::size_t scored = 0;
  std::size_t high = 0;
  std::size_t medium = 0;
  std::array<std::size_t, 10> histogram{};  // totals 0-9, 10-19, ..., 90-100
  std::map<analyzer::State, std::size_t> states = {};
  std::map<analyzer::ErrorClass, std::size_t> causes = {};  // what decided a state
  std::vector<VendorCount> vendors = {};                    // most domains first
  std::vector<StageTime> times = {};                        // most time first
  std::chrono::milliseconds slot_wait{};                    // of it, waiting for a tab
};

// The domains that are of one category; one without categories is of the category "".
using Members = std::vector<const analyzer::AssessedDomain*>;
[[nodiscard]] std::map<std::string, Members> members_by_category(
    const analyzer::Assessment& assessment);
[[nodiscard]] Members all_members(const analyzer::Assessment& assessment);

[[nodiscard]] AssessmentCounts counts_of(const Members& members);

// "high", "medium", "low" (scored, below medium), "none" (no score).
[[nodiscard]] std::string_view risk_word(const analyzer::AssessedDomain& domain);

}  // namespace tidemark::reports
