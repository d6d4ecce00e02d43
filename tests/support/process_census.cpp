#include "tests/support/process_census.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <system_error>

#include "probes/base/process_id.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> list_fds() {
  std::vector<std::string> fds;
  const fs::path folder("/proc/self/fd");
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::error_code error;
    const std::string target = fs::read_symlink(entry.path(), error).string();
    // The descriptor that this loop reads the folder with.
    if (target.starts_with("/proc/") && target.ends_with("/fd")) continue;
    fds.push_back(entry.path().filename().string() + " -> " + (error ? error.message() : target));
  }
  return fds;
}

// Every process whose parent we are. The kernel's own list (/proc/PID/task/TID/children) is a build
// option of the kernel that not every machine has.
std::vector<std::string> list_children() {
  std::vector<std::string> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string pid = entry.path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    const std::size_t close = stat.rfind(')');
    if (close == std::string::npos) continue;  // it ended while we looked
    std::istringstream fields(stat.substr(close + 1));
    char state = '?';
    Pid parent = 0;
    fields >> state >> parent;
    if (parent != ::getpid()) continue;
    const std::size_t open = stat.find('(');
    children.push_back(pid + " " + state + " " + stat.substr(open, close + 1 - open));
  }
  return children;
}

}  // namespace

ProcessCensus ProcessCensus::take() {
  return {.open_fds = list_fds(), .children = list_children()};
}

std::size_t ProcessCensus::zombies() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      children, [](const std::string& child) { return child.find(" Z (") != std::string::npos; }));
}

std::ostream& operator<<(std::ostream& out, const ProcessCensus& census) {
  out << census.open_fds.size() << " descriptors:\n";
  for (const std::string& fd : census.open_fds) out << "  " << fd << '\n';
  out << census.children.size() << " children:\n";
  for (const std::string& child : census.children) out << "  " << child << '\n';
  return out;
}

}  // namespace tidemark::test
