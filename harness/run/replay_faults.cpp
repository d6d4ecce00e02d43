// The part of a replay in which faults strike and are undone.
#include <fmt/format.h>
#include <signal.h>

#include <variant>

#include "harness/faults/make_striker.hpp"
#include "harness/record/run_events.hpp"
#include "harness/run/replay.hpp"
#include "harness/run/run_time.hpp"

namespace tidemark::harness {
namespace {

// For the kernel to end what got a SIGKILL, and for its supervisor to say so.
constexpr Milliseconds kKillTime{10'000};

// The signal by which a fault ends the subject's main process on purpose; 0: it does not.
int ending_signal(const PlannedFault& fault) {
  if (const auto* restart = std::get_if<faults::Restart>(&fault.action)) return restart->with;
  const auto* signal = std::get_if<faults::Signal>(&fault.action);
  if (signal == nullptr || signal->at.role != "subject" || fault.kind == "signal") return 0;
  return signal->number;
}

bool signals_subject(const PlannedFault& fault) {
  const auto* signal = std::get_if<faults::Signal>(&fault.action);
  return signal != nullptr && signal->at.role == "subject";
}

}  // namespace

void Replay::make_faults() {
  const FaultReach reach{.subject = [this] { return session_.subject().running(); },
                         .members = [this]() -> Result<std::vector<probes::ProcessSample>> {
                           if (auto sampled = session_.sample(false); !sampled) {
                             return std::unexpected(sampled.error());
                           }
                           return session_.latest().processes;
                         },
                         .choose = [this](std::size_t count) { return strikes_.choose(count); },
                         .sites = session_.sites(),
                         .groups = session_.ownership().groups(),
                         .small_disk = session_.small_disk()};
  for (const PlannedFault& planned : plan_.scenario.faults) {
    strikers_.push_back(make_striker(planned.action, reach));
  }
}

// Before the load starts: a run whose faults cannot strike would prove nothing.
Step Replay::check_faults() const {
  for (std::size_t index = 0; index < strikers_.size(); ++index) {
    const auto possible = strikers_[index]->possible();
    if (possible) continue;
    return machine_failed(
        {possible.error().code,
         fmt::format("the fault /faults/{} ({}) cannot be struck here: {}", index,
                     plan_.scenario.faults[index].kind, possible.error().message)});
  }
  return {};
}

void Replay::note_fault(const PlannedFault& fault) {
  const FaultWords words = describe_fault(fault);
  record_.faults.push_back({.at = run_time(steady_now()),
                            .cycle = progress_.cycle,
                            .kind = fault.kind,
                            .target = words.target,
                            .detail = words.detail});
  session_.record(kFaultStruck,
                  fmt::format(R"({{"cycle":{},"kind":"{}","target":"{}","detail":"{}"}})",
                              progress_.cycle, fault.kind, words.target, words.detail));
}

void Replay::note_undone(std::size_t struck) {
  harness::Fault& fault = record_.faults[struck];
  fault.lasted = run_time(steady_now()) - fault.at;
  session_.record(kFaultUndone, fmt::format(R"({{"cycle":{},"kind":"{}","target":"{}"}})",
                                            fault.cycle, fault.kind, fault.target));
}

Step Replay::strike(std::size_t index) {
  const PlannedFault& planned = plan_.scenario.faults[index];
  const std::string place = describe_fault(planned).place;
  in_force_.undo_at(place);
  auto struck = strikers_[index]->strike();
  if (!struck) {
    note(fmt::format("in cycle {} the fault /faults/{} ({}) was not struck: {}", progress_.cycle,
                     index, planned.kind, struck.error().message));
    return {};
  }
  note_fault(planned);
  if (*struck != nullptr) {
    std::optional<SteadyTime> end;
    if (planned.lasts) end = steady_now() + *planned.lasts;
    in_force_.add({.number = record_.faults.size() - 1,
                   .place = place,
                   .end = end,
                   .force = *std::move(struck)});
  }
  if (const int signal = ending_signal(planned); signal != 0) return await_subjects_end(signal);
  if (signals_subject(planned)) subject_signalled_ = true;
  return {};
}

Step Replay::await_subjects_end(int signal) {
  const bool killed = signal == SIGKILL;
  progress_.phase = killed ? "killed" : "told to terminate";
  const Milliseconds longest = killed ? kKillTime : plan_.times.end;
  const auto waited = wait_until([&] { return !running(); }, Deadline::in(longest));
  if (!waited) return std::unexpected(waited.error());
  if (*waited == Waited::kDeadline) {
    return subject_failed(fmt::format("the subject did not end within {} of a {}",
                                      seconds_text(longest), killed ? "SIGKILL" : "SIGTERM"));
  }
  return go_on_after_struck_subject();
}

// It has ended by a fault: what it leaves is looked at, and another takes up its work.
Step Replay::go_on_after_struck_subject() {
  in_force_.undo_what_ends_with_subject();
  session_.take_back_tasks();
  if (auto settled = settle(); !settled) return settled;
  if (auto taken = take_rest_point({.cycle = progress_.cycle, .after_fault = true}); !taken) {
    return taken;
  }
  progress_.phase = "at work";
  if (per_cycle() && session_.board().all_answered()) return {};
  return start_subject();
}

bool Replay::ended_by_our_signal() const {
  if (!subject_signalled_ || running()) return false;
  const auto& ended = session_.subject().ended();
  return !per_cycle() || (ended && ended->signal);
}

}  // namespace tidemark::harness
