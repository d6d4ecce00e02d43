// The recorder: samples and events go into samples.sqlite without holding up whoever takes them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"
#include "probes/recording/recorded_run.hpp"
#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

// Owns the file, a queue in memory and the thread that writes. One transaction about every half
// second: a killed program loses less than a second. add() and add_event() never wait for the disk.
// When the disk is full or stuck, what was added is kept and tried again; beyond 200,000 process
// samples (about 25 MiB) whole ticks are dropped and counted, and events beyond 100,000. Use it
// from one thread.
class Recorder {
 public:
  // Makes the file. `facts` are what is known about the run (scenario, seed, ...), kept as text;
  // the keys boot_id, closed, dropped_ticks and requests_left_out are the recorder's. kBadInput:
  // the file exists already.
  [[nodiscard]] static Result<Recorder> create(const std::filesystem::path& path,
                                               const std::map<std::string, std::string>& facts);

  Recorder(Recorder&&) noexcept;
  Recorder& operator=(Recorder&&) noexcept;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  // Writes what is left, but tells nobody whether that succeeded: prefer close().
  ~Recorder();

  void add(const TreeSample& sample);
  // `detail` is JSON; anything else is kept as a JSON string.
  void add_event(SteadyTime at, std::string kind, std::string detail);

  // The first 100,000 of a recording; later ones are counted only, as are those left out already.
  void add(RecordedRequest request);
  void leave_out(std::uint64_t requests);

  // Until everything added so far is in the file. Reports the first failure since the last report
  // (kNoSpace, kIo, ...) once; kTimedOut at the deadline. Recording goes on in either case.
  Result<void> flush(Deadline deadline);
  // Flushes, ends the thread, marks the recording as closed and leaves a single file. What is added
  // afterwards is ignored.
  Result<void> close(Deadline deadline);

 private:
  class Queue;
  explicit Recorder(std::unique_ptr<Queue> queue);
  std::unique_ptr<Queue> queue_;
};

}  // namespace tidemark::probes
