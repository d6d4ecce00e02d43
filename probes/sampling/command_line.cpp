#include "probes/sampling/command_line.hpp"

#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {

std::vector<std::string> parse_command_line(std::string_view text) {
  text = text.substr(0, kMaxCommandLine);
  const std::size_t last = text.find_last_not_of('\0');
  if (last == std::string_view::npos) return {};
  text = text.substr(0, last + 1);
  std::vector<std::string> arguments;
  while (true) {
    const std::size_t end = text.find('\0');
    arguments.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return arguments;
    text.remove_prefix(end + 1);
  }
}

Result<std::vector<std::string>> read_command_line(Pid pid, const std::filesystem::path& proc) {
  const std::filesystem::path path = proc / std::to_string(pid) / "cmdline";
  const Result<UniqueFd> fd = open_proc_file(path);
  if (!fd) return std::unexpected(fd.error());
  const Result<std::string> text = read_proc_file(*fd, path, kMaxCommandLine);
  if (!text) return std::unexpected(text.error());
  return parse_command_line(*text);
}

}  // namespace tidemark::probes
