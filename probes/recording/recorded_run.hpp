// What a recording holds. Plain data, the same on its way into the file and out of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/sampling/process_record.hpp"
#include "probes/sampling/role.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

// A process's place in one recording: 1, 2, ... in the order in which they were first seen.
using ProcessNumber = std::int64_t;

// A process as it was last seen: role and command line change with exec and with rewritten titles.
struct RecordedProcess {
  ProcessNumber number = 0;
  ProcessId id = {};
  Pid parent = 0;  // when it was first seen
  std::string name = {};
  std::vector<std::string> command_line = {};
  Role role = Role::kOther;
  std::optional<std::string> task = {};  // during which it was born
  SteadyTime started{};
  SteadyTime first_seen{};
  // Exactly where the kernel told, else the first tick without it; absent: alive when the recording
  // ended.
  std::optional<SteadyTime> ended = {};
  std::optional<int> exit_code = {};
  std::optional<int> exit_signal = {};
  bool sampled =
      true;  // false: it lived between two ticks, and only the kernel's events tell of it
};

struct RecordedSample {
  ProcessNumber process = 0;
  Pid parent = 0;
  char state = '?';
  Reading<Bytes> rss = {};
  Reading<int> threads = {};
  Reading<int> descriptors = {};
  std::chrono::microseconds cpu{};
  ProcessDetail detail = {};
};

struct RecordedHolding {
  Holding::Kind kind = Holding::Kind::kListening;
  std::optional<ProcessNumber> holder = {};
  std::string name = {};
  std::optional<Bytes> bytes = {};
};

struct RecordedTick {
  SteadyTime at{};
  bool with_detail = false;
  SweepCost cost = {};
  int orphans = 0;  // of the samples' processes
  std::vector<RecordedSample> samples = {};
  std::vector<RecordedHolding> holdings = {};
  std::optional<CgroupFacts> cgroup = {};
};

// A moment in the life of the run or the subject: task_start, task_end, cycle, rest, fault, ...
struct RecordedEvent {
  SteadyTime at{};
  std::string kind = {};
  std::string detail = {};  // JSON
};

// What the subject asked of a simulated site, and what came of it; docs/sites.md explains the
// words.
struct RecordedRequest {
  SteadyTime at{};
  std::chrono::microseconds took{};
  std::string via = {};
  std::string client = {};  // address and port
  std::string host = {};
  std::string asked = {};
  std::optional<std::string> behavior = {};  // absent: a host that the scenario does not have
  std::string outcome = {};
  std::optional<unsigned> status = {};
  Bytes sent = {};
  std::optional<std::string> answer = {};  // of DNS
};

// One moment on both time lines, so that a recording's times can be told as dates.
struct ClockReading {
  SteadyTime steady{};
  std::chrono::system_clock::time_point wall{};
};

struct RecordedRun {
  std::map<std::string, std::string> facts = {};  // what create() was given, and "boot_id"
  ClockReading clock = {};
  bool closed = false;              // false: the recorder was killed, or still writes
  std::uint64_t dropped_ticks = 0;  // not recorded because the disk was full or too slow
  std::vector<RecordedProcess> processes = {};
  std::vector<RecordedTick> ticks = {};
  std::vector<RecordedEvent> events = {};
  std::vector<RecordedRequest> requests = {};
  std::uint64_t requests_left_out = 0;  // beyond those that a recording holds
};

}  // namespace tidemark::probes
