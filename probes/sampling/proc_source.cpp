#include "probes/sampling/proc_source.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
#include "probes/sampling/inventory.hpp"
#include "probes/sampling/io_reader.hpp"
#include "probes/sampling/memory_reader.hpp"
#include "probes/sampling/stat_reader.hpp"

namespace tidemark::probes {
namespace {

// More processes than that are read without keeping their files open.
constexpr std::size_t kMostKept = 8192;
// What processes do that are no members is looked at again after that long.
constexpr std::chrono::seconds kStale{2};
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

// Only to be told of its end; what sends signals is in probes/process.
UniqueFd open_pidfd(Pid pid) {
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

}  // namespace

Result<std::unique_ptr<ProcSource>> ProcSource::create() {
  auto newcomers = LibprocSource::create();
  if (!newcomers) return std::unexpected(newcomers.error());
  Directory proc(::opendir("/proc"));
  if (!proc) return system_failure("open /proc", errno);
  UniqueFd ends(::epoll_create1(EPOLL_CLOEXEC));
  if (!ends) return system_failure("watch for the ends of processes", errno);
  return std::unique_ptr<ProcSource>(new ProcSource(std::move(*newcomers), std::move(proc),
                                                    std::move(ends), descriptors_to_spare()));
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

// A pidfd is readable from the moment its process has ended.
void ProcSource::note_ends() {
  std::array<epoll_event, 64> events{};
  for (int count = static_cast<int>(events.size()); count == static_cast<int>(events.size());) {
    count = ::epoll_wait(ends_.get(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
      const auto pid = static_cast<Pid>(events.at(static_cast<std::size_t>(i)).data.u64);
      if (const auto found = processes_.find(pid); found != processes_.end()) {
        found->second.ended = true;
      }
    }
  }
}

// Whether what is known of it needs no look. One without a pidfd could have made place for another.
bool ProcSource::is_current(const Kept& kept, const std::set<ProcessId>& members,
                            SteadyTime now) const {
  if (kept.ended || !kept.pidfd || now - kept.read >= kStale) return false;
  return !members.contains(kept.facts.id);
}

bool ProcSource::read(Kept& kept, const KernelUnits& units, SteadyTime now) {
  std::array<char, kMaxStat> text;  // NOLINT(cppcoreguidelines-pro-type-member-init): read into
  const UniqueFd anew = kept.stat ? UniqueFd() : open_stat(kept.facts.id.pid);
  const int fd = kept.stat ? kept.stat.get() : anew.get();
  // ESRCH once the process was reaped, whoever has its pid by then.
  const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
  if (length <= 0) return false;
  auto facts = parse_stat({text.data(), static_cast<std::size_t>(length)}, units);
  if (!facts || facts->id != kept.facts.id) return false;
  kept.facts = *std::move(facts);
  kept.read = now;
  return true;
}

void ProcSource::hold(UniqueFd& place, UniqueFd fd) {
  if (!fd) return;
  place = std::move(fd);
  ++kept_open_;
}

void ProcSource::keep(ProcessFacts facts, SteadyTime now) {
  const Pid pid = facts.id.pid;
  Kept kept{.facts = std::move(facts), .read = now};
  if (may_keep()) hold(kept.stat, open_stat(pid));
  if (may_keep()) {
    // Opened after its stat was read: if the pid has changed hands since, the next read of the stat
    // file, which is the first one's, tells.
    UniqueFd pidfd = open_pidfd(pid);
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.u64 = static_cast<unsigned>(pid)}};
    if (pidfd && ::epoll_ctl(ends_.get(), EPOLL_CTL_ADD, pidfd.get(), &event) == 0) {
      hold(kept.pidfd, std::move(pidfd));
    }
  }
  processes_.insert_or_assign(pid, std::move(kept));
}

void ProcSource::forget(std::map<Pid, Kept>::iterator gone) {
  const Kept& kept = gone->second;
  for (const UniqueFd* each : {&kept.stat, &kept.descriptors, &kept.pidfd}) {
    if (*each) --kept_open_;
  }
  processes_.erase(gone);
}

Result<std::vector<ProcessFacts>> ProcSource::sweep(const std::set<ProcessId>& members) {
  const KernelUnits units;
  const SteadyTime now = steady_now();
  const std::vector<Pid> pids = list();
  if (pids.empty()) return failure(ErrorCode::kUnavailable, "/proc lists no process");
  note_ends();
  std::vector<Pid> strangers;
  auto known = processes_.begin();
  for (const Pid pid : pids) {
    while (known != processes_.end() && known->first < pid) forget(known++);
    if (known != processes_.end() && known->first == pid) {
      const auto here = known++;
      if (is_current(here->second, members, now) || read(here->second, units, now)) continue;
      forget(here);
    }
    strangers.push_back(pid);
  }
  while (known != processes_.end()) forget(known++);
  if (!strangers.empty()) {
    Result<std::vector<ProcessFacts>> newcomers = newcomers_->look_at(strangers);
    if (!newcomers) return std::unexpected(newcomers.error());
    for (ProcessFacts& facts : *newcomers) keep(std::move(facts), now);
  }
  std::vector<ProcessFacts> facts;
  facts.reserve(processes_.size());
  for (const auto& [pid, kept] : processes_) facts.push_back(kept.facts);
  return facts;
}

Reading<int> ProcSource::descriptors(const ProcessId& id) {
  const auto found = processes_.find(id.pid);
  if (found == processes_.end() || found->second.facts.id != id) return Absence::kGone;
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

void ProcSource::add_detail(TreeSample& sample) {
  for (ProcessSample& process : sample.processes) {
    if (is_zombie(process.facts)) continue;
    const SteadyTime begun = steady_now();
    process.detail.memory = read_memory(process.facts.id);
    process.detail.memory_took =
        std::chrono::duration_cast<std::chrono::microseconds>(steady_now() - begun);
    process.detail.io = read_io(process.facts.id);
  }
  take_inventory(sample);
}

}  // namespace tidemark::probes
