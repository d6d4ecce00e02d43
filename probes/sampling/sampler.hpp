// Samples the subject's processes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"
#include "probes/sampling/process_source.hpp"
#include "probes/sampling/subject_tree.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

// Owns the source and the tree. Has no thread and no cadence of its own: its owner calls take()
// when a sample is due, and skips those that a slow sweep has overrun.
class Sampler {
 public:
  Sampler(std::unique_ptr<ProcessSource> source, SubjectTree tree)
      : source_(std::move(source)), tree_(std::move(tree)) {}

  [[nodiscard]] SubjectTree& tree() { return tree_; }
  [[nodiscard]] const SubjectTree& tree() const { return tree_; }

  // Looks at every member once. `now` becomes the time of the sample. Detail costs a hundred times
  // as much as the rest and disturbs what is measured: ask for it at rest points. An error means
  // that /proc could not be read at all; a process that ended meanwhile or is withheld is no error.
  [[nodiscard]] Result<TreeSample> take(SteadyTime now, bool with_detail);

 private:
  // What is remembered of a member, because a zombie has no command line any more.
  struct Known {
    Role role = Role::kOther;
    std::string name;
    std::vector<std::string> command_line;
    std::optional<SteadyTime> read{};  // when the command line was
  };
  [[nodiscard]] ProcessSample sample_of(ProcessFacts facts, SteadyTime now, bool with_detail);
  void look_up(const ProcessFacts& facts, SteadyTime now, bool with_detail, Known& known);

  std::unique_ptr<ProcessSource> source_;
  SubjectTree tree_;
  std::map<ProcessId, Known> known_;
};

}  // namespace tidemark::probes
