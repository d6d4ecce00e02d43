#include "probes/sampling/proc_source.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "probes/sampling/command_line.hpp"
#include "probes/sampling/descriptor_count.hpp"
#include "probes/sampling/io_reader.hpp"
#include "probes/sampling/memory_reader.hpp"
#include "probes/sampling/stat_reader.hpp"

namespace tidemark::probes {
namespace {

// More processes than that are read without keeping their files open.
constexpr std::size_t kMostKept = 8192;
// A stat line has about 300 bytes.
constexpr std::size_t kMaxStat = 1024;

std::size_t descriptors_to_spare() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  return std::min<std::size_t>(kMostKept, limit.rlim_cur / 2);
}

std::string path_of(Pid pid, std::string_view name) {
  std::string path = "/proc/";
  path += std::to_string(pid);
  path += '/';
  path += name;
  return path;
}

UniqueFd open_stat(Pid pid) {
  return UniqueFd(::open(path_of(pid, "stat").c_str(), O_RDONLY | O_CLOEXEC));
}

}  // namespace

Result<std::unique_ptr<ProcSource>> ProcSource::create() {
  auto newcomers = LibprocSource::create();
  if (!newcomers) return std::unexpected(newcomers.error());
  Directory proc(::opendir("/proc"));
  if (!proc) return system_failure("open /proc", errno);
  return std::unique_ptr<ProcSource>(
      new ProcSource(std::move(*newcomers), std::move(proc), descriptors_to_spare()));
}

// libproc2 has no way to list the processes without reading a file of each.
std::vector<Pid> ProcSource::list() const {
  std::vector<Pid> pids;
  pids.reserve(processes_.size() + 16);
  ::rewinddir(proc_.get());
  while (const dirent* entry = ::readdir(proc_.get())) {
    const std::string_view name(static_cast<const char*>(entry->d_name));
    Pid pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error == std::errc() && end == name.data() + name.size()) pids.push_back(pid);
  }
  std::ranges::sort(pids);
  return pids;
}

bool ProcSource::read(Pid pid, const Kept& kept, const KernelUnits& units) {
  std::array<char, kMaxStat> text;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  const UniqueFd anew = kept.stat ? UniqueFd() : open_stat(pid);
  const int fd = kept.stat ? kept.stat.get() : anew.get();
  // ESRCH once the process was reaped, whoever has its pid by then.
  const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
  if (length <= 0) return false;
  auto facts = parse_stat({text.data(), static_cast<std::size_t>(length)}, units);
  if (!facts || facts->id != kept.id) return false;
  facts_.push_back(*std::move(facts));
  return true;
}

void ProcSource::keep(const ProcessFacts& facts) {
  Kept kept{.id = facts.id, .stat = {}, .descriptors = {}};
  if (may_keep()) {
    kept.stat = open_stat(facts.id.pid);
    if (kept.stat) ++kept_open_;
  }
  processes_.emplace(facts.id.pid, std::move(kept));
}

void ProcSource::forget(std::map<Pid, Kept>::iterator gone) {
  kept_open_ -= static_cast<std::size_t>(bool(gone->second.stat)) +
                static_cast<std::size_t>(bool(gone->second.descriptors));
  processes_.erase(gone);
}

Result<std::vector<ProcessFacts>> ProcSource::sweep() {
  const KernelUnits units;
  const std::vector<Pid> pids = list();
  if (pids.empty()) return failure(ErrorCode::kUnavailable, "/proc lists no process");
  facts_.clear();
  facts_.reserve(pids.size());
  std::vector<Pid> strangers;
  auto known = processes_.begin();
  for (const Pid pid : pids) {
    while (known != processes_.end() && known->first < pid) forget(known++);
    if (known != processes_.end() && known->first == pid) {
      const auto here = known++;
      if (read(pid, here->second, units)) continue;
      forget(here);
    }
    strangers.push_back(pid);
  }
  while (known != processes_.end()) forget(known++);
  if (strangers.empty()) return std::move(facts_);

  Result<std::vector<ProcessFacts>> newcomers = newcomers_->look_at(strangers);
  if (!newcomers) return std::unexpected(newcomers.error());
  for (ProcessFacts& facts : *newcomers) {
    keep(facts);
    facts_.push_back(std::move(facts));
  }
  return std::move(facts_);
}

Reading<int> ProcSource::descriptors(const ProcessId& id) {
  const auto found = processes_.find(id.pid);
  if (found == processes_.end() || found->second.id != id) return Absence::kGone;
  if (!kernel_counts_descriptors()) return count_descriptors(id.pid);
  Kept& kept = found->second;
  if (!kept.descriptors && may_keep()) {
    kept.descriptors.reset(::open(path_of(id.pid, "fd").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (kept.descriptors) ++kept_open_;
  }
  if (!kept.descriptors) return count_descriptors(id.pid);
  struct stat status{};
  if (::fstat(kept.descriptors.get(), &status) != 0) return Absence::kGone;
  return static_cast<int>(std::min<off_t>(status.st_size, std::numeric_limits<int>::max()));
}

Reading<std::vector<std::string>> ProcSource::command_line(const ProcessId& id) {
  return read_command_line(id.pid);
}

ProcessDetail ProcSource::detail(const ProcessId& id) {
  return {.memory = read_memory(id), .io = read_io(id)};
}

}  // namespace tidemark::probes
