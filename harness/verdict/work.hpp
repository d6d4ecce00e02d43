// How the work went, cycle by cycle: what troubles that are no leaks are judged by. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"
#include "probes/base/process_id.hpp"

namespace tidemark::harness {

// The right to use a browser, which a task took.
struct HeldSlot {
  std::size_t number = 0;  // in the order in which slots were taken: its identity
  std::string task{};      // untrusted
  Pid browser = 0;         // 0: the subject did not say
  int cycle = 0;           // in which it was taken
};

// The slots in use at a rest point of a living subject; or when it got stuck, then without those of
// tasks that were being worked on.
struct SlotsAtRest {
  int cycle = 0;
  std::vector<HeldSlot> held{};
};

// A slot that was given back although nobody had it.
struct SpareRelease {
  std::string task{};  // untrusted
  int cycle = 0;
};

// Answered tasks of one cycle that ended alike.
struct EndedAlike {
  std::size_t tasks = 0;
  RunTime median{};  // of their time
};

struct CycleWork {
  int cycle = 0;
  int tasks = 0;
  int answered = 0;
  bool over = false;    // drained, or the subject failed in it; not: we stopped
  bool failed = false;  // the subject failed in it
  bool struck = false;  // a fault struck
  int waiting = 0;      // when the subject failed: tasks that waited for a slot
  // Names of tasks that were handed over and not answered, at most kMostNamed of them, as far as
  // they are known.
  std::vector<std::string> unanswered{};
  std::optional<RunTime> took{};     // from its start until all was answered; absent: it was not
  std::optional<RunTime> to_rest{};  // from the last answer; absent: did not come to rest
  std::map<std::string, EndedAlike> endings{};  // by outcome; "" where none was told
};

struct Work {
  std::vector<CycleWork> cycles{};
  // How each of at most kMostFollowed tasks ended, by task and cycle.
  std::map<std::string, std::map<int, std::string>> outcomes{};
  bool tells_slots = false;      // the subject tells of taking slots
  std::int64_t lost_events = 0;  // that the subject could not tell
  std::vector<SlotsAtRest> slots{};
  std::vector<SpareRelease> spare_releases{};  // in the order in which they happened
};

inline constexpr std::size_t kMostNamed = 20;
inline constexpr std::size_t kMostFollowed = 500;

}  // namespace tidemark::harness
