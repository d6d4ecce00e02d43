// Finds every browser process of a machine, and whose each is.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/watch/watch_record.hpp"
#include "probes/base/process_id.hpp"
#include "probes/sampling/process_record.hpp"
#include "probes/sampling/role.hpp"

namespace tidemark::harness {

// Empty where it is withheld.
using CommandLineReader = std::function<std::vector<std::string>(Pid)>;

// A browser process is one whose program is a Chromium or Firefox, and the shell that runs a
// browser's start script. That is what is looked at here, never whom to end: a name proves nothing.
class BrowserCensus {
 public:
  explicit BrowserCensus(CommandLineReader read) : read_(std::move(read)) {}

  // The browser processes of a sweep of the machine.
  [[nodiscard]] std::set<ProcessId> choose(std::span<const probes::ProcessFacts> sweep);

  // Of the latest sweep: all of them by owner, in the order of the owners' pids, nobody's last.
  [[nodiscard]] const std::vector<OwnedGroup>& groups() const { return groups_; }
  // Of the latest sweep: crashpad handlers, which leave their browser by a double fork, and the
  // browser that each serves: the one whose children name it, else the last one of the same
  // installation that was started within two seconds before it.
  [[nodiscard]] const std::map<ProcessId, ProcessId>& attached() const { return attached_; }

 private:
  // What is remembered, because command lines cost a read each and zombies have none.
  struct Known {
    std::string name = {};
    std::vector<std::string> command_line = {};
    probes::Role role = probes::Role::kOther;
    bool browser = false;
  };
  struct Look;  // the sweep under inspection

  [[nodiscard]] bool is_browser(const probes::ProcessFacts& facts);
  [[nodiscard]] Owner owner_of(const probes::ProcessFacts& facts, const Look& look) const;
  void attach_named_handlers(const Look& look);
  void attach_other_handlers(const Look& look);
  void group_by_owner(const Look& look);

  CommandLineReader read_;
  std::map<ProcessId, Known> known_;
  std::vector<OwnedGroup> groups_;
  std::map<ProcessId, ProcessId> attached_;
};

}  // namespace tidemark::harness
