// Who owns a tree of browsers or drivers.
#pragma once

#include <string>
#include <vector>

#include "probes/orphans/process_trees.hpp"

namespace tidemark::probes {

struct Ownership {
  enum class Kind {
    kOwned,    // somebody alive controls or started it
    kNobody,   // proven: `evidence` says how
    kUnknown,  // it looks abandoned, but `evidence` says what could not be read
  };
  Kind kind = Kind::kOwned;
  std::vector<std::string> evidence = {};
  bool launcher_recorded_dead = false;
};

[[nodiscard]] Ownership ownership_of(const MachineView& view, const BrowserTree& tree);

// Whether the parent of `process` only adopted it, and why that is certain; an empty text if it may
// have started it. Unknown where the parent is hidden, a fact of the process is withheld, or pid 1
// is no init by name (a container's program), which adopts what others lose and starts its own.
struct Adoption {
  enum class Kind { kStartedByParent, kAdopted, kUnknown };
  Kind kind = Kind::kStartedByParent;
  std::string reason = {};
};
[[nodiscard]] Adoption adoption_of(const MachineView& view, const ViewedProcess& process);

}  // namespace tidemark::probes
