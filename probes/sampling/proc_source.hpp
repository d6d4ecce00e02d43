// The processes of this machine, looked at again and again at little cost.
#pragma once

#include <dirent.h>

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "probes/base/unique_fd.hpp"
#include "probes/sampling/kernel_units.hpp"
#include "probes/sampling/libproc_source.hpp"
#include "probes/sampling/process_source.hpp"

namespace tidemark::probes {

// libproc2 describes each newcomer once. From then on the `stat` of a member is read on every sweep
// through a file that is kept open, which costs 5 us instead of libproc2's 14
// (tests/bench/sweep_bench.cpp), and which stays with the process it was opened for: a recycled pid
// is never mistaken for the process that had it. Processes that are no members are only watched for
// their end, all together by one system call, and read again every few seconds. Keeps up to three
// descriptors open for each process, at most half of what this program may have; beyond that files
// are opened anew each time. One thread at a time.
class ProcSource final : public ProcessSource {
 public:
  // kUnavailable where /proc is not mounted.
  [[nodiscard]] static Result<std::unique_ptr<ProcSource>> create();

  [[nodiscard]] Result<std::vector<ProcessFacts>> sweep(
      const std::set<ProcessId>& members) override;
  [[nodiscard]] Reading<int> descriptors(const ProcessId& id) override;
  [[nodiscard]] Reading<std::vector<std::string>> command_line(const ProcessId& id) override;
  void add_detail(TreeSample& sample) override;

 private:
  struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  using Directory = std::unique_ptr<DIR, CloseDirectory>;
  // A process of the latest sweep, with what is kept open of it.
  struct Kept {
    ProcessFacts facts;
    UniqueFd stat = {};
    UniqueFd descriptors = {};  // its fd directory; not opened before it is asked for
    UniqueFd pidfd = {};        // in ends_
    SteadyTime read{};
    bool ended = false;  // at least a zombie
  };

  ProcSource(std::unique_ptr<LibprocSource> newcomers, Directory proc, UniqueFd ends,
             std::size_t most_kept)
      : newcomers_(std::move(newcomers)),
        proc_(std::move(proc)),
        ends_(std::move(ends)),
        most_kept_(most_kept) {}
  [[nodiscard]] std::vector<Pid> list() const;
  [[nodiscard]] bool may_keep() const { return kept_open_ < most_kept_; }
  void note_ends();
  [[nodiscard]] bool is_current(const Kept& kept, const std::set<ProcessId>& members,
                                SteadyTime now) const;
  // Reads the process that `kept` was opened for; false once it has gone.
  [[nodiscard]] static bool read(Kept& kept, const KernelUnits& units, SteadyTime now);
  void keep(ProcessFacts facts, SteadyTime now);
  void forget(std::map<Pid, Kept>::iterator gone);
  void hold(UniqueFd& place, UniqueFd fd);

  std::unique_ptr<LibprocSource> newcomers_;
  Directory proc_;
  UniqueFd ends_;  // an epoll set of pidfds
  std::size_t most_kept_;
  std::size_t kept_open_ = 0;
  std::map<Pid, Kept> processes_;
};

}  // namespace tidemark::probes
