// Being the subreaper: collecting the orphans of our descendants without stealing anybody's child.
#pragma once

#include <set>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/process/exit_status.hpp"

namespace tidemark::probes {

// Orphaned descendants become our children from now on (PR_SET_CHILD_SUBREAPER); somebody must then
// call reap_strangers(), or they stay zombies after their end.
[[nodiscard]] Result<void> become_subreaper();

struct ReapedStranger {
  ProcessId id;
  ExitStatus status = {};
};

// Reaps every ended child of ours whose pid is not in `owned`, the pids of all Child objects alive;
// never waits. Call it on the thread that starts children, so that none is started between listing
// and reaping.
std::vector<ReapedStranger> reap_strangers(const std::set<Pid>& owned);

// Whether this process has any child, running or ended. A subreaper without one has no descendant
// either.
[[nodiscard]] bool has_children();

}  // namespace tidemark::probes
