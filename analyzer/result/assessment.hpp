// All that is known of a set of domains together: what reports show and recommendations are made
// of. Plain data, made from the store by analyzer/assessment.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/result/page_content.hpp"
#include "analyzer/result/page_score.hpp"
#include "analyzer/result/recommendation.hpp"

namespace tidemark::analyzer {

// Another domain that counts in this one's score (pass 2).
struct RiskLink {
  std::string domain;
  int points = 0;  // its own score of pass 1
  int links = 0;   // how many links there are
};

// What a domain's neighbours say of it (pass 2; facts about the formula in analyzer/relations).
struct Relations {
  int bonus = 0;                         // what they add to the score
  std::vector<RiskLink> leads_to = {};   // risky domains it links to
  std::vector<RiskLink> led_to_by = {};  // risky domains that link to it
};

struct AssessedDomain {
  DomainResult result = {};                  // of the latest visit
  std::vector<std::string> categories = {};  // lists that name it, sorted; empty: none does
  std::optional<PageScore> score = {};       // absent: no page was read, or not one to be scored
  Relations relations = {};
  std::vector<OutboundHost> links = {};  // other hosts its page links to
  int total = 0;                         // score and bonus, at most 100; 0 without a score
};

struct CategorySummary {
  std::string name;         // "food"
  std::string file;         // the list it was read from; untrusted
  std::size_t domains = 0;  // that the list names
  std::size_t visited = 0;  // of them, in the store
  std::size_t scored = 0;
};

struct Assessment {
  std::chrono::system_clock::time_point made_at{};
  std::int64_t run = 0;                          // the latest run in the store
  std::string keywords = {};                     // name and version of the keyword file
  std::vector<AssessedDomain> domains = {};      // sorted by name
  std::vector<CategorySummary> categories = {};  // sorted by name
  std::vector<Recommendation> recommendations = {};
};

// What became of a domain between two runs.
enum class Change {
  kNewlyDead,
  kResurrected,
  kNewlyProtected,  // challenge, block or refusal where a page was read before
  kUnprotected,
  kStateChanged,  // any other change of state
  kScoreMoved,    // by at least 5 points
  kAppeared,      // was not in the older run
  kVanished,      // is not in the newer run
};

struct DomainChange {
  std::string domain;
  Change change = Change::kStateChanged;
  std::optional<State> was = {};
  std::optional<State> is_now = {};
  std::optional<int> points_were = {};
  std::optional<int> points_are = {};
};

struct RunDifference {
  std::int64_t older = 0;
  std::int64_t newer = 0;
  std::chrono::system_clock::time_point older_at{};
  std::chrono::system_clock::time_point newer_at{};
  std::vector<DomainChange> changes = {};  // by kind of change, then by name
};

[[nodiscard]] std::string_view to_string(Change change);

}  // namespace tidemark::analyzer
