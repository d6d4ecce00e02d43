// How many children can be started and reaped per second.
#include <benchmark/benchmark.h>

#include <chrono>
#include <vector>

#include "probes/process/child.hpp"

namespace tidemark::probes {
namespace {

// range(0): MiB of touched memory in this process, whose page tables every fork copies.
void start_and_reap(benchmark::State& state) {
  const std::vector<char> memory(static_cast<std::size_t>(state.range(0)) << 20U, 1);
  benchmark::DoNotOptimize(memory.data());
  for (auto _ : state) {
    auto child = Child::start({.program = "/bin/true"});
    if (!child || !child->wait(Deadline::in(std::chrono::seconds(20)))) {
      state.SkipWithError("a child did not start or end");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(start_and_reap)->Arg(0)->Arg(256)->UseRealTime();

// range(0): how many are alive at once.
void start_many_then_end_them(benchmark::State& state) {
  for (auto _ : state) {
    std::vector<Child> children;
    for (int64_t i = 0; i < state.range(0); ++i) {
      auto child = Child::start({.program = "/bin/sleep", .arguments = {"60"}});
      if (!child) return state.SkipWithError("a child did not start");
      children.push_back(std::move(*child));
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(start_many_then_end_them)->Arg(50)->UseRealTime();

}  // namespace
}  // namespace tidemark::probes
