// Which tasks are done, as the simulator sees it: for subjects that say nothing of them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "harness/sites/site_stats.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// A task is done when its host was asked for (DNS, connection or request) since the task was fed,
// no connection to the host is open, and both have been so for a second: a name is asked for a
// moment before the connection. Tasks of one host that run together are done together, nothing
// tells them apart. Pure: judges the traffic it is given.
class RequestWatch {
 public:
  // What has come of the tasks that were fed when. `traffic` is all so far.
  struct Done {
    std::string task;
    SteadyTime at{};  // its last sign
  };
  void fed(const std::string& task, SteadyTime at) { running_.emplace(task, Run{.fed = at}); }
  [[nodiscard]] std::vector<Done> look(std::span<const HostTraffic> traffic, SteadyTime now);
  // The same when nothing more can come: the subject has ended. Forgets the others.
  [[nodiscard]] std::vector<Done> look_last(std::span<const HostTraffic> traffic);
  void forget() { running_.clear(); }

 private:
  struct Run {
    SteadyTime fed{};
    SteadyTime moved{};  // when it was last seen at work
  };
  std::multimap<std::string, Run> running_;  // by task
};

}  // namespace tidemark::harness
