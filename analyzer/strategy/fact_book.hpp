// All facts that were learnt, by this run and by earlier ones.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/strategy/learnt_fact.hpp"
#include "analyzer/strategy/moment.hpp"

namespace tidemark::analyzer {

// Holds one fact per (subject, kind). What is past its time is as good as absent. Lives in memory;
// a store loads it at the start and takes what has changed whenever it likes. One thread.
class FactBook {
 public:
  // The fact's key and its kind; sorted by subject.
  using Key = std::pair<std::string, std::string>;

  // Facts of earlier runs; they do not count as changed.
  void load(std::vector<LearntFact> facts);
  // Adds or replaces.
  void put(LearntFact fact);
  // What has turned out wrong: kept as a fact that has expired, so that a store forgets it too.
  void forget(const std::string& subject, const std::string& kind, CalendarTime now);

  [[nodiscard]] const LearntFact* find(const std::string& subject, const std::string& kind,
                                       CalendarTime now) const;
  // Every fact of `kind` whose subject starts with `start`, in order.
  [[nodiscard]] std::vector<const LearntFact*> starting_with(std::string_view start,
                                                             std::string_view kind,
                                                             CalendarTime now) const;
  // The facts put or forgotten since the last call.
  [[nodiscard]] std::vector<LearntFact> take_changed();
  [[nodiscard]] std::size_t size() const { return facts_.size(); }

 private:
  std::map<Key, LearntFact> facts_;
  std::set<Key> changed_;
};

}  // namespace tidemark::analyzer
