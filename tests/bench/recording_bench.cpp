// What an hour's recording at 10 Hz of 60 processes takes: bytes in the file, memory of the
// recorder, processor time. Prints one line for each quarter of an hour, so that flat memory shows
// as such.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

#include "probes/base/temp_dir.hpp"
#include "probes/recording/recording.hpp"
#include "probes/sampling/memory_reader.hpp"

namespace tidemark::probes {
namespace {

constexpr int kProcesses = 60;
constexpr int kTicksPerSecond = 10;
constexpr int kQuarter = 15 * 60 * kTicksPerSecond;
constexpr int kRestEvery = 30 * kTicksPerSecond;

// A browser's tree as it is: most processes sleep, a fifth changes at each tick, pages come and go.
class Load {
 public:
  Load() {
    for (int i = 0; i < kProcesses; ++i) replace(i, 0);
  }
  TreeSample next(int tick) {
    TreeSample sample{
        .at = SteadyTime(std::chrono::milliseconds(100) * tick),
        .with_detail = tick % kRestEvery == 0,
        .cost = {.wall = std::chrono::microseconds(800), .cpu = std::chrono::microseconds(400)}};
    if (tick % 20 == 19) {
      const int place = static_cast<int>(random_() % kProcesses);
      sample.deaths.push_back(processes_[static_cast<std::size_t>(place)].facts.id);
      replace(place, tick);
      sample.births.push_back({.id = processes_[static_cast<std::size_t>(place)].facts.id,
                               .task = "host-" + std::to_string(tick) + ".example"});
    }
    for (ProcessSample& process : processes_) {
      if (random_() % 5 == 0) work(process);
      process.detail = {};
      if (sample.with_detail) process.detail = detail();
    }
    sample.processes = processes_;
    return sample;
  }

 private:
  void replace(int place, int tick) {
    processes_.resize(kProcesses);
    ProcessSample& process = processes_[static_cast<std::size_t>(place)];
    process = {.facts = {.id = {.pid = next_pid_++, .start_ticks = 1000U + unsigned(tick) * 10U},
                         .parent = 100,
                         .name = "headless_shell",
                         .command_line = {std::string(900, 'x')},
                         .state = 'S',
                         .rss = Bytes::mib(80),
                         .threads = 12,
                         .descriptors = 39,
                         .started = SteadyTime(std::chrono::milliseconds(100) * tick)},
               .role = Role::kRenderer};
  }
  void work(ProcessSample& process) {
    process.facts.state = random_() % 2 == 0 ? 'R' : 'S';
    process.facts.rss = Bytes::kib(60'000 + random_() % 60'000);
    process.facts.threads = static_cast<int>(10 + random_() % 4);
    process.facts.descriptors = static_cast<int>(36 + random_() % 6);
    process.facts.cpu += std::chrono::milliseconds(10 + random_() % 60);
  }
  static ProcessDetail detail() {
    return {.memory = MemoryFacts{.pss = Bytes::mib(24), .uss = Bytes::mib(20)},
            .io = IoFacts{.read = Bytes::mib(1), .written = Bytes::mib(1)},
            .descriptor_kinds = DescriptorKinds{{"eventfd", 9}, {"file", 12}, {"pipe", 4}}};
  }

  std::mt19937 random_{7};
  Pid next_pid_ = 200;
  std::vector<ProcessSample> processes_;
};

int record_an_hour() {
  const TempDir dir = TempDir::create("tidemark-bench").value();
  const std::filesystem::path file = dir.path() / "samples.sqlite";
  Recorder recorder = Recorder::create(file, {}).value();
  Load load;
  const ProcessId self = read_process_id(::getpid()).value();
  int tick = 0;
  for (int quarter = 1; quarter <= 4; ++quarter) {
    for (int i = 0; i < kQuarter; ++i) {
      recorder.add(load.next(tick++));
      // As fast as it can be written, without piling up.
      if (i % 1000 == 999 && !recorder.flush(Deadline::in(std::chrono::seconds(60)))) return 1;
    }
    const auto memory = read_memory(self);
    if (!memory || !memory->uss) return 1;
    fmt::print("{:2} min: recorder's memory {}\n", quarter * 15, to_string(*memory->uss));
  }
  if (!recorder.close(Deadline::in(std::chrono::seconds(60)))) return 1;
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto size = std::filesystem::file_size(file);
  const double samples = double(tick) * kProcesses;
  fmt::print(
      "an hour at 10 Hz, {} processes: {} in the file, {:.1f} bytes a sample; {:.1f} s of "
      "processor time, {:.2f}% of a core over the hour\n",
      kProcesses, to_string(Bytes{size}), double(size) / samples,
      double(used.ru_utime.tv_sec + used.ru_stime.tv_sec),
      double(used.ru_utime.tv_sec + used.ru_stime.tv_sec) / 36.0);
  return size < 100'000'000 ? 0 : 1;
}

}  // namespace
}  // namespace tidemark::probes

int main() { return tidemark::probes::record_an_hour(); }
