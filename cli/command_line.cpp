#include "cli/command_line.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tidemark::cli {
namespace {

constexpr std::array<std::string_view, 2> kTakesCommand = {"run", "watch"};

}  // namespace

CommandLine split_command_line(std::span<char* const> arguments) {
  CommandLine line{.own = static_cast<int>(arguments.size())};
  if (arguments.size() < 2) return line;
  const bool takes_command =
      std::ranges::find(kTakesCommand, std::string_view(arguments[1])) != kTakesCommand.end();
  if (!takes_command) return line;
  const auto dashes =
      std::ranges::find(arguments, std::string_view("--"),
                        [](const char* argument) { return std::string_view(argument); });
  if (dashes == arguments.end()) return line;
  line.own = static_cast<int>(dashes - arguments.begin());
  line.other.emplace(dashes + 1, arguments.end());
  return line;
}

}  // namespace tidemark::cli
