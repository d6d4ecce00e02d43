// The machinery of one run: simulator, supervisor, subject, probes and recorder, moved on together
// by one loop on one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/attribution.hpp"
#include "harness/run/interrupts.hpp"
#include "harness/run/ownership.hpp"
#include "harness/run/request_watch.hpp"
#include "harness/run/run_plan.hpp"
#include "harness/run/shared_memory.hpp"
#include "harness/run/task_clock.hpp"
#include "harness/scenario/input_placeholders.hpp"
#include "harness/sites/site_server.hpp"
#include "harness/stage/stage.hpp"
#include "harness/subject/event_listener.hpp"
#include "harness/subject/http_input.hpp"
#include "harness/subject/subject.hpp"
#include "harness/subject/subject_user.hpp"
#include "harness/subject/task_board.hpp"
#include "harness/verdict/browser_starts.hpp"
#include "harness/verdict/rest_point.hpp"
#include "harness/verdict/work_log.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/recording/recording.hpp"
#include "probes/sampling/sampler.hpp"

namespace tidemark::harness {

// Owns everything that must be gone after the run. The interrupts must outlive it.
class Session {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(const RunPlan& plan,
                                                             Interrupts& interrupts);

  // Waits until something happens, a sample is due or a short while has passed, and takes in all
  // that has happened: answers, events, the subject's end. kGone: the supervisor has died;
  // otherwise /proc cannot be read.
  Result<void> turn();

  [[nodiscard]] Subject& subject() { return subject_; }
  [[nodiscard]] const TaskBoard& board() const { return board_; }
  [[nodiscard]] const Interrupts& interrupts() const { return interrupts_; }

  // Starts the subject, with what waits on the board to be fed: all of it, or the next domain where
  // there is one start for each.
  Result<void> start_subject();
  [[nodiscard]] bool one_start_per_domain() const {
    return plan_.options.input == SubjectInput::kArgument && takes_one_domain(plan_.command);
  }
  // With one start for each domain: whether the cycle's last start is still to be finished or
  // begun.
  [[nodiscard]] bool goes_on() const {
    return one_start_per_domain() && (start_open_ || !board_.all_handed_out());
  }
  // ... and whether all domains that have arrived have had theirs, and more will come.
  [[nodiscard]] bool awaits_arrival() const;
  // ... and the latest start has ended, and its domain with it.
  void finish_start();
  [[nodiscard]] bool start_open() const { return start_open_; }
  // What follows is fed, recorded and attributed as of this cycle. Its tasks arrive as the load's
  // phases say.
  void begin_cycle(int cycle);
  // The subject has ended: what it had unanswered waits again.
  void take_back_tasks();
  // The subject has ended: what the simulator saw of its tasks counts, if that is what counts.
  void take_last_requests();

  // Looks now; with detail at rest points.
  Result<void> sample(bool with_detail);
  [[nodiscard]] const probes::TreeSample& latest() const { return latest_; }
  [[nodiscard]] std::uint64_t samples() const { return samples_; }

  // What is there now, to be judged; takes a sample with detail for it.
  [[nodiscard]] Result<RestPoint> take_rest_point();

  [[nodiscard]] SiteServer& sites() { return sites_; }
  // The directory of the small disk that the subject's temporary files are on, where the scenario
  // fills it; otherwise, or if the machine refuses it, why there is none.
  [[nodiscard]] Result<int> small_disk() const {
    return small_disk_ ? Result<int>(small_disk_->get()) : std::unexpected(small_disk_.error());
  }
  [[nodiscard]] std::uint64_t open_connections() const { return sites_.totals().open(); }
  // The last sign of work in this cycle: an arrival, an answer, or anything at the simulator. Now,
  // while the subject has nothing to do and more is to arrive.
  [[nodiscard]] SteadyTime last_progress() const;
  // Ends what is known of the tree, for when the supervisor cannot: it has died itself.
  void kill_members(Deadline deadline);

  [[nodiscard]] const Ownership& ownership() const { return ownership_; }
  // The network that the subject is in: "isolated" or "mapped".
  [[nodiscard]] const char* network() const { return stage_ ? "isolated" : "mapped"; }
  // Why the network is not isolated although it might be, or what it lacks.
  [[nodiscard]] const std::vector<std::string>& network_remarks() const { return network_remarks_; }
  // What may have been missed of the subject; see Ownership.
  [[nodiscard]] std::optional<std::string> blind_spot() {
    return ownership_.blind_spot(plan_.times.sample_every);
  }

  // How many of this cycle's tasks are hosts that were asked for since it began.
  [[nodiscard]] std::size_t tasks_served() const;
  // Lines of the subject that answered no task it had.
  [[nodiscard]] std::uint64_t strays() const { return strays_; }
  // How many tasks of this cycle the subject itself has said are done.
  [[nodiscard]] std::size_t told() const { return told_; }
  // What a subject that is a server did not take, in words; empty: nothing.
  [[nodiscard]] std::string refusals() const;

  // The most of everything that was there at one moment; absent: nothing was looked at.
  [[nodiscard]] const std::optional<Amounts>& peak() const { return peak_; }
  [[nodiscard]] const std::vector<TaskTime>& task_times() const { return clock_.times(); }

  void record(const char* kind, const std::string& detail);
  // How the work went so far.
  [[nodiscard]] Work work() { return work_log_.work(); }
  // How long each browser took to start.
  [[nodiscard]] std::vector<RunTime> browser_starts() const { return browser_starts_.times(); }
  // CPU time that looking has cost so far.
  [[nodiscard]] std::chrono::microseconds probe_cpu() const {
    return probe_cpu_ + ownership_.cpu();
  }
  // The longest that reading its memory has held a process up.
  [[nodiscard]] std::chrono::microseconds longest_hold() const { return longest_hold_; }
  // Ends the recording. What was added is in the file unless this says otherwise.
  Result<void> close_recording();

 private:
  struct Parts;
  Session(const RunPlan& plan, Interrupts& interrupts, Parts parts);

  static constexpr const char* kTempDirectory = "t";
  static constexpr const char* kEventSocket = "events";

  Result<void> open_http();
  void record_circumstances();
  void wait();
  [[nodiscard]] Result<StartSubject> next_start();
  void let_arrive();
  std::vector<std::string> hand_out(std::size_t window, std::size_t most);
  void feed();
  void note_end();
  bool answer(std::string_view name, SteadyTime at, const std::string& outcome = {});
  void look_at_requests();
  [[nodiscard]] bool counts_requests() const {
    return plan_.options.tasks == TaskSource::kRequests;
  }
  [[nodiscard]] std::vector<std::string> tasks_of_a_cycle() const;
  void take_answer(const std::string& line);
  void take_events();
  void take_requests();
  void take_census(probes::TreeSample& sample);

  const RunPlan& plan_;
  Interrupts& interrupts_;
  TempDir scratch_;
  TempDir stage_directory_;
  std::optional<Stage> stage_;
  std::vector<std::string> network_remarks_;
  SiteServer sites_;
  Result<UniqueFd> small_disk_;
  probes::Recorder recorder_;
  EventListener events_;
  Ownership ownership_;  // its group is removed after the supervisor has ended what is in it
  Subject subject_;
  probes::Sampler sampler_;
  std::optional<SubjectUser> user_;  // whom the subject runs as; absent: us
  SharedMemory shared_memory_;

  std::vector<Arrival> arrivals_;  // of each cycle
  std::size_t arrived_ = 0;        // so many of them in this cycle
  TaskBoard board_;
  RequestWatch requests_;          // used if requests are what counts
  std::optional<HttpInput> http_;  // for a subject that is a server
  std::optional<std::uint16_t> port_;
  bool start_open_ = false;  // the latest start is not yet known to have ended
  TaskClock clock_;
  WorkLog work_log_;
  BrowserStarts browser_starts_;
  Attribution attribution_{[this] { return sites_.stats(); }};
  SteadyTime opened_ = steady_now();
  SteadyTime cycle_began_ = opened_;
  SteadyTime last_answer_ = opened_;
  SteadyTime last_fed_ = opened_;
  SteadyTime next_sample_ = opened_;
  probes::TreeSample latest_;
  SteadyTime cgroup_read_{};
  std::vector<LeftEntry> census_;  // as of the latest sample with detail
  std::optional<Amounts> peak_;
  std::uint64_t samples_ = 0;
  SteadyTime next_look_{};
  std::size_t told_ = 0;
  std::uint64_t strays_ = 0;
  std::chrono::microseconds probe_cpu_{};
  std::chrono::microseconds longest_hold_{};
};

}  // namespace tidemark::harness
