// The course of a run: cycles, rest, faults, the end.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/faults/describe_fault.hpp"
#include "harness/faults/faults_in_force.hpp"
#include "harness/faults/striker.hpp"
#include "harness/run/run.hpp"
#include "harness/run/session.hpp"
#include "harness/run/strike_schedule.hpp"
#include "harness/verdict/judge.hpp"
#include "harness/verdict/rest_point.hpp"

namespace tidemark::harness {

// Why a run goes no further.
struct Stop {
  RunEnd end = RunEnd::kEnvironment;
  std::string why;
};
using Step = std::expected<void, Stop>;
[[nodiscard]] std::unexpected<Stop> subject_failed(std::string why);
[[nodiscard]] std::unexpected<Stop> machine_failed(const Error& error);

// "0.7 s", "45 s".
[[nodiscard]] std::string seconds_text(Milliseconds time);

// Drives a session through a plan, noting what happened in the record. Reads top to bottom; every
// wait is a loop of Session::turn with a deadline, cut short by an interrupt.
class Replay {
 public:
  Replay(const RunPlan& plan, Session& session, RunRecord& record,
         const std::function<void(const RunProgress&)>& on_progress);

  // All cycles and the subject's own end.
  Step run();
  // Ends everything that is left of the subject, however far run() came. Not cut short by an
  // interrupt, but hurried by another one. What had to be killed is added to `problem`.
  void end_everything(std::string& problem);

  [[nodiscard]] const std::vector<RestPoint>& rest_points() const { return rest_points_; }
  // By which the run so far is to be judged.
  [[nodiscard]] JudgeOptions judge_options() const;
  // Whenever the subject ended by itself; absent: by a signal.
  [[nodiscard]] const std::vector<std::optional<int>>& exit_codes() const { return exit_codes_; }
  [[nodiscard]] int tasks_fed() const { return tasks_fed_; }

 private:
  enum class Waited { kDone, kDeadline };
  using Condition = std::function<bool()>;
  std::expected<Waited, Stop> wait_until(const Condition& done, Deadline deadline);
  Step turn();

  Step start_subject();
  Step rest_before_load();
  Step run_cycle(int index);
  Step work_off(Cycle& cycle);
  [[nodiscard]] bool drained() const;
  // Whether the run may end here; notes it.
  [[nodiscard]] bool is_certain();
  [[nodiscard]] bool stuck() const;
  [[nodiscard]] Milliseconds longest_cycle() const;
  [[nodiscard]] Stop stuck_stop(const Cycle& cycle) const;
  Step start_next_domain(Cycle& cycle);
  Step check_ended_cycle(Cycle& cycle);
  Step check_work(Cycle& cycle);
  Step rest_after_cycle(Cycle& cycle);
  Step end_subject();

  void make_faults();
  [[nodiscard]] Step check_faults() const;
  Step strike(std::size_t index);
  Step await_subjects_end(int signal);
  Step go_on_after_struck_subject();
  // Whether the subject's end is what one of the scenario's signals brought about.
  [[nodiscard]] bool ended_by_our_signal() const;
  void note_fault(const PlannedFault& fault);
  void note_undone(std::size_t struck);

  // Whether it came to rest.
  std::expected<bool, Stop> come_to_rest(Milliseconds longest);
  // For what an ended subject leaves to go by itself.
  Step settle();
  Step take_rest_point(const RestPoint& what);
  void note(std::string text) { record_.notes.push_back(std::move(text)); }

  [[nodiscard]] bool per_cycle() const { return plan_.kind == PlannedSubject::Kind::kPerCycle; }
  [[nodiscard]] bool running() const { return session_.subject().running().has_value(); }
  [[nodiscard]] std::string how_it_ended() const;
  void note_exit_code();

  const RunPlan& plan_;
  Session& session_;
  RunRecord& record_;
  const std::function<void(const RunProgress&)>& on_progress_;
  StrikeSchedule strikes_;
  RunProgress progress_;
  std::uint64_t seen_samples_ = 0;
  std::vector<RestPoint> rest_points_;
  std::set<std::string> told_directories_;  // whose origin is in the recording
  std::vector<std::optional<int>> exit_codes_;
  int tasks_fed_ = 0;
  std::string restlessness_;
  std::vector<std::unique_ptr<Striker>> strikers_;  // of the scenario, in its order
  bool subject_signalled_ = false;                  // since it was started
  FaultsInForce in_force_{[this](std::size_t struck) { note_undone(struck); }};
};

}  // namespace tidemark::harness
