// The faults that last, until each is undone.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/faults/striker.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

struct StandingFault {
  std::size_t number = 0;  // the caller's
  std::string place;       // see FaultWords
  std::optional<SteadyTime> end;
  std::unique_ptr<FaultInForce> force;
};

// Owns them. Undoes all that are left when destroyed.
class FaultsInForce {
 public:
  // `on_undone` hears the number of each, right after it was undone.
  explicit FaultsInForce(std::function<void(std::size_t)> on_undone)
      : on_undone_(std::move(on_undone)) {}
  FaultsInForce(const FaultsInForce&) = delete;
  FaultsInForce& operator=(const FaultsInForce&) = delete;
  ~FaultsInForce() { undo_all(); }

  void add(StandingFault fault) { standing_.push_back(std::move(fault)); }

  void undo_due(SteadyTime now);
  void undo_at(std::string_view place);
  void undo_what_ends_with_subject();
  void undo_all();

  void subject_started(const ProcessId& subject);
  // Whether one is in force that will end by itself: the subject may be waiting for that.
  [[nodiscard]] bool any_will_end() const;

 private:
  void undo_if(const std::function<bool(const StandingFault&)>& wanted);

  std::function<void(std::size_t)> on_undone_;
  std::vector<StandingFault> standing_;
};

}  // namespace tidemark::harness
