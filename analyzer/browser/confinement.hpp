// How far a browser can be kept from this machine: by Chromium's sandbox, and by not being root.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "probes/process/command.hpp"

namespace tidemark::analyzer {

struct Confinement {
  // We are root and every browser runs as a user of its own: another browser's files and processes
  // are a stranger's to it, and its connections are known by their owner.
  bool drops_root = false;
  bool sandbox = false;                   // Chromium's own works for that user
  std::vector<std::string> missing = {};  // what could not be had, why, and what to do about it
};

// Found out by trying, with small programs run as the browser would be. Blocks for some ten
// milliseconds.
[[nodiscard]] Confinement find_confinement(const std::filesystem::path& executable,
                                           const std::filesystem::path& scratch_root);

// A user without a name for the next browser, another one at each call: of the range that Linux
// distributions keep for users who exist only as long as a service runs (61184 to 65519).
[[nodiscard]] probes::RunAs unused_user();

}  // namespace tidemark::analyzer
