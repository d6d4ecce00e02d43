#include "analyzer/strategy/fact_book.hpp"

namespace tidemark::analyzer {

void FactBook::load(std::vector<LearntFact> facts) {
  for (LearntFact& fact : facts) {
    Key key{fact.subject, fact.kind};
    facts_.insert_or_assign(std::move(key), std::move(fact));
  }
}

void FactBook::put(LearntFact fact) {
  Key key{fact.subject, fact.kind};
  changed_.insert(key);
  facts_.insert_or_assign(std::move(key), std::move(fact));
}

void FactBook::forget(const std::string& subject, const std::string& kind, CalendarTime now) {
  const Key key{subject, kind};
  const auto found = facts_.find(key);
  if (found == facts_.end() || found->second.expires_at <= now) return;
  found->second.expires_at = now;
  changed_.insert(key);
}

const LearntFact* FactBook::find(const std::string& subject, const std::string& kind,
                                 CalendarTime now) const {
  const auto found = facts_.find(Key{subject, kind});
  return found == facts_.end() || found->second.expires_at <= now ? nullptr : &found->second;
}

std::vector<const LearntFact*> FactBook::starting_with(std::string_view start,
                                                       std::string_view kind,
                                                       CalendarTime now) const {
  std::vector<const LearntFact*> found;
  auto at = facts_.lower_bound(Key{std::string(start), {}});
  for (; at != facts_.end() && at->first.first.starts_with(start); ++at) {
    if (at->first.second == kind && at->second.expires_at > now) found.push_back(&at->second);
  }
  return found;
}

std::vector<LearntFact> FactBook::take_changed() {
  std::vector<LearntFact> taken;
  taken.reserve(changed_.size());
  for (const Key& key : changed_) taken.push_back(facts_.at(key));
  changed_.clear();
  return taken;
}

}  // namespace tidemark::analyzer
