#include "harness/verdict/work_log.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/record/run_events.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 8> kTellingKinds = {
    kCycleStarted, kTaskStarted, kTaskEnded,    kCycleDrained,
    kRestPoint,    kFaultStruck, kSubjectEnded, kGivenUp};
constexpr std::array<std::string_view, 6> kTellingOfSubject = {
    "task_start", "task_end", "slot_wait", "slot", "slot_release", kSenderEnded};
constexpr std::size_t kLongestOutcome = 64;

bool contains(const auto& kinds, std::string_view kind) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

// A number or a name, as one word.
std::string word_in(const json& detail, const char* key) {
  const auto found = detail.find(key);
  if (found == detail.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

int number_in(const json& detail, const char* key) {
  const auto found = detail.find(key);
  return found != detail.end() && found->is_number_integer() ? found->get<int>() : 0;
}

bool flag_in(const json& detail, const char* key) {
  const auto found = detail.find(key);
  return found != detail.end() && found->is_boolean() && found->get<bool>();
}

std::string outcome_in(const json& detail) {
  std::string outcome = word_in(detail, "outcome");
  if (outcome.size() > kLongestOutcome) outcome.resize(kLongestOutcome);
  return outcome;
}

}  // namespace

struct WorkLog::Told {
  RunTime at{};
  std::string_view kind;
  const json& detail;

  [[nodiscard]] SlotEvent slot() const {
    return {.at = at,
            .worker = word_in(detail, "worker"),
            .task = word_in(detail, "task"),
            .browser = number_in(detail, "browser"),
            .sender = number_in(detail, kSender)};
  }
};

void WorkLog::add(RunTime at, std::string_view kind, std::string_view detail) {
  const bool from_subject = kind.starts_with(kFromSubject);
  const std::string_view bare =
      from_subject ? kind.substr(std::string_view(kFromSubject).size()) : kind;
  const bool tells = from_subject ? contains(kTellingOfSubject, bare) ||
                                        detail.find("\"dropped\"") != std::string_view::npos
                                  : contains(kTellingKinds, bare);
  if (!tells) return;
  entries_.push_back(
      {.at = at, .index = added_++, .kind = std::string(kind), .detail = std::string(detail)});
  // What is told later than it happened has come by the time the subject rests.
  if (bare == kRestPoint && !from_subject) work_off();
}

Work WorkLog::work() {
  work_off();
  if (cycle_open_) end_cycle();
  work_.tells_slots = slots_.tells_slots();
  work_.spare_releases = slots_.spare_releases();
  return work_;
}

void WorkLog::work_off() {
  std::ranges::sort(entries_, {}, [](const Entry& it) { return std::pair(it.at, it.index); });
  for (const Entry& entry : entries_) apply(entry);
  entries_.clear();
}

void WorkLog::apply(const Entry& entry) {
  const json detail = json::parse(entry.detail, nullptr, false);
  if (!detail.is_object()) return;
  std::string_view kind = entry.kind;
  if (kind.starts_with(kFromSubject)) {
    kind.remove_prefix(std::string_view(kFromSubject).size());
    apply_from_subject({.at = entry.at, .kind = kind, .detail = detail});
  } else {
    apply_from_harness({.at = entry.at, .kind = kind, .detail = detail});
  }
}

void WorkLog::apply_from_subject(const Told& told) {
  work_.lost_events += std::max(0, number_in(told.detail, "dropped"));
  const int cycle = work_.cycles.empty() ? 0 : work_.cycles.back().cycle;
  if (told.kind == "slot") {
    slots_.taken(told.slot(), cycle);
  } else if (told.kind == "slot_wait") {
    slots_.awaited(told.slot());
  } else if (told.kind == "slot_release") {
    slots_.given_back(told.slot(), cycle);
  } else if (told.kind == kSenderEnded) {
    slots_.sender_ended(number_in(told.detail, kSender));
  } else if (told.kind == "task_start") {
    tasks_.begun(word_in(told.detail, "task"), told.at);
  } else if (told.kind == "task_end") {
    tasks_.told_outcome(word_in(told.detail, "task"), outcome_in(told.detail));
  }
}

void WorkLog::apply_from_harness(const Told& told) {
  if (told.kind == kCycleStarted) {
    begin_cycle(told);
  } else if (told.kind == kTaskStarted) {
    tasks_.handed_over(word_in(told.detail, "task"), told.at);
  } else if (told.kind == kTaskEnded) {
    tasks_.answered(word_in(told.detail, "task"), outcome_in(told.detail), told.at);
  } else if (told.kind == kSubjectEnded) {
    tasks_.taken_back();
    slots_.all_ended();
  } else if (told.kind == kRestPoint) {
    apply_rest_point(told);
  } else if (!work_.cycles.empty()) {
    CycleWork& cycle = work_.cycles.back();
    if (told.kind == kFaultStruck) {
      cycle.struck = true;
    } else if (told.kind == kGivenUp && cycle_open_) {
      cycle.failed = cycle.over = true;
      note_stuck_slots(cycle);
    } else if (told.kind == kCycleDrained) {
      drained_ = told.at;
      cycle.took = told.at - began_;
      cycle.over = true;
      cycle.answered = number_in(told.detail, "answered");
    }
  }
}

// A subject that gets stuck has no rest point any more, but what ended tasks hold then is as lost.
void WorkLog::note_stuck_slots(CycleWork& cycle) {
  cycle.waiting = static_cast<int>(std::ranges::count_if(
      slots_.waiting(), [&](const std::string& task) { return tasks_.is_running(task); }));
  std::vector<HeldSlot> held = slots_.held();
  std::erase_if(held, [&](const HeldSlot& it) { return tasks_.is_running(it.task); });
  if (!held.empty()) work_.slots.push_back({.cycle = cycle.cycle, .held = std::move(held)});
}

void WorkLog::apply_rest_point(const Told& told) {
  if (flag_in(told.detail, "after_end") || flag_in(told.detail, "after_fault")) return;
  const int cycle = number_in(told.detail, "cycle");
  work_.slots.push_back({.cycle = cycle, .held = slots_.held()});
  if (!cycle_open_ || work_.cycles.back().cycle != cycle) return;
  const auto at = told.detail.find("at_us");
  const bool measured = at != told.detail.end() && at->is_number_integer() && drained_;
  if (measured && flag_in(told.detail, "rested")) {
    work_.cycles.back().to_rest = std::max(RunTime{}, RunTime(at->get<std::int64_t>()) - *drained_);
  }
  end_cycle();
}

void WorkLog::begin_cycle(const Told& told) {
  if (cycle_open_) end_cycle();
  work_.cycles.push_back(
      {.cycle = number_in(told.detail, "cycle"), .tasks = number_in(told.detail, "tasks")});
  tasks_ = {};
  began_ = told.at;
  drained_.reset();
  cycle_open_ = true;
}

void WorkLog::end_cycle() {
  cycle_open_ = false;
  CycleWork& cycle = work_.cycles.back();
  cycle.answered = std::max(cycle.answered, tasks_.answered());
  cycle.unanswered = tasks_.unanswered();
  if (cycle.unanswered.size() > kMostNamed) cycle.unanswered.resize(kMostNamed);
  cycle.endings = tasks_.endings();
  for (auto& [task, outcome] : tasks_.outcomes()) {
    if (work_.outcomes.size() >= kMostFollowed && !work_.outcomes.contains(task)) continue;
    work_.outcomes[task][cycle.cycle] = outcome;
  }
}

Work work_of(const probes::RecordedRun& recording) {
  WorkLog log;
  for (const probes::RecordedEvent& event : recording.events) {
    log.add(std::chrono::duration_cast<RunTime>(event.at.time_since_epoch()), event.kind,
            event.detail);
  }
  return log.work();
}

}  // namespace tidemark::harness
