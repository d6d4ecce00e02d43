#include "reports/process_tree.hpp"

#include <algorithm>
#include <set>

namespace tidemark::reports {
namespace {

using probes::ProcessSample;

// Deeper branches are drawn at this depth, so that they leave room for the role.
constexpr std::size_t kDeepest = 5;

class Forest {
 public:
  Forest(std::span<const ProcessSample* const> processes,
         const std::map<ProcessId, ProcessId>& attached, bool unicode)
      : unicode_(unicode) {
    std::map<Pid, const ProcessSample*> by_pid;
    for (const ProcessSample* process : processes) by_pid[process->facts.id.pid] = process;
    for (const ProcessSample* process : processes) {
      const auto served = attached.find(process->facts.id);
      const Pid above = served == attached.end() ? process->facts.parent : served->second.pid;
      const auto parent = by_pid.find(above);
      if (parent == by_pid.end()) {
        tops_.push_back(process);
      } else {
        children_[parent->second].push_back(process);
      }
    }
  }

  std::vector<TreePlace> order(std::span<const ProcessSample* const> processes) {
    sort(tops_);
    for (const ProcessSample* top : tops_) place(top, "", "", 0);
    // What is left stands in a circle, which a sweep that is not atomic may show.
    for (const ProcessSample* process : processes) {
      if (!placed_.contains(process)) place(process, "", "", 0);
    }
    return std::move(places_);
  }

 private:
  static void sort(std::vector<const ProcessSample*>& siblings) {
    std::ranges::sort(siblings, {}, [](const ProcessSample* process) {
      return std::pair(process->facts.id.start_ticks, process->facts.id.pid);
    });
  }

  void place(const ProcessSample* process, const std::string& branches, const std::string& below,
             std::size_t depth) {
    if (!placed_.insert(process).second) return;
    places_.push_back({.process = process, .branches = branches});
    const auto found = children_.find(process);
    if (found == children_.end()) return;
    std::vector<const ProcessSample*>& children = found->second;
    sort(children);
    for (const ProcessSample* child : children) {
      const bool last = child == children.back();
      if (depth >= kDeepest) {
        place(child, branches, below, depth + 1);
      } else if (unicode_) {
        place(child, below + (last ? "└─" : "├─"), below + (last ? "  " : "│ "), depth + 1);
      } else {
        place(child, below + "  ", below + "  ", depth + 1);
      }
    }
  }

  bool unicode_;
  std::vector<const ProcessSample*> tops_;
  std::map<const ProcessSample*, std::vector<const ProcessSample*>> children_;
  std::set<const ProcessSample*> placed_;
  std::vector<TreePlace> places_;
};

}  // namespace

std::vector<TreePlace> tree_order(std::span<const ProcessSample* const> processes,
                                  const std::map<ProcessId, ProcessId>& attached, bool unicode) {
  return Forest(processes, attached, unicode).order(processes);
}

}  // namespace tidemark::reports
