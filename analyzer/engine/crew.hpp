// The workers: so many at work at once, and so many more that wait beside them.
#pragma once

#include <exception>
#include <functional>
#include <map>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "analyzer/events/task_events.hpp"
#include "analyzer/loop/waiters.hpp"
#include "analyzer/visit/workplace.hpp"

namespace tidemark::analyzer {

struct CrewSize {
  int workers = 8;
  int beside = 64;  // visits that may wait beside them: for a silent server, a scout, their turn
};

// Coroutines that each do one piece of work after the other, at most `workers` of them at a time.
// One that steps aside during its work is replaced by a stand-in, so that what merely waits never
// keeps the rest from working, and ends with that piece. When `beside` of them have been replaced,
// the next keeps its place while it waits.
class Crew {
 public:
  // One piece of work, which takes its place with come_back() when it begins; false: there is no
  // more.
  using Work = std::function<boost::asio::awaitable<bool>(int worker, Workplace& workplace)>;

  Crew(boost::asio::any_io_executor executor, CrewSize size, TaskEvents& events, Work work);
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew();

  // Returns when all have ended; throws what one of them threw.
  [[nodiscard]] boost::asio::awaitable<void> run();
  // Cancels all of them.
  void cancel();

 private:
  class Member;

  void hire();
  boost::asio::awaitable<void> be_member(Member& member);
  // Hires a stand-in, if there is room for one more.
  [[nodiscard]] bool replace();
  // False: cancelled.
  [[nodiscard]] boost::asio::awaitable<bool> take_place();
  void give_place();

  boost::asio::any_io_executor executor_;
  CrewSize size_;
  TaskEvents& events_;
  Work work_;
  int at_work_ = 0;
  int beside_ = 0;  // members that were replaced and have not ended yet
  bool cancelled_ = false;
  Waiters queue_;  // for a place
  Wakeup all_ended_;
  std::exception_ptr broken_;
  std::map<int, std::unique_ptr<Member>> members_;  // by worker number; last: they use the above
};

}  // namespace tidemark::analyzer
