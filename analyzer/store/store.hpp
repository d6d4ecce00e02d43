// The store of one run: what earlier runs found out, and what this one does.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "analyzer/events/task_events.hpp"
#include "analyzer/store/recall_rules.hpp"
#include "analyzer/store/result_memory.hpp"
#include "analyzer/store/store_batch.hpp"
#include "analyzer/store/store_file.hpp"
#include "analyzer/strategy/learnt_fact.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

struct StoreSetup {
  std::filesystem::path path;
  RunFacts run = {};
  RecallRules rules = {};
  // How long to wait for another run that is about to end: longer than a run may take to end after
  // SIGTERM.
  std::chrono::milliseconds hand_over{6000};
  OnNote on_note = {};  // what a person should know; also called from the store's thread
};

// Owns the lease, a thread that writes and one that reads. Used on the loop's thread.
class Store : public ResultMemory {
 public:
  // kUnavailable: another run holds the lease (the message says which), or a newer Tidemark wrote
  // the store. kBadInput: the file is something else. kDenied, kNoSpace, kIo: it cannot be written.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(boost::asio::any_io_executor executor,
                                                           StoreSetup setup);

  // Learnt facts that have not expired at `now`. Reads the file: once, at the start.
  [[nodiscard]] virtual Result<std::vector<LearntFact>> load_facts(
      std::chrono::system_clock::time_point now) = 0;
  // Queues facts; each replaces the earlier one of its subject and kind.
  virtual void save_facts(std::span<const LearntFact> facts) = 0;
  // A listener that writes what it hears into the lifecycle log; the store must outlive it.
  [[nodiscard]] virtual std::unique_ptr<TaskEvents> lifecycle() = 0;

  // Writes what is left, ends the run and gives up the lease; `completed`: all its input was
  // answered. An error says how many results are missing in the store, and why.
  [[nodiscard]] virtual Result<void> close(Deadline deadline, bool completed) = 0;
};

}  // namespace tidemark::analyzer
