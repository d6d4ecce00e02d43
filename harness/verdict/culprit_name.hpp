// What stays the same of a culprit's name from run to run, and from machine to machine.
#pragma once

#include <string>
#include <string_view>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// The program of a command line, without its folder and arguments; for an interpreter also the
// script or module that it runs: "chromium", "node server.js", "python celery", "sh -c sleep".
// Numbers that stand alone, versions of interpreters and random parts become "#" or go.
[[nodiscard]] std::string program_name(std::string_view command_line);

// The last part of a path with every number, random suffix and `task` replaced by "#":
// "playwright_chromiumdev_profile-#", "scoped_dir#_#".
[[nodiscard]] std::string directory_pattern(std::string_view path, std::string_view task);

// One of the two, by what the culprit is.
[[nodiscard]] std::string steady_name(const Culprit& culprit);

}  // namespace tidemark::harness
