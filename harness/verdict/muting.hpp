// Lays mutes beside the findings of one run. Pure.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"
#include "harness/verdict/mute_file.hpp"

namespace tidemark::harness {

// What a run is judged with.
struct MuteRules {
  std::vector<Mute> mutes{};
  std::string scenario{};         // the run's
  std::chrono::sys_days today{};  // of the judging, UTC
};

class Muting {
 public:
  explicit Muting(const MuteRules& rules);

  // Gives each its fingerprint, and marks those for which a mute is in force.
  void apply(std::span<Finding> findings);

  // What came of every mute, once all findings were seen.
  [[nodiscard]] std::vector<MuteRecord> records() const { return records_; }

 private:
  std::vector<MuteRecord> records_;
};

// A leak that decides.
[[nodiscard]] bool counts(const Finding& finding);

// Whether a muted finding is the reason for which something is undecided.
[[nodiscard]] bool is_excused(std::span<const Finding> findings, const std::string& undecided);

// "apart from 1 muted finding, "; empty for none.
[[nodiscard]] std::string apart_from(int muted);

}  // namespace tidemark::harness
