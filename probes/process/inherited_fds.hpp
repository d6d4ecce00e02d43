// The parent's half of passing descriptors to a child.
#pragma once

#include <span>
#include <vector>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/child_setup.hpp"
#include "probes/process/command.hpp"

namespace tidemark::probes {

// Holds copies of what a child is to inherit, all numbered above every number the child will use,
// and occupies the numbers below. So the child's dup2 calls overwrite neither each other's source
// (3 and 4 may swap; dup2(3, 3) would keep close-on-exec) nor a pipe of the launcher, whatever is
// opened meanwhile.
class InheritedFds {
 public:
  // Adds /dev/null for those of 0, 1 and 2 that are not wanted. kBadInput: a number given twice.
  [[nodiscard]] static Result<InheritedFds> prepare(std::span<const InheritedFd> wanted);

  [[nodiscard]] std::span<const FdMove> moves() const { return moves_; }

 private:
  Result<void> add(int theirs, int ours);
  Result<void> occupy_below();
  [[nodiscard]] Result<void> check_some_left() const;

  int floor_ = 10;  // the lowest number of our copies
  std::vector<FdMove> moves_;
  std::vector<UniqueFd> held_;
};

}  // namespace tidemark::probes
