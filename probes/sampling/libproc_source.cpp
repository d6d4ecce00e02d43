#include "probes/sampling/libproc_source.hpp"

#include <libproc2/pids.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <span>
#include <utility>

#include "probes/sampling/command_line.hpp"
#include "probes/sampling/descriptor_count.hpp"
#include "probes/sampling/memory_reader.hpp"

namespace tidemark::probes {
namespace {

// All of these come from /proc/PID/stat: one item of `status` would double the cost of a sweep.
enum Item : std::size_t {
  kPid,
  kParent,
  kGroup,
  kSession,
  kName,
  kState,
  kRss,
  kThreads,
  kCpu,
  kStart,
  kItems
};
constexpr std::array<pids_item, kItems> kStatItems = {
    PIDS_ID_PID, PIDS_ID_PPID, PIDS_ID_PGRP, PIDS_ID_SESSION, PIDS_CMD,
    PIDS_STATE,  PIDS_RSS,     PIDS_NLWP,    PIDS_TICS_ALL,   PIDS_TICS_BEGAN};

std::chrono::nanoseconds since_epoch(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// Start times count from boot including suspended time, our clock does not: the distance between
// them is constant except across a suspend, and is taken anew for each sweep.
class Units {
 public:
  Units()
      : boot_(SteadyTime(since_epoch(CLOCK_MONOTONIC) - since_epoch(CLOCK_BOOTTIME))),
        tick_(std::chrono::seconds(1)),
        page_(static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))) {
    tick_ /= ::sysconf(_SC_CLK_TCK);
  }
  [[nodiscard]] SteadyTime moment(std::uint64_t ticks) const {
    return boot_ + tick_ * static_cast<std::int64_t>(ticks);
  }
  [[nodiscard]] std::chrono::microseconds span(std::uint64_t ticks) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(tick_ *
                                                                 static_cast<std::int64_t>(ticks));
  }
  [[nodiscard]] Bytes pages(std::uint64_t count) const { return {count * page_}; }

 private:
  SteadyTime boot_;
  std::chrono::nanoseconds tick_;
  std::uint64_t page_;
};

ProcessFacts facts_of(const pids_stack& stack, const Units& units) {
  const std::span<const pids_result> items(stack.head, kItems);
  ProcessFacts facts;
  facts.id = {.pid = items[kPid].result.s_int, .start_ticks = items[kStart].result.ull_int};
  facts.parent = items[kParent].result.s_int;
  facts.group = items[kGroup].result.s_int;
  facts.session = items[kSession].result.s_int;
  if (const char* name = items[kName].result.str; name != nullptr) facts.name = name;
  facts.state = static_cast<char>(items[kState].result.s_ch);
  facts.rss = units.pages(items[kRss].result.ul_int);
  facts.threads = items[kThreads].result.s_int;
  facts.cpu = units.span(items[kCpu].result.ull_int);
  facts.started = units.moment(facts.id.start_ticks);
  return facts;
}

}  // namespace

Result<std::unique_ptr<LibprocSource>> LibprocSource::create() {
  std::array<pids_item, kItems> items = kStatItems;  // libproc2 takes it as mutable
  pids_info* context = nullptr;
  const int failed = ::procps_pids_new(&context, items.data(), static_cast<int>(items.size()));
  if (failed < 0) {
    return failure(ErrorCode::kUnavailable,
                   system_error("start libproc2 (is /proc mounted?)", -failed).message);
  }
  return std::unique_ptr<LibprocSource>(new LibprocSource(context));
}

LibprocSource::~LibprocSource() { ::procps_pids_unref(&context_); }

// The whole machine each time: 14 us for each process, where opening, reading and closing its stat
// file alone takes 8 (tests/bench/sweep_bench.cpp). Selecting the pids of a known tree was measured
// to cost no less (74 processes: 1.2 ms for all of them, 0.9 ms for a selection of 30; it refuses
// more than 255), and it would miss exactly the newcomers that a leak consists of. Command line and
// descriptors, another 11 us, are left to describe(), for members only.
Result<std::vector<ProcessFacts>> LibprocSource::sweep() {
  errno = 0;
  const pids_fetch* fetched = ::procps_pids_reap(context_, PIDS_FETCH_TASKS_ONLY);
  if (fetched == nullptr) return system_failure("sweep /proc", errno);
  const Units units;
  std::vector<ProcessFacts> facts;
  const std::span<pids_stack* const> stacks(fetched->stacks,
                                            static_cast<std::size_t>(fetched->counts->total));
  facts.reserve(stacks.size());
  for (const pids_stack* stack : stacks) facts.push_back(facts_of(*stack, units));
  return facts;
}

// By bare pid: between sweep and here a pid would have to be given out anew within the same few
// milliseconds, and then the next tick corrects it.
void LibprocSource::describe(ProcessFacts& facts) {
  if (Result<std::vector<std::string>> line = read_command_line(facts.id.pid)) {
    facts.command_line = *std::move(line);
  }
  facts.descriptors = count_descriptors(facts.id.pid);
}

Result<MemoryFacts> LibprocSource::memory(const ProcessId& id) { return read_memory(id); }

}  // namespace tidemark::probes
