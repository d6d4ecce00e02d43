// Samples the processes below a pid so many times and prints what it cost: one line, for
// tests/bench/sampling_peers.sh.
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

#include "probes/sampling/proc_source.hpp"
#include "probes/sampling/sampler.hpp"

namespace tidemark::probes {
namespace {

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

int measure(Pid root, int sweeps, int interval_ms) {
  const auto id = read_process_id(root);
  auto source = ProcSource::create();
  if (!id || !source) return 1;
  SubjectTree tree(::getpid());
  tree.add_root(*id);
  Sampler sampler(std::move(*source), std::move(tree));
  // The first look describes everything; what counts is the steady state.
  if (!sampler.take(steady_now(), false)) return 1;
  const double before = cpu_seconds();
  std::size_t processes = 0;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    (void)::poll(nullptr, 0, interval_ms);
    const auto sample = sampler.take(steady_now(), false);
    if (!sample) return 1;
    processes = sample->processes.size();
  }
  fmt::print("{} {:.1f}\n", processes, (cpu_seconds() - before) * 1e6 / sweeps);
  return 0;
}

}  // namespace
}  // namespace tidemark::probes

// sweep_cost PID SWEEPS INTERVAL_MS: prints the number of processes and the CPU microseconds of a
// sweep.
int main(int argc, char** argv) {
  if (argc != 4) return 2;
  return tidemark::probes::measure(std::atoi(argv[1]), std::atoi(argv[2]), std::atoi(argv[3]));
}
