#include "harness/subject/descendants.hpp"

#include <map>

namespace tidemark::harness {

std::vector<ProcessId> descendants_of(Pid ancestor, std::span<const probes::ProcessFacts> sweep) {
  std::multimap<Pid, const probes::ProcessFacts*> children;
  for (const probes::ProcessFacts& facts : sweep) children.emplace(facts.parent, &facts);
  std::vector<ProcessId> found;
  std::vector<Pid> parents{ancestor};
  while (!parents.empty()) {
    const auto [first, last] = children.equal_range(parents.back());
    parents.pop_back();
    for (auto child = first; child != last; ++child) {
      parents.push_back(child->second->id.pid);
      if (!probes::is_zombie(*child->second)) found.push_back(child->second->id);
    }
    children.erase(first, last);  // also ends a walk in a circle
  }
  return found;
}

}  // namespace tidemark::harness
