#include "analyzer/store/recall_rules.hpp"

#include <algorithm>

namespace tidemark::analyzer {

std::chrono::system_clock::time_point fresh_until(const StoredVisit& visit,
                                                  const RecallRules& rules) {
  std::chrono::milliseconds age = rules.lifetimes.of(visit.lasting);
  if (rules.max_age) age = std::min(age, *rules.max_age);
  return visit.result.checked_at + age;
}

bool answers(const StoredVisit& visit, const RecallRules& rules,
             std::chrono::system_clock::time_point now) {
  if (rules.never || visit.result.checked_at > now) return false;
  const bool may_see_more = rules.has_browser && !visit.with_browser &&
                            visit.lasting != Lasting::kSuccess &&
                            visit.lasting != Lasting::kFailure;
  return !may_see_more && now < fresh_until(visit, rules);
}

}  // namespace tidemark::analyzer
