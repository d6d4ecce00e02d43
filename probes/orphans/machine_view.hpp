// One look at the processes of this machine, with the evidence of who owns whom. Plain data: a test
// can make one by hand.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"
#include "probes/sampling/descriptors.hpp"
#include "probes/sampling/process_record.hpp"
#include "probes/sampling/role.hpp"
#include "probes/sampling/socket_table.hpp"

namespace tidemark::probes {

struct ViewedProcess {
  ProcessFacts facts = {};  // the command line up to 64 KiB; zombies have none
  Role role = Role::kOther;
  Reading<uid_t> user = {};         // the real one
  bool first_of_namespace = false;  // pid 1 of a pid namespace inside ours: a container's program
  Reading<std::vector<Descriptor>> descriptors = {};
  Reading<std::string> working_directory = {};
  Reading<std::string> temp_root = {};    // $TMPDIR as it was given at its start, else /tmp
  Reading<Pid> exec_pid_of_systemd = {};  // $SYSTEMD_EXEC_PID; 0: systemd did not start it
  Reading<std::uint64_t> network = {};    // its network namespace
  // Whether anybody holds the writing end of the pipe that is its descriptor 3: asked of browsers
  // with --remote-debugging-pipe whose descriptor 3 is a pipe.
  Reading<bool> command_pipe_has_writer = {};
};

// What a launcher wrote down about itself, where one does (Tidemark's profile lease).
struct RecordedLauncher {
  std::filesystem::path directory = {};  // the profile is in here
  ProcessId process = {};                // of this boot
};

struct MachineView {
  SteadyTime at = {};
  Pid self = 0;
  uid_t user = 0;                             // ours
  bool hides = false;                         // hidepid: processes of others are not shown at all
  bool runs_systemd = false;                  // pid 1 is systemd, even where it is hidden
  std::vector<ViewedProcess> processes = {};  // by pid, each once
  std::map<std::uint64_t, SocketTable> networks = {};
  // From unix socket to its other end, in our own network namespace.
  Reading<std::map<std::uint64_t, std::uint64_t>> unix_peers = {};
  std::uint64_t own_network = 0;
  std::vector<RecordedLauncher> recorded = {};

  [[nodiscard]] const ViewedProcess* find(Pid pid) const;
  [[nodiscard]] const ViewedProcess* find(const ProcessId& id) const;
  // Null also where the process with that number started after the child: the real parent is gone.
  [[nodiscard]] const ViewedProcess* parent_of(const ViewedProcess& process) const;
};

}  // namespace tidemark::probes
