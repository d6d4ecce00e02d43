// How a process ended.
#pragma once

#include <optional>
#include <string>

namespace tidemark::probes {

// One of the two is set: it left by itself with a code, or a signal ended it. Both are empty when
// it has ended but its status was collected by somebody else.
struct ExitStatus {
  std::optional<int> code = {};
  std::optional<int> signal = {};

  [[nodiscard]] bool success() const { return code == 0; }
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

// "exit code 3", "killed by SIGTERM".
[[nodiscard]] std::string to_string(const ExitStatus& status);

}  // namespace tidemark::probes
