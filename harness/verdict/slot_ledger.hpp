// Which slots are in use, as the subject's own events tell (docs/task-events.md).
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/verdict/work.hpp"

namespace tidemark::harness {

// What an event about a slot says.
struct SlotEvent {
  RunTime at{};
  std::string worker{};  // empty: not told
  std::string task{};
  Pid browser = 0;
  int sender = 0;  // the connection it came over; 0: not told
};

// Events in the order of their times. A release belongs to the slot of its worker and task, else to
// one of its task, else of its worker.
class SlotLedger {
 public:
  void awaited(const SlotEvent& event);
  void taken(const SlotEvent& event, int cycle);
  void given_back(const SlotEvent& event, int cycle);
  // Who told has ended or no longer tells: what it had is not known to be in use. It may still be
  // given back.
  void sender_ended(int sender);
  // The subject has ended, and its slots with it; the same holds of them.
  void all_ended();

  [[nodiscard]] bool tells_slots() const { return next_ > 0; }
  [[nodiscard]] std::vector<HeldSlot> held() const;
  // The tasks that have asked for a slot and not got one.
  [[nodiscard]] std::vector<std::string> waiting() const;
  // Empty unless the subject tells of taking slots.
  [[nodiscard]] std::vector<SpareRelease> spare_releases() const;

 private:
  struct Taken {
    HeldSlot slot;
    std::string worker;
    int sender = 0;
    bool counts = true;  // who told of it lives
  };
  struct Spare {
    SlotEvent event;
    int cycle = 0;
  };
  [[nodiscard]] std::vector<Taken>::iterator match(const SlotEvent& release, bool counts);

  std::size_t next_ = 0;
  std::vector<Taken> taken_;  // oldest first
  std::vector<Spare> spare_;
  std::set<std::pair<std::string, std::string>> waiting_;  // worker and task
};

}  // namespace tidemark::harness
