// What a run was and how it ended: plain data, written as run.json (schema tidemark.run/1,
// docs/run-record.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::harness {

// Microseconds of CLOCK_MONOTONIC, the time line of samples.sqlite.
using RunTime = std::chrono::microseconds;

enum class Verdict { kStable, kLeaking, kInconclusive };

// Something countable that a subject can leave behind, at a rest point, per role of process.
enum class Resource {
  kProcesses,
  kZombies,
  kDescriptors,
  kThreads,
  kDirectories,
  kMemory,
  kWork,  // nothing that is left behind: how the work goes. Only findings have it, no verdict
};

// A process or directory that made a count too high, and where it came from.
struct Culprit {
  int pid = 0;         // 0: not a process
  std::string what{};  // command line or path, untrusted, bounded
  std::chrono::seconds age{};
  std::string
      born_during{};  // the task (domain) that ran when it appeared; empty: none did or unknown
  int born_in_cycle = 0;
};

// What sort of trouble a finding is; each has a different fix.
enum class FindingKind {
  kGrowth,     // more after the cycles than after warm-up, and it stays or goes on
  kPlateau,    // grew, and has been flat since: advice
  kUnsettled,  // grew too late to tell whether it goes on
  kOrphan,     // outlived the subject
  kWedged,     // sleeps uninterruptibly or is stopped (D or T state)
  // Troubles of other sorts (docs/verdicts.md): advice, whatever the scenario requires.
  kUnanswered,      // tasks that were handed over and never answered
  kAnswersChanged,  // tasks that end otherwise than they did
  kSlotsLost,       // slots that tasks keep that have ended
  kDoubleRelease,   // slots given back that nobody had
  kPipeShared,      // another process can write to a browser's command pipe
  kRestSlower,      // it takes ever longer to come to rest
  kTasksSlower,     // tasks that end well take ever longer
};

// Whether it is a trouble that is no leak of anything, and never counts as one.
[[nodiscard]] constexpr bool is_other_trouble(FindingKind kind) {
  return kind >= FindingKind::kUnanswered;
}

// What a finding usually comes from and what helps, in sentences without a full stop; empty:
// nothing general can be said.
struct Advice {
  std::string cause{};
  std::string fix{};
  std::string see{};  // where it is documented: an address, or a file of this project
};

// When to replace what grows, for as long as it does; docs/verdicts.md has the sums.
struct Retirement {
  // What is to be replaced: "browser", or where the growth is elsewhere the role of those
  // processes: "subject", "driver", "other". Replacing browsers does not help then.
  std::string role{};
  double share = 0;  // of all growth: so much is in it
  int at_once = 1;   // so many of them share the work
  // Of one of them.
  double fresh_bytes = 0;  // at rest, without what it has grown by
  double bytes_per_task = 0;
  double after_tasks = 1;
  double after_cycles = 0;          // the same in cycles of this run
  double tasks_seen = 0;            // the most tasks that this run saw one do
  std::optional<double> start_s{};  // the median of `starts`; absent: none was measured
  int starts = 0;
  std::optional<double> task_s{};  // of its life that a task takes; absent: not measured
  // Memory times time per task, by this share above that of one without growth. Absent: a start or
  // task was not measured, so it is to be replaced when it has grown by a quarter.
  std::optional<double> extra{};
};

// Why a finding is known and does not count for a while (docs/mutes.md).
struct Muted {
  std::string reason{};   // as the user gave it, untrusted
  std::string expires{};  // the last day on which it holds, YYYY-MM-DD, UTC
};

// One count of one role that is higher than it was after warm-up, and stays so; or another trouble,
// whose numbers docs/verdicts.md explains.
struct Finding {
  Resource resource = Resource::kProcesses;
  std::string role{};               // "renderer", "browser", ...; empty where roles do not apply
  double baseline = 0;              // after warm-up
  double last = 0;                  // at the last rest point
  double per_cycle = 0;             // growth
  std::vector<double> counts{};     // at every rest point, in order
  bool leak = false;                // false: advice only
  std::string explanation{};        // one sentence for a person
  std::vector<Culprit> culprits{};  // at most 20, oldest first
  FindingKind kind = FindingKind::kGrowth;
  Advice advice{};
  std::optional<Retirement> retirement{};  // of growing memory, where it is known what grows
  std::string fingerprint{};     // the same for the same leak in other runs; empty: cannot be muted
  std::optional<Muted> muted{};  // `leak` stays as it is, but decides nothing
};

// The answer for one resource.
struct ResourceVerdict {
  Resource resource = Resource::kProcesses;
  bool required = true;  // decides the run's verdict; otherwise advice
  Verdict verdict = Verdict::kInconclusive;
  std::string evidence{};  // one sentence
  // When stable: with 95% confidence fewer than this share of cycles leak (rule of three, 3/n);
  // absent otherwise.
  std::optional<double> bound_per_cycle{};
  // The same for memory, which has no cycles that leak or do not: growth is less than this.
  std::optional<double> bound_bytes_per_cycle{};
  int muted = 0;  // findings that would have decided and are muted; the answer is about the rest
};

// What came of a mute.
enum class MuteState {
  kUsed,       // a finding has its fingerprint
  kUnused,     // none has
  kExpired,    // its day is over: it has no effect
  kElsewhere,  // it is for another scenario
};

// One of the mutes that the run was judged with.
struct MuteRecord {
  std::string fingerprint{};
  MuteState state = MuteState::kUnused;
  std::string reason{};    // untrusted
  std::string expires{};   // YYYY-MM-DD
  int days_left = 0;       // after the day of judging; negative: expired
  std::string scenario{};  // empty: for every scenario
};

// What the scenario expects of a run beside its verdict, and what came of it.
struct Expectation {
  // Where the scenario says so: a JSON pointer, behind "FILE: " where a scenario that it extends
  // does.
  std::string pointer{};
  std::string what{};         // "processes at rest"
  std::string expected{};     // "at most 8"
  std::string actual{};       // "11 after cycle 4"
  std::optional<bool> met{};  // absent: nothing was measured that tells
};

struct Cycle {
  int index = 0;  // from 1; the first `warm_up` of them do not count
  RunTime started{};
  RunTime drained{};                // every task answered
  std::optional<RunTime> rested{};  // absent: did not come to rest before its deadline
  int tasks = 0;                    // handed to the subject
  int answered = 0;
};

// One strike; docs/faults.md has the kinds.
struct Fault {
  RunTime at{};
  int cycle = 0;
  std::string kind{};               // "kill", "network_cut"
  std::string target{};             // what was hit: "subject"; empty: no process in particular
  std::string detail{};             // "SIGUSR1", "64.0 MiB"; often empty
  std::optional<RunTime> lasted{};  // until it was undone; absent: over at once, or never undone
};

// Where the run took place; two runs with different fingerprints are not comparable.
struct Environment {
  std::string kernel{};
  std::string machine{};  // architecture
  int cores = 0;
  std::uint64_t memory_bytes = 0;
  std::string browser{};   // file, if known
  std::string tidemark{};  // version
  bool root = false;
};

struct RunRecord {
  std::string name{};
  std::string scenario{};  // its name
  std::string scenario_file{};
  std::string description{};
  std::string set{};          // of the load: "smoke", "default", "soak"
  std::string combination{};  // of the matrix: "workers 4, browsers 2"; empty: there is none
  std::vector<std::string> command{};  // the subject's
  std::string subject_kind{};          // "long_running" or "per_cycle"
  // How processes were attributed: "cgroup" or "subreaper", either with " + kernel events".
  std::string ownership{};
  std::string network{};  // "isolated" or "mapped"; empty: not known yet
  Environment environment{};
  std::uint64_t seed = 0;
  std::string started_at{};  // wall clock, RFC 3339 UTC
  RunTime started{};
  RunTime ended{};
  int cycles_planned = 0;
  int warm_up = 1;
  // Runs of the same command that were judged on memory, this one included if it was.
  int memory_tests = 1;
  // It went no further than was needed to be certain: fewer cycles than planned.
  bool ended_early = false;
  std::vector<Cycle> cycles{};
  std::vector<Fault> faults{};
  std::vector<Finding> findings{};
  std::vector<ResourceVerdict> verdicts{};
  std::string mutes_file{};                 // empty: nothing was muted
  std::vector<MuteRecord> mutes{};          // in the file's order
  std::vector<Expectation> expectations{};  // in the order in which they are documented
  Verdict verdict = Verdict::kInconclusive;
  std::string reason{};    // why this verdict, one sentence
  bool completed = false;  // every planned cycle was run
  bool stuck = false;      // it was ended because the subject stood still
  int tasks_answered = 0;
  std::string subject_ended{};       // "exit code 0", "killed by SIGKILL", "still running"
  std::vector<std::string> notes{};  // what a reader must know: rest not reached, samples lost, ...
  double probe_cpu_share = 0;        // of one core, spent on sampling
  // The longest that reading its memory held a process up: its page faults wait meanwhile.
  RunTime probe_longest_hold{};
};

}  // namespace tidemark::harness
