// The part of a session that brings tasks to the subject and hears what has come of them.
#include <fmt/format.h>

#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "harness/record/run_events.hpp"
#include "harness/run/run_time.hpp"
#include "harness/run/session.hpp"
#include "harness/run/site_access.hpp"
#include "harness/run/subject_input.hpp"
#include "harness/run/subject_start.hpp"
#include "harness/scenario/placeholders.hpp"
#include "harness/subject/answer_line.hpp"

namespace tidemark::harness {
namespace {

using Json = nlohmann::json;

// Unanswered tasks that a long-running subject may have: enough for any number of workers, and few
// enough to say which ones a crash took.
constexpr std::size_t kWindow = 64;
constexpr std::size_t kNoWindow = std::numeric_limits<std::size_t>::max();
// Between two looks at what the simulator has served.
constexpr Milliseconds kLookEvery{100};
constexpr const char* kInputFile = "input";

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Result<StartSubject> Session::next_start() {
  std::vector<std::string> tasks;
  if (comes_at_start(plan_.options.input)) {
    let_arrive();
    tasks = hand_out(kNoWindow, one_start_per_domain() ? 1 : kNoWindow);
  }
  auto command =
      command_with(plan_.command, plan_.options.input, tasks, scratch_.path() / kInputFile);
  if (!command) return std::unexpected(command.error());
  std::vector<std::string> environment =
      stage_ ? stage_environment(sites_, *stage_) : site_environment(sites_, plan_.scenario);
  environment.push_back("TIDEMARK_EVENTS=" + (scratch_.path() / kEventSocket).string());
  environment.push_back("TMPDIR=" + (scratch_.path() / kTempDirectory).string());
  if (plan_.site_options) {
    for (std::string& option : site_options(sites_, stage_.has_value())) {
      command->push_back(std::move(option));
    }
  }
  StartSubject order = start_order(plan_, std::move(*command), std::move(environment), user_);
  // What another harness, or a person, has told about a mapped network is not true here.
  if (stage_) order.without.insert(order.without.end(), kOnlyMapped.begin(), kOnlyMapped.end());
  if (port_) {
    for (auto* texts : {&order.command, &order.environment}) {
      for (std::string& text : *texts) {
        text = replaced(std::move(text), kPortPlaceholder, std::to_string(*port_));
      }
    }
  }
  return order;
}

Result<void> Session::start_subject() {
  const auto order = next_start();
  if (!order) return std::unexpected(order.error());
  const auto started = subject_.start(*order);
  if (!started) return std::unexpected(started.error());
  sampler_.tree().add_root(*started);
  record(kSubjectStarted, dump({{"pid", started->pid}}));
  start_open_ = true;
  if (comes_at_start(plan_.options.input)) subject_.close_input();
  feed();
  return {};
}

void Session::begin_cycle(int cycle) {
  cycle_began_ = steady_now();
  last_answer_ = cycle_began_;
  attribution_.begin_cycle(cycle, cycle_began_);
  clock_.begin_cycle(cycle);
  requests_.forget();
  arrived_ = 0;
  told_ = 0;
  board_.begin(tasks_of_a_cycle());
  record(kCycleStarted, dump({{"cycle", cycle}, {"tasks", board_.tasks()}}));
}

std::vector<std::string> Session::tasks_of_a_cycle() const {
  std::vector<std::string> tasks;
  tasks.reserve(arrivals_.size());
  for (const Arrival& arrival : arrivals_) tasks.push_back(arrival.domain);
  return tasks;
}

void Session::let_arrive() {
  const SteadyTime now = steady_now();
  while (arrived_ < arrivals_.size() && cycle_began_ + arrivals_[arrived_].at <= now) ++arrived_;
  board_.let_arrive(arrived_);
}

std::vector<std::string> Session::hand_out(std::size_t window, std::size_t most) {
  std::vector<std::string> tasks;
  const SteadyTime now = steady_now();
  while (tasks.size() < most) {
    auto task = board_.take_next(window);
    if (!task) break;
    attribution_.task_fed(*task, now);
    clock_.fed(*task, now);
    requests_.fed(*task, now);
    last_fed_ = now;
    record(kTaskStarted, dump({{"task", *task}}));
    tasks.push_back(std::move(*task));
  }
  return tasks;
}

void Session::feed() {
  let_arrive();
  if (!subject_.running() || comes_at_start(plan_.options.input)) return;
  const bool per_cycle = plan_.kind == PlannedSubject::Kind::kPerCycle;
  for (std::string& task : hand_out(per_cycle ? kNoWindow : kWindow, kNoWindow)) {
    if (http_) {
      http_->post(std::move(task));
    } else {
      subject_.feed(task);
    }
  }
  if (per_cycle && board_.all_handed_out()) subject_.close_input();
}

void Session::note_end() {
  start_open_ = false;
  attribution_.all_ended(steady_now());
  clock_.forget_running();
  if (http_) http_->forget();
  const auto& ended = subject_.ended();
  record(kSubjectEnded, dump({{"status", ended ? to_string(*ended) : "unknown"}}));
}

void Session::take_back_tasks() {
  requests_.forget();
  note_end();
  board_.put_back();
}

void Session::finish_start() {
  if (counts_requests()) {
    take_last_requests();
  } else {
    for (const std::string& task : board_.in_flight()) answer(task, steady_now());
  }
  note_end();
}

bool Session::answer(std::string_view name, SteadyTime at, const std::string& outcome) {
  const auto task = board_.answer(name);
  if (!task) return false;
  last_answer_ = steady_now();
  attribution_.task_answered(*task, at);
  clock_.answered(*task, at);
  Json detail{{"task", *task}};
  if (!outcome.empty()) detail["outcome"] = outcome;
  record(kTaskEnded, dump(detail));
  return true;
}

void Session::take_answer(const std::string& line) {
  if (counts_requests()) return;
  for (const std::string& name : tasks_named_by(line)) {
    if (!answer(name, steady_now(), outcome_told_by(line))) continue;
    ++told_;
    return;
  }
  if (line.find_first_not_of(" \t\r") != std::string::npos) ++strays_;
}

void Session::take_events() {
  for (TaskEvent& event : events_.hear()) {
    attribution_.take(event);
    clock_.take(event);
    // A server that takes a task at once has no other way to say that it is done.
    if (http_ && !counts_requests() && event.kind == kTaskEnded && answer(event.task, event.at)) {
      ++told_;
    }
    work_log_.add(run_time(event.at), kFromSubject + event.kind, event.detail);
    recorder_.add_event(event.at, kFromSubject + event.kind, std::move(event.detail));
  }
}

void Session::look_at_requests() {
  const SteadyTime now = steady_now();
  if (!counts_requests() || now < next_look_) return;
  next_look_ = now + kLookEvery;
  for (const auto& done : requests_.look(sites_.stats().hosts, now)) answer(done.task, done.at);
}

void Session::take_last_requests() {
  if (!counts_requests()) return;
  for (const auto& done : requests_.look_last(sites_.stats().hosts)) answer(done.task, done.at);
}

bool Session::awaits_arrival() const {
  return one_start_per_domain() && !start_open_ && !board_.all_handed_out() && !board_.has_ready();
}

SteadyTime Session::last_progress() const {
  const bool more_to_come = arrived_ < arrivals_.size() && board_.in_flight().empty();
  if (more_to_come || awaits_arrival()) return steady_now();
  return std::max({last_answer_, last_fed_, sites_.totals().last_activity.value_or(last_answer_)});
}

std::size_t Session::tasks_served() const {
  std::set<std::string> served;
  for (const HostTraffic& host : sites_.stats().hosts) {
    if (host.last_seen && *host.last_seen >= cycle_began_) served.insert(host.host);
  }
  return static_cast<std::size_t>(std::ranges::count_if(
      arrivals_, [&](const Arrival& arrival) { return served.contains(arrival.domain); }));
}

std::string Session::refusals() const {
  if (!http_ || http_->refusals() == 0) return "";
  return fmt::format("it refused {} requests, the last with HTTP status {}", http_->refusals(),
                     http_->last_refusal());
}

}  // namespace tidemark::harness
