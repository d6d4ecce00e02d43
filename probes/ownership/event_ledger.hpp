// Who belongs to the subject and what became of them, from the kernel's events.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "probes/base/boot_clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/ownership/kernel_event.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

// Decides membership by ancestry at the moment of birth, so that setsid, double forks, reparenting,
// exec and a subject that is a subreaper itself change nothing; a recycled pid inherits nothing.
// Pure: no system calls. Holds members that live, and those that ended since the last settle().
//
// A birth's event has a time, a sweep has ticks: the two are taken for one process when they agree
// to within half a second, because the kernel may be interrupted between noting the one and telling
// the other.
class EventLedger {
 public:
  explicit EventLedger(const BootClock& clock) : clock_(clock) {}

  // Whatever this process starts from now on is a member, it itself is not: the supervisor.
  void add_ancestor(Pid pid) { ancestors_.insert(pid); }

  // Takes in the next event. True: this member runs another program now, whose name nobody knows
  // until describe() is called.
  bool take(const KernelEvent& event);
  // What a living member calls itself. Does nothing unless it still is that member.
  void describe(const ProcessId& id, std::string name, std::vector<std::string> command_line);

  // Pids of all members that live, zombies left out.
  [[nodiscard]] std::vector<Pid> living() const;

  // Lays the ledger beside a sweep of the members that began at `begun`, after all events up to
  // `begun` at least were taken. Adds to the sample how those ended whose death it reports, and
  // those that no sweep has seen. Takes in members that the sweep knows and no event told of: they
  // are older than the ledger, or events were lost. Of one whose end was lost nobody knows how it
  // ended; when, then is the time of the first sweep that was sure to miss it.
  void settle(TreeSample& sample, SteadyTime begun);

 private:
  struct Entry {
    ProcessId id;
    bool exact = false;  // start_ticks are /proc's
    Pid parent = 0;
    std::string name = {};
    std::vector<std::string> command_line = {};
    SteadyTime started{};
    std::optional<SteadyTime> ended = {};
    std::optional<int> exit_code = {};
    std::optional<int> exit_signal = {};
    bool sampled = false;  // by any sweep so far
    bool missed = false;   // by the sweep before, although it should live
  };

  void take_birth(const KernelEvent& event);
  void take_end(const KernelEvent& event);
  void retire(Pid pid, SteadyTime at);
  [[nodiscard]] bool is(const Entry& entry, const ProcessId& id) const;
  [[nodiscard]] Entry* find(const ProcessId& id);
  void take_sampled(const ProcessFacts& facts, SteadyTime begun);
  void report_ends(TreeSample& sample) const;
  [[nodiscard]] bool is_over(Entry& entry, bool in_sweep, SteadyTime begun) const;

  BootClock clock_;
  std::set<Pid> ancestors_;
  std::map<Pid, Entry> members_;
  std::vector<Entry> replaced_;  // ended, and their pid was given out anew
};

}  // namespace tidemark::probes
