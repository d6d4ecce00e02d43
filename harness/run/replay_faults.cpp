// The part of a replay in which the subject is struck.
#include <fmt/format.h>
#include <signal.h>

#include "harness/record/run_events.hpp"
#include "harness/run/replay.hpp"
#include "harness/run/run_time.hpp"
#include "probes/process/process_ref.hpp"

namespace tidemark::harness {
namespace {

// For the kernel to end what got a SIGKILL, and for its supervisor to say so.
constexpr Milliseconds kKillTime{10'000};

int signal_of(const PlannedFault& fault) {
  return fault.kind == PlannedFault::Kind::kKill ? SIGKILL : SIGTERM;
}

}  // namespace

void Replay::note_fault(const PlannedFault& fault) {
  const SteadyTime now = steady_now();
  Fault struck{.at = run_time(now),
               .cycle = progress_.cycle,
               .kind = fault.kind == PlannedFault::Kind::kKill ? "kill" : "terminate",
               .target = fault.target == PlannedFault::Target::kBrowser ? "browser" : "subject"};
  session_.record(kFaultStruck, fmt::format(R"({{"cycle":{},"kind":"{}","target":"{}"}})",
                                            struck.cycle, struck.kind, struck.target));
  record_.faults.push_back(std::move(struck));
}

Step Replay::strike(const PlannedFault& fault) {
  return fault.target == PlannedFault::Target::kBrowser ? strike_browser(fault)
                                                        : strike_subject(fault);
}

Step Replay::strike_browser(const PlannedFault& fault) {
  if (auto sampled = session_.sample(false); !sampled) {
    return machine_failed(sampled.error());
  }
  std::vector<ProcessId> browsers;
  for (const probes::ProcessSample& process : session_.latest().processes) {
    if (process.role == probes::Role::kBrowser && !probes::is_zombie(process.facts)) {
      browsers.push_back(process.facts.id);
    }
  }
  if (browsers.empty()) {
    note(fmt::format("in cycle {} a fault found no browser to strike", progress_.cycle));
    return {};
  }
  const auto browser = probes::ProcessRef::open(browsers[strikes_.choose(browsers.size())]);
  // One that has just gone by itself needs no strike.
  if (browser && browser->signal(signal_of(fault))) note_fault(fault);
  return {};
}

Step Replay::strike_subject(const PlannedFault& fault) {
  // It may be ending by itself this very moment: then that is what happened.
  if (!session_.subject().signal(signal_of(fault))) return {};
  note_fault(fault);
  const bool killed = fault.kind == PlannedFault::Kind::kKill;
  progress_.phase = killed ? "killed" : "told to terminate";
  const Milliseconds longest = killed ? kKillTime : plan_.times.end;
  const auto waited = wait_until([&] { return !running(); }, Deadline::in(longest));
  if (!waited) return std::unexpected(waited.error());
  if (*waited == Waited::kDeadline) {
    return subject_failed(fmt::format("the subject did not end within {} of a {}",
                                      seconds_text(longest), killed ? "SIGKILL" : "SIGTERM"));
  }
  session_.take_back_tasks();
  if (auto settled = settle(); !settled) return settled;
  if (auto taken = take_rest_point({.cycle = progress_.cycle, .after_fault = true}); !taken) {
    return taken;
  }
  progress_.phase = "at work";
  if (per_cycle() && session_.board().all_answered()) return {};
  return start_subject();
}

}  // namespace tidemark::harness
