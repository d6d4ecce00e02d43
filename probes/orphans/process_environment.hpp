// What /proc tells about how a process was started: arguments, environment, user, namespace.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"

namespace tidemark::probes {

// A browser's flags say who drives it and where its profile is, and the last ones matter as much as
// the first: so much of a command line is kept here, sixteen times as much as in recordings.
inline constexpr std::size_t kMaxLongCommandLine = 64U << 10U;
inline constexpr std::size_t kMaxEnvironment = 128U << 10U;
inline constexpr std::size_t kMaxStatus = 16U << 10U;

// The arguments in the text of a cmdline file, as parse_command_line but not bounded.
[[nodiscard]] std::vector<std::string> split_arguments(std::string_view text);

// The value of a variable in the text of an environ file. Chromium's child processes overwrite it
// with their titles.
[[nodiscard]] std::optional<std::string_view> environment_value(std::string_view text,
                                                                std::string_view name);

// $SYSTEMD_EXEC_PID (systemd.exec(5)), which descendants inherit: the process that systemd itself
// started has its own pid there. 0: systemd has nothing to do with it. Unsupported: a systemd
// before 248 that does not tell.
[[nodiscard]] Reading<Pid> exec_pid_of_systemd(std::string_view environ_text);

struct StatusFacts {
  Reading<uid_t> user = Absence::kUnsupported;  // the real one
  bool first_of_namespace = false;              // pid 1 of a pid namespace below ours
};
// From the text of /proc/PID/status.
[[nodiscard]] StatusFacts parse_status(std::string_view text);

}  // namespace tidemark::probes
