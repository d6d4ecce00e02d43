#include "analyzer/browser/browser_memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "probes/process/process_ref.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

fs::path directory_of(Pid pid) { return fs::path("/proc") / std::to_string(pid); }

// Any thread of a browser may have started a process.
void add_children(Pid parent, std::vector<Pid>& pids) {
  std::error_code gone;
  for (const auto& thread : fs::directory_iterator(directory_of(parent) / "task", gone)) {
    std::ifstream children(thread.path() / "children");
    for (Pid child = 0; children >> child;) pids.push_back(child);
  }
}

Bytes private_memory(Pid pid) {
  static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::ifstream statm(directory_of(pid) / "statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::uint64_t shared = 0;
  if (!(statm >> size >> resident >> shared)) return {};
  return Bytes{(resident - std::min(resident, shared)) * page};
}

bool is_renderer(Pid pid) {
  std::ifstream file(directory_of(pid) / "cmdline");
  std::string argument;
  // Forked by the zygote, a process has the one text that it wrote over its arguments.
  while (std::getline(file, argument, '\0')) {
    if (argument.contains("--type=renderer")) return true;
  }
  return false;
}

}  // namespace

BrowserMemory measure_browser(Pid root) {
  BrowserMemory memory;
  std::vector<Pid> pids{root};
  for (std::size_t i = 0; i < pids.size(); ++i) {
    const Pid pid = pids[i];
    add_children(pid, pids);
    const Bytes own = private_memory(pid);
    memory.total += own;
    if (own <= memory.largest_renderer || !is_renderer(pid)) continue;
    const auto id = read_process_id(pid);
    if (!id) continue;
    memory.largest_renderer = own;
    memory.renderer = *id;
  }
  return memory;
}

void end_renderer(const ProcessId& renderer) {
  const auto process = probes::ProcessRef::open(renderer);
  if (process) (void)process->signal(SIGKILL);
}

}  // namespace tidemark::analyzer
