// Where a sampler gets its facts: the kernel, or a test.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"
#include "probes/base/result.hpp"
#include "probes/sampling/process_record.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

class ProcessSource {
 public:
  ProcessSource() = default;
  ProcessSource(const ProcessSource&) = delete;
  ProcessSource& operator=(const ProcessSource&) = delete;
  virtual ~ProcessSource() = default;

  // Every process of this machine, zombies included, in the order of their pids, without command
  // lines and descriptors. Those in `members` as they are now; of the others only existence,
  // identity and death are certain to be current, what they do may be seconds old. Not atomic: a
  // process may appear twice removed from its parent, or have ended since.
  [[nodiscard]] virtual Result<std::vector<ProcessFacts>> sweep(
      const std::set<ProcessId>& members) = 0;
  // How many descriptors a process of the latest sweep has open. Cheap.
  [[nodiscard]] virtual Reading<int> descriptors(const ProcessId& id) = 0;
  // Empty for zombies and kernel threads. Costs about as much as all other cheap facts together.
  [[nodiscard]] virtual Reading<std::vector<std::string>> command_line(const ProcessId& id) = 0;
  // Adds the dear facts to the processes of a sample, zombies apart, and what they hold.
  virtual void add_detail(TreeSample& sample) = 0;
};

}  // namespace tidemark::probes
