#include "probes/sampling/subject_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace tidemark::probes {

namespace {

// Start times are known to a clock tick.
constexpr std::chrono::milliseconds kTick{10};

}  // namespace

struct SubjectTree::Look {
  std::span<const ProcessFacts> sweep;
  std::map<Pid, std::size_t> by_pid;
  std::vector<Kin> kin;

  explicit Look(std::span<const ProcessFacts> all) : sweep(all), kin(all.size(), Kin::kUnknown) {
    for (std::size_t i = 0; i < all.size(); ++i) by_pid.emplace(all[i].id.pid, i);
  }

  // The parent's place in the sweep. A sweep is not atomic: a "parent" that started after its child
  // is a later process under a recycled pid.
  [[nodiscard]] std::optional<std::size_t> parent_of(const ProcessFacts& facts) const {
    const auto found = by_pid.find(facts.parent);
    if (found == by_pid.end()) return {};
    if (sweep[found->second].id.start_ticks > facts.id.start_ticks) return {};
    return found->second;
  }
};

SubjectTree SubjectTree::chosen_by(MemberChooser chooser) {
  SubjectTree tree(0);
  tree.chooser_ = std::move(chooser);
  return tree;
}

void SubjectTree::add_root(const ProcessId& id) { roots_.insert(id); }

void SubjectTree::exclude(const ProcessId& id) {
  excluded_.insert(id);
  members_.erase(id);
}

void SubjectTree::claim(std::span<const Pid> pids, SteadyTime at) {
  claimed_.insert(pids.begin(), pids.end());
  claimed_at_ = at;
}

SubjectTree::Kin SubjectTree::known(const ProcessFacts& facts) const {
  const ProcessId& id = facts.id;
  if (id.pid == own_pid_) return Kin::kOwn;
  if (roots_.contains(id) || members_.contains(id)) return Kin::kMember;
  if (excluded_.contains(id)) return Kin::kExcluded;
  if (claimed_.contains(id.pid) && facts.started <= claimed_at_ + kTick) return Kin::kMember;
  return Kin::kUnknown;
}

// What a process of which nothing else is known owes to its parent.
SubjectTree::Kin SubjectTree::inherited(const ProcessFacts& facts, const Look& look) const {
  if (const std::optional<std::size_t> parent = look.parent_of(facts)) {
    const Kin kin = look.kin[*parent];
    return kin == Kin::kOwn ? Kin::kMember
                            : kin;  // reparented to us, or started by us as a subject
  }
  const auto gone = before_.find(facts.parent);
  return gone == before_.end() ? Kin::kStranger : gone->second;
}

// Walks up from `start` to the first ancestor that is settled, then down again settling all
// between.
void SubjectTree::settle(std::size_t start, Look& look) const {
  std::vector<std::size_t> path;
  std::optional<std::size_t> at = start;
  while (at && look.kin[*at] == Kin::kUnknown) {
    look.kin[*at] = known(look.sweep[*at]);
    if (look.kin[*at] != Kin::kUnknown) break;
    look.kin[*at] = Kin::kStranger;  // for now: also ends a walk in a circle
    path.push_back(*at);
    at = look.parent_of(look.sweep[*at]);
  }
  for (auto child = path.rbegin(); child != path.rend(); ++child) {
    look.kin[*child] = inherited(look.sweep[*child], look);
  }
}

std::set<ProcessId> SubjectTree::members_by_ancestry(std::span<const ProcessFacts> sweep) {
  Look look(sweep);
  std::set<ProcessId> members;
  std::set<ProcessId> excluded;
  std::map<Pid, Kin> pids;
  for (std::size_t i = 0; i < sweep.size(); ++i) {
    if (look.kin[i] == Kin::kUnknown) settle(i, look);
    if (look.kin[i] == Kin::kMember) members.insert(sweep[i].id);
    if (look.kin[i] == Kin::kExcluded) excluded.insert(sweep[i].id);
    if (look.kin[i] != Kin::kOwn) pids.emplace(sweep[i].id.pid, look.kin[i]);
  }
  excluded_ = std::move(excluded);
  before_ = std::move(pids);
  claimed_.clear();
  return members;
}

bool SubjectTree::is_orphan(const ProcessFacts& member) const {
  if (chooser_ || is_root(member.id) || is_zombie(member)) return false;
  const auto parent = members_.lower_bound({.pid = member.parent, .start_ticks = 0});
  return parent == members_.end() || parent->pid != member.parent;
}

TreeChange SubjectTree::update(std::span<const ProcessFacts> sweep) {
  std::set<ProcessId> members = chooser_ ? chooser_(sweep) : members_by_ancestry(sweep);
  TreeChange change;
  std::ranges::set_difference(members, members_, std::back_inserter(change.born));
  std::ranges::set_difference(members_, members, std::back_inserter(change.ended));
  members_ = std::move(members);
  std::erase_if(roots_, [this](const ProcessId& id) { return !members_.contains(id); });
  return change;
}

}  // namespace tidemark::probes
