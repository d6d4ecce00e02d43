// Which processes belong to the subject.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/sampling/process_record.hpp"

namespace tidemark::probes {

struct TreeChange {
  std::vector<ProcessId> born;   // members that the sweep before did not have
  std::vector<ProcessId> ended;  // members that this sweep does not have any more
};

// Names the members among the processes of a sweep.
using MemberChooser = std::function<std::set<ProcessId>(std::span<const ProcessFacts>)>;

// Decides membership by ancestry, from sweeps alone: no system calls, no names. A process is a
// member when it is a root, or its parent is a member, or it was reparented to us, the subreaper,
// without being excluded, or a claim says so. Membership stays with the identity until the process
// has ended and was reaped, so that setsid, a double fork or the death of a parent does not lose
// it; a recycled pid does not inherit it. A zombie is a member in state Z.
class SubjectTree {
 public:
  // `own_pid` is the process that started the subject and, where it can be, is its subreaper; it is
  // never a member itself, even below a root.
  explicit SubjectTree(Pid own_pid) : own_pid_(own_pid) {}
  // Not by ancestry: the members are those that `chooser` names, anew with each sweep. For what is
  // watched by another bond, such as a cgroup.
  [[nodiscard]] static SubjectTree chosen_by(MemberChooser chooser);

  // The subject's own process, of which there may be several over time. Tell before the next
  // update.
  void add_root(const ProcessId& id);
  // A child of ours that we started for another purpose: it and its descendants are not members.
  // Tell before the next update.
  void exclude(const ProcessId& id);

  // Better evidence than ancestry: the members of the subject's cgroup, or those that the kernel's
  // events told of, as they were at the moment `at`. Tell anew before each update. What is younger
  // than the claim is not meant by it.
  void claim(std::span<const Pid> pids, SteadyTime at);

  // Takes in a sweep of the whole machine.
  TreeChange update(std::span<const ProcessFacts> sweep);

  // After the latest update.
  [[nodiscard]] const std::set<ProcessId>& members() const { return members_; }
  [[nodiscard]] bool is_root(const ProcessId& id) const { return roots_.contains(id); }
  // Whether that member has lost the parent that made it a member: it was handed to a reaper. Never
  // where members are chosen by another bond than ancestry.
  [[nodiscard]] bool is_orphan(const ProcessFacts& member) const;

 private:
  enum class Kin { kUnknown, kMember, kExcluded, kStranger, kOwn };
  struct Look;  // the sweep under inspection

  [[nodiscard]] Kin known(const ProcessFacts& facts) const;
  [[nodiscard]] Kin inherited(const ProcessFacts& facts, const Look& look) const;
  void settle(std::size_t start, Look& look) const;
  [[nodiscard]] std::set<ProcessId> members_by_ancestry(std::span<const ProcessFacts> sweep);

  Pid own_pid_;
  MemberChooser chooser_;  // empty: by ancestry
  std::set<ProcessId> roots_;
  std::set<ProcessId> members_;
  std::set<ProcessId> excluded_;
  std::set<Pid> claimed_;
  SteadyTime claimed_at_{};
  // Pids of the sweep before: the parent of a newcomer may have ended in the middle of this one.
  std::map<Pid, Kin> before_;
};

}  // namespace tidemark::probes
