// The last words of a browser.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

// Reads a browser's stderr as it comes, so that the browser never blocks on it, and keeps the end
// of it.
class StderrTail {
 public:
  StderrTail(const boost::asio::any_io_executor& executor, UniqueFd pipe);
  StderrTail(const StderrTail&) = delete;
  StderrTail& operator=(const StderrTail&) = delete;
  ~StderrTail();

  // Waits until every writer has gone, so that text() is complete.
  [[nodiscard]] boost::asio::awaitable<void> wait_complete(Deadline deadline);
  // At most 2 KiB, untrusted.
  [[nodiscard]] std::string text() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tidemark::analyzer
