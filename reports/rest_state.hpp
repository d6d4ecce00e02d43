// What the subject was and held at its last rest point, from a recording.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/recording/recorded_run.hpp"

namespace tidemark::reports {

// All processes of one role. A sum over nothing that was told is absent.
struct RoleState {
  std::string role{};
  int processes = 0;  // without zombies
  std::optional<Bytes> rss{};
  std::optional<Bytes> pss{};
  std::optional<Bytes> uss{};
  std::optional<int> threads{};
  std::optional<int> descriptors{};
  probes::DescriptorKinds kinds{};
};

struct HeldThing {
  std::string kind{};  // "listening socket", "profile or scratch directory", ...
  std::string name{};  // untrusted
  std::optional<Bytes> bytes{};
  std::string holder{};   // "browser, pid 4711"; empty: nobody in particular
  bool alarming = false;  // a debugging pipe that somebody else can write to as well
};

struct RestState {
  std::vector<RoleState> roles{};  // in the order of probes::Role
  std::vector<HeldThing> held{};
};

// As of the last look with detail that found a process, or the last of all; empty if there was
// none.
[[nodiscard]] RestState last_rest_state(const probes::RecordedRun& recording);

}  // namespace tidemark::reports
