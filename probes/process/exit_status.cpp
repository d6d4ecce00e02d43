#include "probes/process/exit_status.hpp"

#include <string.h>

namespace tidemark::probes {

std::string to_string(const ExitStatus& status) {
  if (status.code) return "exit code " + std::to_string(*status.code);
  if (!status.signal) return "ended, status unknown";
  if (const char* name = ::sigabbrev_np(*status.signal)) return std::string("killed by SIG") + name;
  return "killed by signal " + std::to_string(*status.signal);
}

}  // namespace tidemark::probes
