// What was there at a rest point: the only thing leak verdicts are made of. Plain data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/process_id.hpp"

namespace tidemark::harness {

// A process of the subject. The harness's own supervisor is not one.
struct RestProcess {
  Pid pid = 0;
  std::uint64_t start_ticks = 0;  // with the pid: its identity
  std::string role{};             // "renderer", "browser", ...
  std::string command_line{};     // untrusted; a zombie's is its name
  char state = '?';               // as in proc(5): Z and X are zombies, D, T and t are wedged
  std::optional<int> descriptors{};
  std::optional<int> threads{};
  std::optional<Bytes> pss{};
  std::optional<Bytes> rss{};
  std::optional<Bytes> uss{};
  std::chrono::seconds age{};
  std::string born_during{};  // the task that ran when it appeared; empty: none did or unknown
  int born_in_cycle = 0;
};

// A profile or scratch directory that the subject made.
struct RestDirectory {
  std::string path{};  // untrusted; its identity
  Bytes bytes{};
  int born_in_cycle = 0;
  std::string born_during{};
  std::chrono::seconds age{};
};

// Who can write to the pipe through which a browser gets its commands.
struct PipeWriter {
  Pid browser = 0;
  Pid writer = 0;
  bool launched = false;  // the writer is the browser's parent
};

// One rest point. There are three sorts, and they are judged by different rules:
// - after a cycle, the subject alive and drained (both flags false; long-running subjects);
// - `after_end`: the subject has ended by itself or because its input ended, and whatever is still
//   there outlived it. A subject that is started anew each cycle has one of these after every
//   cycle;
// - `after_fault`: the subject was killed and has not been started again.
// A subject that the harness had to end to stop the run gets no `after_end` point.
struct RestPoint {
  int cycle = 0;  // the cycle just done; 0: before any load; last + 1: after the subject's end
  RunTime at{};
  bool rested = true;  // false: taken at the deadline without the subject having come to rest
  std::vector<RestProcess> processes{};
  std::vector<RestDirectory> directories{};
  std::vector<PipeWriter> pipe_writers{};
  bool after_end = false;
  bool after_fault = false;
};

}  // namespace tidemark::harness
