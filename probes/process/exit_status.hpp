// How a process ended.
#pragma once

#include <optional>
#include <string>

namespace tidemark::probes {

// Exactly one of the two is set: it left by itself with a code, or a signal ended it.
struct ExitStatus {
  std::optional<int> code;
  std::optional<int> signal;

  [[nodiscard]] bool success() const { return code == 0; }
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

// "exit code 3", "killed by SIGTERM".
[[nodiscard]] std::string to_string(const ExitStatus& status);

}  // namespace tidemark::probes
