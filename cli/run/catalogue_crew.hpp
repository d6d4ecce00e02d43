// Several runs of a catalogue at once, each a process of this very program.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/run/catalogue_plan.hpp"
#include "cli/run/run_options.hpp"
#include "harness/run/interrupts.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/child.hpp"

namespace tidemark::cli {

// How one of the processes ended.
struct EndedCatalogueRun {
  std::size_t number = 0;             // the caller's
  std::optional<int> exit_code = {};  // absent: a signal ended it
  Milliseconds took{0};
  std::string last_words;  // the last line of its stderr, untrusted
};

// Owns the processes. Each is told to end when this program dies; the destructor kills those that
// are left, which ends their subjects.
class CatalogueCrew {
 public:
  // Its runs get what `options` say of cycles, seed, times and network.
  CatalogueCrew(const RunOptions& options, std::filesystem::path folder)
      : options_(options), folder_(std::move(folder)) {}

  [[nodiscard]] std::size_t size() const { return members_.size(); }
  // The numbers of those at work, in the order in which they began.
  [[nodiscard]] std::vector<std::size_t> at_work() const;

  // Call it from one thread only. Errors: what the system says.
  [[nodiscard]] Result<void> start(std::size_t number, const PlannedCatalogueRun& run);
  // Those that have ended, after waiting for one, for an interrupt or for `patience`.
  [[nodiscard]] std::vector<EndedCatalogueRun> wait(harness::Interrupts& interrupts,
                                                    Milliseconds patience);
  // Sends a signal to all of them.
  void signal(int number);

 private:
  struct Member {
    std::size_t number;
    SteadyTime began;
    UniqueFd stderr_file;
    probes::Child child;
  };

  const RunOptions& options_;
  std::filesystem::path folder_;
  std::vector<Member> members_;
};

}  // namespace tidemark::cli
