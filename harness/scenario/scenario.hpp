// A scenario: a small hostile internet, the load to put on a subject, and what happens to it
// meanwhile.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/behavior.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// What DNS says about a site's hosts, so that they seem to share an infrastructure. Connections go
// where the simulator listens all the same (--map).
struct DnsRecord {
  std::optional<std::array<std::uint8_t, 4>> address;  // absent: where the simulator listens
  std::string cname;  // what each host is an alias of; may be empty
};

// Hosts that behave alike.
struct Site {
  std::vector<std::string> hosts;  // lower case, unique within the scenario
  Behavior behavior;
  // So many page loads by one client address (connections where it stalls TLS or shows an expired
  // certificate, queries where it fails DNS) meet the behaviour, later ones an ordinary page.
  // Absent: all.
  std::optional<unsigned> fails;
  DnsRecord dns = {};
};

// What one cycle asks of the subject.
struct Load {
  std::vector<std::string>
      domains;  // in this order, repetitions allowed; may name hosts nobody serves
  unsigned cycles = 1;
  std::optional<Milliseconds> budget;  // per domain, if the subject takes one
  std::optional<unsigned> workers;     // hint for subjects that take one
};

// The program under test; absent from a scenario that leaves the choice to the command line.
struct PlannedSubject {
  enum class Kind {
    kLongRunning,  // domains arrive on stdin, one JSON line per finished domain comes back
    kPerCycle,     // started anew each cycle
  };
  std::vector<std::string> command;  // argv, never a shell line
  Kind kind = Kind::kPerCycle;
};

// A signal sent from outside in every cycle: first when `after` has come, then again each time it
// has come anew since, `count` times in all.
struct PlannedFault {
  enum class Kind { kKill, kTerminate };
  enum class Target {
    kSubject,  // its main process; one that is per cycle is started again for what is left of the
               // cycle
    kBrowser,  // one of its browsers' main processes, chosen by the scenario's seed
  };
  // Exactly one is present.
  struct After {
    std::optional<Milliseconds> time;  // since the cycle's start or the last strike
    std::optional<unsigned> domains;   // finished since then
  };
  Kind kind = Kind::kKill;
  Target target = Target::kSubject;
  After after;
  unsigned count = 1;
};

// How long a subject may take to come to rest after a cycle. The default is above the 30 s that
// Playwright gives a browser to close.
struct Rest {
  Milliseconds deadline{45000};
};

struct Scenario {
  std::string name;
  std::string description;
  std::uint64_t seed = 1;
  std::vector<Site> sites;
  Load load;
  std::optional<PlannedSubject> subject;
  std::vector<PlannedFault> faults;
  Rest rest;
};

// Every host of every site, in the file's order.
[[nodiscard]] std::vector<std::string> hosts_of(const Scenario& scenario);

}  // namespace tidemark::harness
