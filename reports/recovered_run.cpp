#include "reports/recovered_run.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "harness/record/run_events.hpp"
#include "reports/event_detail.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

using harness::RunRecord;
using harness::RunTime;
using nlohmann::json;

RunTime run_time(SteadyTime at) {
  return std::chrono::duration_cast<RunTime>(at.time_since_epoch());
}

std::string fact(const probes::RecordedRun& recording, const std::string& key) {
  const auto found = recording.facts.find(key);
  return found == recording.facts.end() ? std::string() : found->second;
}

template <typename Number>
Number number_of(const std::string& text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The recording's facts; only needed where even the record's beginning is lost.
void add_facts(RunRecord& record, const probes::RecordedRun& recording) {
  if (!record.scenario.empty()) return;
  record.scenario = fact(recording, "scenario");
  record.seed = number_of<std::uint64_t>(fact(recording, "seed"));
  record.cycles_planned = number_of<int>(fact(recording, "cycles"));
  record.warm_up = number_of<int>(fact(recording, "warm_up"));
  const auto command = json::parse(fact(recording, "command"), nullptr, false);
  if (!command.is_array()) return;
  for (const auto& word : command) {
    if (word.is_string()) record.command.push_back(word.get<std::string>());
  }
}

void add_times(RunRecord& record, const probes::RecordedRun& recording) {
  if (record.started == RunTime{}) record.started = run_time(recording.clock.steady);
  if (record.started_at.empty()) {
    record.started_at =
        fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                    fmt::gmtime(std::chrono::system_clock::to_time_t(recording.clock.wall)));
  }
  record.ended = record.started;
  std::chrono::microseconds sweeping{};
  for (const auto& tick : recording.ticks) {
    record.ended = std::max(record.ended, run_time(tick.at));
    sweeping += tick.cost.cpu;
    for (const auto& sample : tick.samples) {
      record.probe_longest_hold = std::max(record.probe_longest_hold, sample.detail.memory_took);
    }
  }
  for (const auto& event : recording.events)
    record.ended = std::max(record.ended, run_time(event.at));
  const auto length = record.ended - record.started;
  if (length.count() > 0) {
    record.probe_cpu_share =
        static_cast<double>(sweeping.count()) / static_cast<double>(length.count());
  }
}

// The latest one of its kind that still lasts was undone.
void end_fault(RunRecord& record, const probes::RecordedEvent& event) {
  const auto kind = text_in(event.detail, "kind");
  const auto target = text_in(event.detail, "target");
  const auto fault =
      std::find_if(record.faults.rbegin(), record.faults.rend(), [&](const harness::Fault& each) {
        return !each.lasted && each.kind == kind && each.target == target;
      });
  if (fault != record.faults.rend()) fault->lasted = run_time(event.at) - fault->at;
}

void add_event(RunRecord& record, const probes::RecordedEvent& event) {
  const auto at = run_time(event.at);
  const int cycle = number_in(event.detail, "cycle").value_or(0);
  auto* current = record.cycles.empty() ? nullptr : &record.cycles.back();
  if (event.kind == harness::kCycleStarted) {
    record.cycles.push_back({.index = cycle,
                             .started = at,
                             .drained = {},
                             .tasks = number_in(event.detail, "tasks").value_or(0)});
  } else if (event.kind == harness::kFaultStruck) {
    record.faults.push_back({.at = at,
                             .cycle = cycle,
                             .kind = text_in(event.detail, "kind").value_or("fault"),
                             .target = text_in(event.detail, "target").value_or("subject"),
                             .detail = text_in(event.detail, "detail").value_or("")});
  } else if (event.kind == harness::kFaultUndone) {
    end_fault(record, event);
  } else if (event.kind == harness::kOwnershipKnown) {
    record.ownership = text_in(event.detail, "mode").value_or(record.ownership);
  } else if (event.kind == harness::kNetworkKnown) {
    record.network = text_in(event.detail, "mode").value_or(record.network);
  } else if (event.kind == harness::kSubjectStarted) {
    record.subject_ended = "running when the recording ended";
  } else if (event.kind == harness::kSubjectEnded) {
    record.subject_ended = text_in(event.detail, "status").value_or("ended");
  } else if (current != nullptr) {
    if (event.kind == harness::kTaskEnded) {
      ++current->answered;
      ++record.tasks_answered;
    } else if (event.kind == harness::kCycleDrained && cycle == current->index) {
      current->drained = at;
    } else if (event.kind == harness::kRested && cycle == current->index) {
      current->rested = at;
    }
  }
}

bool is_watch(const probes::RecordedRun& recording) { return fact(recording, "kind") == "watch"; }

std::string reason_for(const RunRecord& record, const probes::RecordedRun& recording) {
  if (is_watch(recording)) {
    return "This is the recording of a watch: it shows what was there, and nothing was judged.";
  }
  const auto ended = recording.closed ? "was stopped" : "was cut off or is still going on";
  if (record.cycles.empty())
    return fmt::format("The run {} before its first cycle; nothing was judged.", ended);
  return fmt::format("The run {} in cycle {} of {}; nothing was judged.", ended,
                     record.cycles.back().index, record.cycles_planned);
}

}  // namespace

bool is_unfinished(const RunRecord& record) {
  return !record.completed && record.ended <= record.started;
}

RunRecord recovered_run(RunRecord known, const probes::RecordedRun& recording) {
  add_facts(known, recording);
  add_times(known, recording);
  if (is_watch(recording)) {
    known.scenario = "watch";
    known.description = fact(recording, "target");
  }
  known.cycles.clear();
  known.faults.clear();
  known.tasks_answered = 0;
  for (const auto& event : recording.events) add_event(known, event);
  known.completed = false;
  known.verdict = harness::Verdict::kInconclusive;
  known.reason = reason_for(known, recording);
  if (!recording.closed) known.notes.emplace_back("Shown is what was recorded until then.");
  if (recording.dropped_ticks > 0) {
    known.notes.push_back(
        fmt::format("{} lost: the disk was full or too slow.",
                    counted(static_cast<long>(recording.dropped_ticks), "sample") +
                        (recording.dropped_ticks == 1 ? " was" : " were")));
  }
  return known;
}

}  // namespace tidemark::reports
