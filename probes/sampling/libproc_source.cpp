#include "probes/sampling/libproc_source.hpp"

#include <libproc2/pids.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "probes/sampling/kernel_units.hpp"

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

ProcessFacts facts_of(const pids_stack& stack, const KernelUnits& units) {
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

void append_facts(const pids_fetch& fetched, std::vector<ProcessFacts>& facts) {
  const KernelUnits units;
  const std::span<pids_stack* const> stacks(fetched.stacks,
                                            static_cast<std::size_t>(fetched.counts->total));
  facts.reserve(facts.size() + stacks.size());
  for (const pids_stack* stack : stacks) facts.push_back(facts_of(*stack, units));
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

Result<std::vector<ProcessFacts>> LibprocSource::sweep() {
  errno = 0;
  const pids_fetch* fetched = ::procps_pids_reap(context_, PIDS_FETCH_TASKS_ONLY);
  if (fetched == nullptr) return system_failure("sweep /proc", errno);
  std::vector<ProcessFacts> facts;
  append_facts(*fetched, facts);
  return facts;
}

Result<std::vector<ProcessFacts>> LibprocSource::look_at(std::span<const Pid> pids) {
  std::vector<ProcessFacts> facts;
  while (!pids.empty()) {
    // libproc2 refuses more at once.
    std::array<unsigned, 255> batch{};
    const std::size_t count = std::min(pids.size(), batch.size());
    std::ranges::transform(pids.first(count), batch.begin(),
                           [](Pid pid) { return static_cast<unsigned>(pid); });
    errno = 0;
    const pids_fetch* fetched =
        ::procps_pids_select(context_, batch.data(), static_cast<int>(count), PIDS_SELECT_PID);
    if (fetched == nullptr) return system_failure("look at processes in /proc", errno);
    append_facts(*fetched, facts);
    pids = pids.subspan(count);
  }
  return facts;
}

}  // namespace tidemark::probes
