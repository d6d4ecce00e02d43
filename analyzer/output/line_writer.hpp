// Lines to a descriptor that somebody else reads at their own pace.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// Writes whole lines in a thread of its own, so that a reader that stalls never holds up the loop
// or a deadline. The descriptor is borrowed, not closed.
class LineWriter {
 public:
  [[nodiscard]] static std::unique_ptr<LineWriter> create(boost::asio::any_io_executor executor,
                                                          int fd);
  virtual ~LineWriter() = default;

  // Queues `line` (a newline is added); waits while the reader is far behind. False once writing
  // failed or the caller is cancelled: the line is then not queued.
  [[nodiscard]] virtual boost::asio::awaitable<bool> write(std::string line) = 0;
  // Waits until everything queued has been written; kTimedOut if the reader does not take it.
  [[nodiscard]] virtual Result<void> flush(Deadline deadline) = 0;
  // The first failure, if any: kNoSpace, or kIo when the reader has gone.
  [[nodiscard]] virtual std::optional<Error> error() const = 0;
};

}  // namespace tidemark::analyzer
