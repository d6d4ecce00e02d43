// One browser of a fleet, with what is going on in it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/browser/fleet.hpp"

namespace tidemark::analyzer {

// A clean tab that waits for a visit.
struct IdleTab {
  std::unique_ptr<Tab> tab;
  SteadyTime since;
};

// A renderer that was ended for the memory it took.
struct Outgrown {
  SteadyTime at;
  Bytes taken;
};

struct Seat::Entry {
  Entry(const boost::asio::any_io_executor& executor, std::shared_ptr<Browser> started)
      : browser(std::move(started)),
        pid(browser->pid()),
        started_at(steady_now()),
        care(executor) {}

  std::shared_ptr<Browser> browser;
  Pid pid;
  SteadyTime started_at;
  bool ready = false;    // has answered its greeting
  bool retired = false;  // gets no new tabs
  std::string why;       // it was retired: "is old"
  bool ending = false;
  int tabs = 0;                      // seats taken
  int pages = 0;                     // seats ever taken
  std::vector<IdleTab> idle;         // the last one was used last
  std::optional<Outgrown> outgrown;  // the last one, until its visit has heard of it
  Wakeup care;                       // for the coroutine that looks after it
  std::vector<Wakeup*> waiting;      // for ready or retired
};

}  // namespace tidemark::analyzer
