// Makes a run's Work from its events: those of the run that goes on, or those of its recording,
// with the same result.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/verdict/slot_ledger.hpp"
#include "harness/verdict/task_ledger.hpp"
#include "harness/verdict/work.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::harness {

class WorkLog {
 public:
  // An event as it is recorded (run_events.hpp). What says nothing about the work is ignored.
  void add(RunTime at, std::string_view kind, std::string_view detail);
  // Of all that was added.
  [[nodiscard]] Work work();

 private:
  struct Entry {
    RunTime at{};
    std::size_t index = 0;
    std::string kind;
    std::string detail;
  };
  struct Told;
  void work_off();
  void apply(const Entry& entry);
  void apply_from_subject(const Told& told);
  void apply_from_harness(const Told& told);
  void apply_rest_point(const Told& told);
  void note_stuck_slots(CycleWork& cycle);
  void begin_cycle(const Told& told);
  void end_cycle();

  std::vector<Entry> entries_;  // since the latest rest point
  std::size_t added_ = 0;
  Work work_;
  SlotLedger slots_;
  TaskLedger tasks_;
  bool cycle_open_ = false;           // its end is not yet taken in
  RunTime began_{};                   // the open cycle
  std::optional<RunTime> drained_{};  // all of the open cycle is answered
};

[[nodiscard]] Work work_of(const probes::RecordedRun& recording);

}  // namespace tidemark::harness
