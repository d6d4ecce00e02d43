// One look at the subject's processes. Plain data.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/ownership/cgroup_facts.hpp"
#include "probes/sampling/process_record.hpp"
#include "probes/sampling/role.hpp"

namespace tidemark::probes {

struct ProcessSample {
  ProcessFacts facts;
  Role role = Role::kOther;
  bool orphaned = false;      // its parent has ended; a reaper has it now
  ProcessDetail detail = {};  // read when asked for; a zombie's has gone
};

struct ProcessBirth {
  ProcessId id;
  // The task that was running when it was born; whoever knows the tasks fills it in before
  // recording.
  std::optional<std::string> task = {};
};

// How a member ended, where the kernel told: to the nanosecond, before it was reaped.
struct ProcessEnd {
  ProcessId id;
  std::optional<SteadyTime> at = {};
  std::optional<int> exit_code = {};
  std::optional<int> exit_signal = {};
};

// A member that lived and ended between two looks: known from the kernel's events alone.
struct UnsampledProcess {
  ProcessId id;  // start_ticks to within one tick
  Pid parent = 0;
  std::string name = {};                       // empty: gone before it could be asked
  std::vector<std::string> command_line = {};  // the same
  SteadyTime started{};
  SteadyTime ended{};
  std::optional<int> exit_code = {};
  std::optional<int> exit_signal = {};
  std::optional<std::string> task = {};  // as ProcessBirth::task
};

// Something that the subject holds beside its processes, found by a look with detail.
struct Holding {
  enum class Kind {
    kListening,     // a listening socket: "tcp 127.0.0.1:9222"
    kDeletedFile,   // an open file that has no name any more
    kControlPipe,   // a process that can write to a browser's debugging pipe; `name` is the
                    // browser's pid. A browser with two lives on when one of them dies.
    kSharedMemory,  // a segment in /dev/shm
    kDirectory,     // a profile or scratch directory
  };
  Kind kind = Kind::kListening;
  std::optional<ProcessId> holder = {};
  std::string name = {};  // untrusted
  std::optional<Bytes> bytes = {};
};

// What one look cost us.
struct SweepCost {
  std::chrono::microseconds wall{};
  std::chrono::microseconds cpu{};
};

struct TreeSample {
  SteadyTime at{};
  bool with_detail = false;
  std::vector<ProcessSample> processes = {};  // in the order of their ids
  std::vector<ProcessBirth> births = {};
  std::vector<ProcessId> deaths = {};
  std::vector<ProcessEnd> ends = {};  // details of some of the deaths
  std::vector<UnsampledProcess> unsampled = {};
  std::vector<Holding> holdings = {};
  std::optional<CgroupFacts> cgroup = {};  // of the subject's own control group, if it has one
  SweepCost cost = {};
};

}  // namespace tidemark::probes
