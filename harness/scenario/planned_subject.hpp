// The subject of a scenario.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/planned_defect.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::harness {

// What a subject may take, as setrlimit(2) holds each of its processes to it. Absent: as we may.
struct SubjectLimits {
  std::optional<std::uint64_t> descriptors;
  std::optional<std::uint64_t> processes;  // of the subject's user; root has no such limit
  std::optional<Bytes> address_space;
  std::optional<Bytes> file_size;
  std::optional<Bytes> core;
};

struct EnvironmentChange {
  std::string name;
  std::optional<std::string> value;  // absent: the subject does not have this variable
};

// How domains reach a subject (input_placeholders.hpp).
enum class SubjectInput {
  kStdin,
  kFile,      // one per line, before it starts
  kArgument,  // in its command line: all, or one with a start for each
  kHttp,      // each an HTTP request to the server that it is
};

// What says that a task is done.
enum class TaskSource {
  kAnswers,   // the subject does
  kRequests,  // the simulator: its host was asked for and its connections are closed
};

// How a subject is started and fed, beside its command.
struct SubjectOptions {
  SubjectInput input = SubjectInput::kStdin;
  std::string url;  // for kHttp; {port} in it is a free one
  TaskSource tasks = TaskSource::kAnswers;
  std::vector<EnvironmentChange> environment;  // each variable once
  std::string user;                            // name or number; empty: ours
  SubjectLimits limits;
  std::filesystem::path directory;  // empty: ours
  // Orphans are reaped as an init does; otherwise they stay zombies until the run ends.
  bool init = true;
};

// Something that a subject cannot do without, and a command that ends with 0 where it is there.
struct SubjectNeed {
  std::string name;
  std::vector<std::string> command;
};

// The program under test; absent from a scenario that leaves the choice to the command line.
struct PlannedSubject {
  enum class Kind {
    kLongRunning,  // domains arrive while it runs, an answer to each comes back
    kPerCycle,     // started anew each cycle
  };
  std::vector<std::string> command;  // argv, never a shell line
  Kind kind = Kind::kPerCycle;
  SubjectOptions options;
  std::vector<SubjectNeed> needs;
  std::optional<PlannedDefect> defect;  // absent: none is known
  std::vector<std::string> sound;       // arguments that make it a sound twin; empty: it has none
};

}  // namespace tidemark::harness
