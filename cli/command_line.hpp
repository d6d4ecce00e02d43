// The command line before the option parser sees it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tidemark::cli {

struct CommandLine {
  int own = 0;  // so many arguments are ours, the program's name included
  // What follows the first `--`, for the commands that take another program's command line. Absent:
  // there is no `--`. CLI11 would look for our options in it.
  std::optional<std::vector<std::string>> other = {};
};

[[nodiscard]] CommandLine split_command_line(std::span<char* const> arguments);

}  // namespace tidemark::cli
