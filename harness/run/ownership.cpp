#include "harness/run/ownership.hpp"

#include <fmt/format.h>

#include "probes/ownership/fork_count.hpp"
#include "probes/process/child.hpp"

namespace tidemark::harness {
namespace {

// For a program that does nothing.
constexpr std::chrono::seconds kTrialTime{10};

// The rules of delegation, of threaded groups and of "no internal processes" decide only at the
// moment of entering.
Result<void> try_to_enter(const probes::CgroupScope& scope) {
  auto trial =
      probes::Child::start({.program = "true"}, {.join_cgroups = scope.join_descriptors()});
  if (!trial) return std::unexpected(trial.error());
  if (!trial->wait(Deadline::in(kTrialTime))) {
    return failure(ErrorCode::kTimedOut, "a trial process does not end in the cgroup");
  }
  return {};
}

}  // namespace

Result<Ownership> Ownership::open(Supervision& supervision, const probes::ScopeWants& wants) {
  Ownership ownership;
  ownership.open_scope(wants);
  if (ownership.scope_) {
    const auto told = supervision.order(UseCgroups{ownership.scope_->place()},
                                        ownership.scope_->join_descriptors());
    if (!told) return std::unexpected(told.error());
  }
  ownership.forks_before_ = probes::read_fork_count().maybe();
  if (auto watch = probes::KernelWatch::open()) {
    ownership.watch_ = *std::move(watch);
    ownership.watch_->add_ancestor(supervision.pid());
  } else {
    ownership.missing_.push_back(watch.error().message);
  }
  return ownership;
}

void Ownership::open_scope(const probes::ScopeWants& wants) {
  auto scope = probes::CgroupScope::create(wants);
  if (scope) {
    if (const auto entered = try_to_enter(*scope); !entered) {
      missing_.push_back(entered.error().message);
      return;
    }
    scope_.emplace(*std::move(scope));
  } else {
    missing_.push_back(scope.error().message);
  }
}

std::string Ownership::mode() const {
  return std::string(scope_ ? "cgroup" : "subreaper") + (watch_ ? " + kernel events" : "");
}

void Ownership::claim(probes::SubjectTree& tree) {
  // A group that cannot be read leaves ancestry, which does not need it.
  if (scope_) tree.claim(scope_->members().value_or(std::vector<Pid>{}), steady_now());
  if (watch_) tree.claim(watch_->living(), steady_now());
}

void Ownership::complete(probes::TreeSample& sample, SteadyTime begun) {
  if (watch_) watch_->settle(sample, begun);
  sampled_ += sample.births.size();
}

std::optional<probes::CgroupFacts> Ownership::facts() const {
  return scope_ ? std::optional(scope_->facts()) : std::nullopt;
}

std::chrono::microseconds Ownership::cpu() const {
  return watch_ ? watch_->cpu() : std::chrono::microseconds(0);
}

void Ownership::kill() const {
  if (scope_) static_cast<void>(scope_->kill());
}

std::optional<std::string> Ownership::blind_spot(Milliseconds interval) {
  if (watch_) {
    const std::uint64_t losses = watch_->losses();
    if (losses == 0) return {};
    return fmt::format(
        "kernel events were lost {} times on a busy machine: processes that lived for less than "
        "{} ms may be missing",
        losses, interval.count());
  }
  const auto forks = probes::read_fork_count().maybe();
  const std::string most =
      forks && forks_before_ && *forks >= *forks_before_
          ? fmt::format(", of at most {} processes and threads that this machine started",
                        *forks - *forks_before_)
          : std::string();
  return fmt::format(
      "without kernel events processes that lived for less than {} ms may be missing: {} were "
      "seen{}",
      interval.count(), sampled_, most);
}

}  // namespace tidemark::harness
