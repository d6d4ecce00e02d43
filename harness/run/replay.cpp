#include "harness/run/replay.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>

#include "harness/record/run_events.hpp"
#include "harness/run/run_time.hpp"
#include "harness/verdict/early_end.hpp"
#include "probes/base/calendar_day.hpp"

namespace tidemark::harness {
namespace {

// For a domain where the scenario sets no budget, and beside the budgets of all.
constexpr Milliseconds kBudget{60'000};
constexpr Milliseconds kSpare{600'000};
// After the last resort, for the supervisor's answer.
constexpr std::chrono::seconds kEndTime{20};

// A run over midnight is judged by the day on which it began.
std::chrono::sys_days day_of_start(const RunRecord& record) {
  const auto day = parse_day(std::string_view(record.started_at).substr(0, 10));
  return day.value_or(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
}

std::string domains_text(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "domain" : "domains");
}

}  // namespace

std::unexpected<Stop> subject_failed(std::string why) {
  return std::unexpected(Stop{.end = RunEnd::kSubjectFailed, .why = std::move(why)});
}

std::unexpected<Stop> machine_failed(const Error& error) {
  return std::unexpected(Stop{.end = RunEnd::kEnvironment, .why = error.message});
}

std::string seconds_text(Milliseconds time) {
  const std::chrono::duration<double> seconds = time;
  return fmt::format("{:.{}f} s", seconds.count(), time < std::chrono::seconds(10) ? 1 : 0);
}

Replay::Replay(const RunPlan& plan, Session& session, RunRecord& record,
               const std::function<void(const RunProgress&)>& on_progress)
    : plan_(plan),
      session_(session),
      record_(record),
      on_progress_(on_progress),
      strikes_(plan.scenario.faults, plan.seed) {
  progress_.cycles = plan.cycles;
  make_faults();
}

Step Replay::run() {
  if (auto possible = check_faults(); !possible) return possible;
  if (!per_cycle()) {
    progress_.phase = "starting";
    if (auto started = start_subject(); !started) return started;
    if (auto rested = rest_before_load(); !rested) return rested;
  }
  for (int index = 1; index <= plan_.cycles; ++index) {
    if (auto ran = run_cycle(index); !ran) return ran;
    if (is_certain()) break;
  }
  if (per_cycle()) return {};
  return end_subject();
}

JudgeOptions Replay::judge_options() const {
  JudgeOptions options{.warm_up = plan_.warm_up,
                       .memory_tests = plan_.memory_tests,
                       .tasks_fed = tasks_fed_,
                       .tasks_answered = record_.tasks_answered};
  if (plan_.scenario.expect.stable) options.required = *plan_.scenario.expect.stable;
  options.muting = {
      .mutes = plan_.mutes.mutes, .scenario = plan_.scenario.name, .today = day_of_start(record_)};
  return options;
}

bool Replay::is_certain() {
  const auto done = static_cast<int>(record_.cycles.size());
  if (!plan_.until_sure_within || done >= plan_.cycles) return false;
  if (!certain_verdict(rest_points_, judge_options(), plan_.cycles, *plan_.until_sure_within)) {
    return false;
  }
  record_.ended_early = true;
  note(fmt::format("ended after {} of {} cycles: the answer was certain", done, plan_.cycles));
  return true;
}

Step Replay::turn() {
  if (auto turned = session_.turn(); !turned) return machine_failed(turned.error());
  in_force_.undo_due(steady_now());
  if (session_.samples() != seen_samples_) {
    seen_samples_ = session_.samples();
    progress_.answered = session_.board().answered();
    progress_.tasks = session_.board().tasks();
    progress_.processes = session_.latest().processes.size();
    if (on_progress_) on_progress_(progress_);
  }
  return {};
}

std::expected<Replay::Waited, Stop> Replay::wait_until(const Condition& done, Deadline deadline) {
  for (;;) {
    if (session_.interrupts().count() > 0) {
      const bool by_user = session_.interrupts().first() == SIGINT;
      return std::unexpected(Stop{.end = by_user ? RunEnd::kInterrupted : RunEnd::kTerminated,
                                  .why = by_user ? "interrupted" : "told to terminate"});
    }
    if (done()) return Waited::kDone;
    if (deadline.passed()) return Waited::kDeadline;
    if (auto turned = turn(); !turned) return std::unexpected(turned.error());
  }
}

std::string Replay::how_it_ended() const {
  const auto& ended = session_.subject().ended();
  return ended ? to_string(*ended) : "unknown";
}

void Replay::note_exit_code() {
  const auto& ended = session_.subject().ended();
  exit_codes_.push_back(ended ? ended->code : std::nullopt);
}

Step Replay::start_subject() {
  const auto started = session_.start_subject();
  if (started) {
    subject_signalled_ = false;
    if (const auto& subject = session_.subject().running()) in_force_.subject_started(*subject);
    return {};
  }
  if (started.error().code == ErrorCode::kGone) return machine_failed(started.error());
  return subject_failed("the subject cannot be started: " + started.error().message);
}

Step Replay::run_cycle(int index) {
  session_.begin_cycle(index);
  strikes_.begin_cycle(steady_now());
  const auto tasks = static_cast<int>(session_.board().tasks());
  record_.cycles.push_back({.index = index, .started = run_time(steady_now()), .tasks = tasks});
  tasks_fed_ += tasks;
  Cycle& cycle = record_.cycles.back();
  progress_.cycle = index;
  progress_.phase = "at work";
  if (per_cycle()) {
    if (auto started = start_subject(); !started) return started;
  }
  const Step worked = work_off(cycle);
  in_force_.undo_all();
  cycle.answered = std::max(cycle.answered, static_cast<int>(session_.board().answered()));
  record_.tasks_answered += cycle.answered;
  if (!worked) return worked;
  cycle.drained = run_time(steady_now());
  session_.record(kCycleDrained,
                  fmt::format(R"({{"cycle":{},"answered":{}}})", index, cycle.answered));
  if (const unsigned missed = strikes_.outstanding(); missed > 0) {
    note(fmt::format("cycle {} was over before {} of its faults struck", index, missed));
  }
  progress_.phase = "coming to rest";
  return rest_after_cycle(cycle);
}

bool Replay::drained() const {
  return per_cycle() ? !running() && !session_.goes_on() : session_.board().all_answered();
}

bool Replay::stuck() const {
  if (plan_.times.cycle || in_force_.any_will_end()) return false;
  return steady_now() - session_.last_progress() >= plan_.times.stall;
}

Milliseconds Replay::longest_cycle() const {
  // One domain after the other, each with all of its budget, and something to spare.
  const Milliseconds budget = plan_.scenario.load.budget.value_or(kBudget);
  const std::vector<Arrival> arrivals = arrivals_of(plan_.scenario.load);
  const auto tasks = static_cast<Milliseconds::rep>(arrivals.size());
  Milliseconds faults{0};
  for (const PlannedFault& fault : plan_.scenario.faults) {
    faults += fault.count * fault.lasts.value_or(Milliseconds(0));
  }
  return plan_.times.cycle.value_or(kSpare + arrivals.back().at + tasks * budget + faults);
}

Stop Replay::stuck_stop(const Cycle& cycle) const {
  const TaskBoard& board = session_.board();
  const auto since =
      std::chrono::duration_cast<Milliseconds>(run_time(steady_now()) - cycle.started);
  std::string why = fmt::format(
      "the subject got stuck in cycle {}: after {}, {} of {} not answered", cycle.index,
      seconds_text(since), board.tasks() - board.answered(), domains_text(board.tasks()));
  if (const auto had = board.in_flight(); !had.empty()) why += " (it had " + few_of(had) + ")";
  if (session_.strays() > 0) {
    why += fmt::format("; it wrote {} lines that answer no domain it had", session_.strays());
  }
  if (const std::string refusals = session_.refusals(); !refusals.empty()) why += "; " + refusals;
  return {.end = RunEnd::kSubjectFailed, .why = std::move(why)};
}

// Until the subject has done the cycle's tasks, faults included.
Step Replay::work_off(Cycle& cycle) {
  const Deadline deadline = Deadline::in(longest_cycle());
  std::optional<std::size_t> fault;
  const Condition something = [&] {
    if (drained() || stuck()) return true;
    if (!running()) return !session_.awaits_arrival();
    fault = strikes_.due(steady_now(), session_.board().answered());
    return fault.has_value();
  };
  for (;;) {
    const auto waited = wait_until(something, deadline);
    if (!waited) return std::unexpected(waited.error());
    if (fault) {
      const std::size_t now = *fault;
      fault.reset();
      if (auto struck = strike(now); !struck) return struck;
      continue;
    }
    if (ended_by_our_signal()) {
      if (auto gone_on = go_on_after_struck_subject(); !gone_on) return gone_on;
      continue;
    }
    if (!running() && session_.goes_on()) {
      if (auto next = start_next_domain(cycle); !next) return next;
      continue;
    }
    if (!running()) return check_ended_cycle(cycle);
    if (drained()) return {};
    record_.stuck = true;
    return std::unexpected(stuck_stop(cycle));
  }
}

// A start has ended that was for one domain, not by a fault; another begins if there is one.
Step Replay::start_next_domain(Cycle& cycle) {
  if (session_.start_open()) {
    const auto& ended = session_.subject().ended();
    if (ended && ended->signal) return check_ended_cycle(cycle);
    session_.finish_start();
    record_.subject_ended = how_it_ended();
    note_exit_code();
  }
  return session_.board().has_ready() ? start_subject() : Step{};
}

// The subject has ended during a cycle, not by a fault.
Step Replay::check_ended_cycle(Cycle& cycle) {
  if (session_.one_start_per_domain() && !session_.start_open()) return check_work(cycle);
  session_.take_last_requests();
  const TaskBoard& board = session_.board();
  const std::size_t unanswered = board.tasks() - board.answered();
  const auto& ended = session_.subject().ended();
  const bool crashed = ended && ended->signal;
  session_.take_back_tasks();
  record_.subject_ended = how_it_ended();
  note_exit_code();
  if (!per_cycle() || crashed) {
    return subject_failed(
        fmt::format("the subject ended in cycle {} while its input was open ({}), {} unanswered",
                    cycle.index, how_it_ended(), domains_text(unanswered)));
  }
  return check_work(cycle);
}

// Whether anything was done in a cycle whose subject has ended, and all of it.
Step Replay::check_work(Cycle& cycle) {
  const TaskBoard& board = session_.board();
  const bool idle = session_.told() == 0 && session_.tasks_served() == 0;
  if (board.all_answered() && !(session_.one_start_per_domain() && idle)) return {};
  cycle.answered = static_cast<int>(board.answered());
  // One that answers nothing may still have worked: the simulator knows which hosts it asked for.
  if (board.answered() == 0) cycle.answered = static_cast<int>(session_.tasks_served());
  if (idle || (board.answered() == 0 && cycle.answered == 0)) {
    std::string why = fmt::format("the subject ended ({}) without working on any of its {}",
                                  how_it_ended(), domains_text(board.tasks()));
    if (session_.strays() > 0) {
      why += fmt::format("; it wrote {} lines that answer no domain it had", session_.strays());
    }
    return subject_failed(std::move(why));
  }
  if (cycle.answered < cycle.tasks) {
    note(fmt::format("in cycle {} the subject left {} undone", cycle.index,
                     domains_text(static_cast<std::size_t>(cycle.tasks - cycle.answered))));
  }
  return {};
}

Step Replay::end_subject() {
  progress_.phase = "ending";
  session_.subject().close_input();
  // A server does not see the end of an input that it does not read.
  const bool told_to_end = plan_.options.input == SubjectInput::kHttp;
  if (told_to_end) static_cast<void>(session_.subject().signal(SIGTERM));
  const auto waited = wait_until([&] { return !running(); }, Deadline::in(plan_.times.end));
  if (!waited) return std::unexpected(waited.error());
  if (*waited == Waited::kDeadline) {
    return subject_failed(fmt::format("the subject did not end within {} of the end of its input",
                                      seconds_text(plan_.times.end)));
  }
  session_.take_back_tasks();
  record_.subject_ended = how_it_ended();
  note_exit_code();
  const auto& ended = session_.subject().ended();
  if (ended && ended->signal && !(told_to_end && ended->signal == SIGTERM)) {
    return subject_failed("the subject crashed at the end of its input: " + how_it_ended());
  }
  if (auto settled = settle(); !settled) return settled;
  return take_rest_point({.cycle = static_cast<int>(record_.cycles.size()) + 1, .after_end = true});
}

void Replay::end_everything(std::string& problem) {
  in_force_.undo_all();
  const bool was_running = running();
  const auto& interrupts = session_.interrupts();
  const int interrupted = interrupts.count();
  bool hurried = false;
  const Deadline deadline = Deadline::in(plan_.times.grace + kEndTime);
  bool supervised = session_.subject().end_tree(plan_.times.grace).has_value();
  while (supervised && !session_.subject().tree_ended() && !deadline.passed()) {
    supervised = session_.turn().has_value();
    if (!hurried && interrupts.count() > std::max(1, interrupted)) {
      hurried = true;
      static_cast<void>(session_.subject().end_tree(Milliseconds(0)));
    }
  }
  if (!supervised) {
    session_.kill_members(deadline);
    record_.subject_ended = "killed by SIGKILL";
    note("the supervisor of the subject died; what was known of the subject was killed");
    return;
  }
  if (was_running) {
    session_.take_back_tasks();
    record_.subject_ended = how_it_ended();
    const auto& how = session_.subject().ended();
    if (!hurried && how && how->signal == SIGKILL) {
      if (!problem.empty()) problem += "; ";
      problem += "the subject ignored SIGTERM and was killed";
    }
  }
  const auto& ended = session_.subject().tree_ended();
  if (!ended || ended->left > 0) {
    note(fmt::format("{} processes of the subject withstood SIGKILL", ended ? ended->left : 1));
  }
}

}  // namespace tidemark::harness
