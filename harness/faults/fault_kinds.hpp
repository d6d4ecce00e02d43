// The kinds of faults: how each is struck and undone.
#pragma once

#include <utility>

#include "harness/faults/striker.hpp"
#include "harness/scenario/planned_fault.hpp"

namespace tidemark::harness {

// A signal to some of the subject's processes: over at once.
class ProcessSignal : public Striker {
 public:
  ProcessSignal(int number, faults::Aim at, FaultReach reach)
      : number_(number), at_(std::move(at)), reach_(std::move(reach)) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  int number_;
  faults::Aim at_;
  FaultReach reach_;
};

// Stops processes; undone by continuing those same ones. Whoever ends a process by SIGKILL, as the
// supervisor does, need not continue it first.
class Pause : public Striker {
 public:
  Pause(faults::Aim at, FaultReach reach) : at_(std::move(at)), reach_(std::move(reach)) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  faults::Aim at_;
  FaultReach reach_;
};

// Changes what the network to the simulator lets through. It goes with the simulator.
class LinkFault : public Striker {
 public:
  LinkFault(Weather::Link link, SiteServer& sites) : link_(link), sites_(sites) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  Weather::Link link_;
  SiteServer& sites_;
};

class DnsFault : public Striker {
 public:
  DnsFault(Weather::Dns dns, SiteServer& sites) : dns_(dns), sites_(sites) {}
  [[nodiscard]] Result<std::unique_ptr<FaultInForce>> strike() override;

 private:
  Weather::Dns dns_;
  SiteServer& sites_;
};

}  // namespace tidemark::harness
