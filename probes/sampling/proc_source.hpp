// The processes of this machine, looked at again and again at little cost.
#pragma once

#include <dirent.h>

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "probes/base/unique_fd.hpp"
#include "probes/sampling/kernel_units.hpp"
#include "probes/sampling/libproc_source.hpp"
#include "probes/sampling/process_source.hpp"

namespace tidemark::probes {

// libproc2 describes each newcomer once. From then on its `stat` is read through a file that is
// kept open, which costs 3 us instead of libproc2's 14 (tests/bench/sweep_bench.cpp), and which
// stays with the process it was opened for: a recycled pid is never mistaken for the process that
// had it. Keeps up to two descriptors open for each process, at most half of what this program may
// have; beyond that files are opened anew each time. One thread at a time.
class ProcSource final : public ProcessSource {
 public:
  // kUnavailable where /proc is not mounted.
  [[nodiscard]] static Result<std::unique_ptr<ProcSource>> create();

  [[nodiscard]] Result<std::vector<ProcessFacts>> sweep() override;
  [[nodiscard]] Reading<int> descriptors(const ProcessId& id) override;
  [[nodiscard]] Reading<std::vector<std::string>> command_line(const ProcessId& id) override;
  [[nodiscard]] ProcessDetail detail(const ProcessId& id) override;

 private:
  struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  using Directory = std::unique_ptr<DIR, CloseDirectory>;
  // A process of the latest sweep, with what is kept open of it.
  struct Kept {
    ProcessId id;
    UniqueFd stat;
    UniqueFd descriptors;  // its fd directory; not opened before it is asked for
  };

  ProcSource(std::unique_ptr<LibprocSource> newcomers, Directory proc, std::size_t most_kept)
      : newcomers_(std::move(newcomers)), proc_(std::move(proc)), most_kept_(most_kept) {}
  [[nodiscard]] std::vector<Pid> list() const;
  [[nodiscard]] bool may_keep() const { return kept_open_ < most_kept_; }
  // Reads the process that `kept` was opened for; false once it has gone.
  [[nodiscard]] bool read(Pid pid, const Kept& kept, const KernelUnits& units);
  void keep(const ProcessFacts& facts);
  void forget(std::map<Pid, Kept>::iterator gone);

  std::unique_ptr<LibprocSource> newcomers_;
  Directory proc_;
  std::size_t most_kept_;
  std::size_t kept_open_ = 0;
  std::map<Pid, Kept> processes_;
  std::vector<ProcessFacts> facts_;  // of the sweep under way
};

}  // namespace tidemark::probes
