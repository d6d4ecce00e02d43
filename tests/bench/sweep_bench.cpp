// What it costs to look at processes; "per_process" is the time for one of them.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "probes/base/unique_fd.hpp"
#include "probes/sampling/libproc_source.hpp"
#include "probes/sampling/memory_reader.hpp"
#include "probes/sampling/proc_source.hpp"

namespace tidemark::probes {
namespace {

using benchmark::Counter;

void per_process(benchmark::State& state, std::size_t processes) {
  state.counters["processes"] = static_cast<double>(processes);
  state.counters["per_process"] = Counter(static_cast<double>(processes),
                                          Counter::kIsIterationInvariantRate | Counter::kInvert);
}

std::vector<Pid> all_pids() {
  std::vector<Pid> pids;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    Pid pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error == std::errc() && end == name.data() + name.size()) pids.push_back(pid);
  }
  return pids;
}

// What one look at the whole machine costs with libproc2.
void SweepWithLibproc(benchmark::State& state) {
  const auto source = LibprocSource::create().value();
  std::size_t processes = 0;
  for (auto _ : state) processes = source->sweep().value().size();
  per_process(state, processes);
}
BENCHMARK(SweepWithLibproc)->Unit(benchmark::kMicrosecond);

// The least any reader of stat files must do: list /proc, open, read and close each, parse nothing.
void SweepReadingStatDirectly(benchmark::State& state) {
  std::size_t processes = 0;
  std::array<char, 1024> text{};
  for (auto _ : state) {
    processes = 0;
    for (const Pid pid : all_pids()) {
      const std::string path = "/proc/" + std::to_string(pid) + "/stat";
      const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
      if (fd && ::read(fd.get(), text.data(), text.size()) > 0) ++processes;
    }
  }
  per_process(state, processes);
}
BENCHMARK(SweepReadingStatDirectly)->Unit(benchmark::kMicrosecond);

// The same for a known set of pids, without listing /proc.
void ReadStatOfKnownPids(benchmark::State& state) {
  const std::vector<Pid> pids = all_pids();
  std::array<char, 1024> text{};
  for (auto _ : state) {
    for (const Pid pid : pids) {
      const std::string path = "/proc/" + std::to_string(pid) + "/stat";
      const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
      benchmark::DoNotOptimize(fd && ::read(fd.get(), text.data(), text.size()) > 0);
    }
  }
  per_process(state, pids.size());
}
BENCHMARK(ReadStatOfKnownPids)->Unit(benchmark::kMicrosecond);

// What a sampling tick does for the whole machine: listing /proc and reading each stat file through
// a file that is kept open.
void SweepKeepingFilesOpen(benchmark::State& state) {
  const auto source = ProcSource::create().value();
  std::size_t processes = 0;
  std::set<ProcessId> members;
  const std::vector<ProcessFacts> all = source->sweep({}).value();
  for (const ProcessFacts& facts : all) members.insert(facts.id);
  for (auto _ : state) processes = source->sweep(members).value().size();
  per_process(state, processes);
}
BENCHMARK(SweepKeepingFilesOpen)->Unit(benchmark::kMicrosecond);

// The same where nobody is a member: what the rest of the machine costs a tick.
void SweepOfStrangers(benchmark::State& state) {
  const auto source = ProcSource::create().value();
  std::size_t processes = 0;
  for (auto _ : state) processes = source->sweep({}).value().size();
  per_process(state, processes);
}
BENCHMARK(SweepOfStrangers)->Unit(benchmark::kMicrosecond);

// What a tick adds for each member.
void CountDescriptorsOfOneProcess(benchmark::State& state) {
  const auto source = ProcSource::create().value();
  const ProcessId self = read_process_id(::getpid()).value();
  benchmark::DoNotOptimize(source->sweep({}));
  for (auto _ : state) benchmark::DoNotOptimize(source->descriptors(self));
}
BENCHMARK(CountDescriptorsOfOneProcess)->Unit(benchmark::kMicrosecond);

// What a tick adds for a member that is young or has changed its name.
void ReadCommandLineOfOneProcess(benchmark::State& state) {
  const auto source = ProcSource::create().value();
  const ProcessId self = read_process_id(::getpid()).value();
  for (auto _ : state) benchmark::DoNotOptimize(source->command_line(self));
}
BENCHMARK(ReadCommandLineOfOneProcess)->Unit(benchmark::kMicrosecond);

// What a rest point adds for each member; grows with what the process has mapped.
void ReadMemoryOfOneProcess(benchmark::State& state) {
  const std::vector<char> mapped(static_cast<std::size_t>(state.range(0)) << 20U, 'x');
  const ProcessId self = read_process_id(::getpid()).value();
  for (auto _ : state) benchmark::DoNotOptimize(read_memory(self));
  benchmark::DoNotOptimize(mapped.data());
}
BENCHMARK(ReadMemoryOfOneProcess)->Arg(1)->Arg(100)->Arg(400)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace tidemark::probes
