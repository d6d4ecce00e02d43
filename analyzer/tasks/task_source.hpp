// Where tasks come from, one at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/tasks/input.hpp"
#include "analyzer/tasks/task.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// Hands tasks to whichever worker asks next.
class TaskSource {
 public:
  virtual ~TaskSource() = default;
  // The next task; nothing at the end of input, after stop(), or when the caller is cancelled.
  [[nodiscard]] virtual boost::asio::awaitable<std::optional<Task>> next() = 0;
  // No further task is handed out.
  virtual void stop() = 0;
  // How many tasks there are in all, once that is known: all lists are read, and streams have
  // ended.
  [[nodiscard]] virtual std::optional<std::size_t> total() const = 0;
  // Why reading ended before the end of the input, if it did.
  [[nodiscard]] virtual std::optional<Error> error() const = 0;
  // What of the lists got no task of its own; complete once total() is known.
  [[nodiscard]] virtual InputCounts counts() const = 0;
};

// Reads inputs in a thread of its own, so that a slow pipe never holds up the loop: arguments and
// lists first, then streams. At most a bounded number of tasks waits in memory; of lists, their
// rules do.
[[nodiscard]] Result<std::unique_ptr<TaskSource>> read_inputs(boost::asio::any_io_executor executor,
                                                              std::vector<Input> inputs,
                                                              InputRules rules = {});

}  // namespace tidemark::analyzer
