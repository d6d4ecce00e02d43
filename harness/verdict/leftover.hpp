// Countable things of one resource and role at a rest point, each with the identity by which it is
// recognised at the next.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"
#include "harness/verdict/rest_point.hpp"

namespace tidemark::harness {

struct Leftover {
  std::string identity{};  // pid and start time, or path
  Culprit culprit{};
  bool wedged = false;
};

[[nodiscard]] bool is_zombie(const RestProcess& process);
[[nodiscard]] bool is_wedged(const RestProcess& process);
[[nodiscard]] std::string identity_of(const RestProcess& process);
[[nodiscard]] Culprit culprit_of(const RestProcess& process);

// The processes (without zombies) or zombies of `role`, or the directories, at `point`.
[[nodiscard]] std::vector<Leftover> leftovers_at(const RestPoint& point, Resource resource,
                                                 const std::string& role);

// Every role that has an entry of `resource` at any of `points`; for directories the one empty
// role.
[[nodiscard]] std::set<std::string> roles_of(const std::vector<const RestPoint*>& points,
                                             Resource resource);

[[nodiscard]] std::set<std::string> identities_of(const std::vector<Leftover>& leftovers);

// Oldest first.
void sort_by_age(std::vector<Leftover>& leftovers);

// At most 20 of them, in order.
[[nodiscard]] std::vector<Culprit> culprits_of(const std::vector<Leftover>& leftovers);

}  // namespace tidemark::harness
