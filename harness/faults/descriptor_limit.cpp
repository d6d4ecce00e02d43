#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "harness/faults/fault_kinds.hpp"
#include "probes/process/process_ref.hpp"

namespace tidemark::harness {
namespace {

// A process can fork between our look and its turn: its child then has the old limit. Looked again
// until nobody is new; a subject that forks without end is not waited for.
constexpr int kMostLooks = 20;

Result<rlimit> limit_of(Pid pid) {
  rlimit now{};
  if (::prlimit(pid, RLIMIT_NOFILE, nullptr, &now) != 0) {
    return system_failure("read the descriptor limit of process " + std::to_string(pid), errno);
  }
  return now;
}

// The soft limit only: whoever lowers the hard one cannot raise it again.
Result<void> set_soft_limit(Pid pid, rlimit now, rlim_t soft) {
  now.rlim_cur = std::min(soft, now.rlim_max);
  if (::prlimit(pid, RLIMIT_NOFILE, &now, nullptr) != 0) {
    return system_failure("set the descriptor limit of process " + std::to_string(pid), errno);
  }
  return {};
}

class DescriptorLimitInForce : public FaultInForce {
 public:
  DescriptorLimitInForce(rlim_t most, FaultReach reach) : most_(most), reach_(std::move(reach)) {}
  DescriptorLimitInForce(const DescriptorLimitInForce&) = delete;
  DescriptorLimitInForce& operator=(const DescriptorLimitInForce&) = delete;
  ~DescriptorLimitInForce() override {
    static_cast<void>(for_each_new([this](const ProcessId& id) { return lift(id); }));
  }

  // kGone: nobody was there; otherwise nobody's could be set.
  Result<void> put_on() {
    return for_each_new([this](const ProcessId& id) { return lower(id); });
  }
  void subject_started(const ProcessId& /*subject*/) override { static_cast<void>(put_on()); }

 private:
  template <typename Do>
  Result<void> for_each_new(Do change) {
    std::map<ProcessId, bool> done;
    Result<void> last = failure(ErrorCode::kGone, "there was no process of the subject");
    bool changed = false;
    for (int looks = 0; looks < kMostLooks; ++looks) {
      const std::size_t before = done.size();
      const auto members = reach_.members();
      if (!members) return std::unexpected(members.error());
      for (const probes::ProcessSample& process : *members) {
        if (probes::is_zombie(process.facts) || !done.emplace(process.facts.id, true).second) {
          continue;
        }
        if (const Result<void> result = change(process.facts.id)) {
          changed = true;
        } else {
          last = result;
        }
      }
      if (done.size() == before) break;
    }
    return changed ? Result<void>() : last;
  }

  Result<void> lower(const ProcessId& id) {
    // Held meanwhile, so that the pid is not another's.
    const auto held = probes::ProcessRef::open(id);
    if (!held) return std::unexpected(held.error());
    const auto now = limit_of(id.pid);
    if (!now) return std::unexpected(now.error());
    if (now->rlim_cur <= most_) return {};
    if (const auto set = set_soft_limit(id.pid, *now, most_); !set) return set;
    before_.emplace(id, now->rlim_cur);
    usual_ = std::max(usual_, now->rlim_cur);
    return {};
  }

  Result<void> lift(const ProcessId& id) {
    const auto held = probes::ProcessRef::open(id);
    if (!held) return std::unexpected(held.error());
    const auto now = limit_of(id.pid);
    if (!now) return std::unexpected(now.error());
    if (now->rlim_cur != most_) return {};  // it has set one of its own since
    // One that was born meanwhile inherited ours, and would have inherited what its elders had.
    const auto own = before_.find(id);
    return set_soft_limit(id.pid, *now, own == before_.end() ? usual_ : own->second);
  }

  rlim_t most_;
  FaultReach reach_;
  std::map<ProcessId, rlim_t> before_;
  rlim_t usual_ = 0;
};

}  // namespace

Result<std::unique_ptr<FaultInForce>> DescriptorLimit::strike() {
  auto in_force = std::make_unique<DescriptorLimitInForce>(most_, reach_);
  if (const auto put = in_force->put_on(); !put) return std::unexpected(put.error());
  return in_force;
}

}  // namespace tidemark::harness
