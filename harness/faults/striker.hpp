// What every kind of fault is to a run.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/sites/site_server.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/ownership/cgroup_place.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::harness {

// What faults can reach of a run. Everything in it outlives them.
struct FaultReach {
  // The subject's main process; empty while there is none.
  std::function<std::optional<ProcessId>()> subject;
  // A fresh look at all processes of the subject.
  std::function<Result<std::vector<probes::ProcessSample>>()> members;
  // One of so many, by the scenario's seed.
  std::function<std::size_t(std::size_t)> choose;
  SiteServer& sites;
  // The subject's own control group; empty where it has none.
  probes::CgroupPlace groups = {};
  // A descriptor of the directory of the small disk that its temporary files are on, or why there
  // is none.
  Result<int> small_disk = failure(ErrorCode::kUnavailable, "there is no small disk");
};

// A fault that has been struck and lasts. Destroying it undoes it.
class FaultInForce {
 public:
  FaultInForce() = default;
  FaultInForce(const FaultInForce&) = delete;
  FaultInForce& operator=(const FaultInForce&) = delete;
  virtual ~FaultInForce() = default;

  // The subject was started again while the fault is in force.
  virtual void subject_started(const ProcessId& /*subject*/) {}
  // Whether it must be undone before what an ended subject left behind is looked at: it would keep
  // that from going.
  [[nodiscard]] virtual bool ends_with_subject() const { return false; }
};

// Strikes one fault of a scenario.
class Striker {
 public:
  Striker() = default;
  Striker(const Striker&) = delete;
  Striker& operator=(const Striker&) = delete;
  virtual ~Striker() = default;

  // Whether this machine lets it be struck. kUnavailable, kDenied: no, and what is missing.
  [[nodiscard]] virtual Result<void> possible() const { return {}; }
  // Null: it was over at once. kGone: there was nothing to strike at; otherwise the machine
  // refused.
  [[nodiscard]] virtual Result<std::unique_ptr<FaultInForce>> strike() = 0;
};

}  // namespace tidemark::harness
