// Ends orphaned process trees and removes the scratch directories that nobody uses.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "probes/orphans/find_orphans.hpp"
#include "probes/orphans/profile_directories.hpp"

namespace tidemark::probes {

struct ReapedTree {
  Finding finding;                    // as it was planned
  std::vector<ProcessId> ended = {};  // what was signalled and is gone
  std::vector<ProcessId> left = {};   // what would not end, or may not be signalled
  std::string spared = {};            // why it was left alone; empty when it was not
  bool needed_kill = false;           // some of it outlived the grace
};

struct RemovedDirectory {
  ScratchDirectory directory;
  std::string kept = {};  // why it is still there; empty when it is gone
};

struct ReapReport {
  std::vector<ReapedTree> trees = {};
  std::vector<RemovedDirectory> directories = {};
  Bytes memory = {};         // of the trees that ended, where it was known
  Bytes disk = {};           // of the directories that are gone
  bool interrupted = false;  // asked to stop: what is not listed was not touched
};

struct ReapOptions {
  OrphanSearch search = {};
  std::chrono::milliseconds grace = std::chrono::seconds(5);
  // Takes a new view; called right before each round of signals.
  std::function<Result<MachineView>()> look = {};
  // True: no further tree is begun, and a grace is cut short.
  std::function<bool()> stop = [] { return false; };
};

// Tree by tree: looks again, and only if the tree is still an orphan sends SIGTERM to its browsers
// and drivers through pidfds, waits for up to `grace` for all of it, looks again, and kills what is
// left of it, unless it got an owner meanwhile. Then each of `directories` is inspected again and
// removed if it is proven unused. Blocks for up to grace + 5 s per tree. Findings that are no
// orphans are left alone. An error means that /proc could not be read at all.
[[nodiscard]] Result<ReapReport> reap(const std::vector<Finding>& plan,
                                      const std::vector<ScratchDirectory>& directories,
                                      const ReapOptions& options);

}  // namespace tidemark::probes
