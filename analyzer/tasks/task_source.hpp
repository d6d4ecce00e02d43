// Where tasks come from, one at a time.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/tasks/task.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

// Hands tasks to whichever worker asks next.
class TaskSource {
 public:
  virtual ~TaskSource() = default;
  // The next task; nothing at the end of input, after stop(), or when the caller is cancelled.
  [[nodiscard]] virtual boost::asio::awaitable<std::optional<Task>> next() = 0;
  // No further task is handed out.
  virtual void stop() = 0;
  // How many tasks there are in all, once the end of the input has been seen.
  [[nodiscard]] virtual std::optional<std::size_t> total() const = 0;
  // Why reading ended before the end of the input, if it did.
  [[nodiscard]] virtual std::optional<Error> error() const = 0;
};

// An input as the user named it.
struct ArgumentInput {
  std::string text;
  int position = 0;
};
struct FileInput {
  std::string name;
  UniqueFd fd;
};
using Input = std::variant<ArgumentInput, FileInput>;

// Reads inputs one after the other in a thread of its own, so that a slow pipe never holds up the
// loop; at most a bounded number of lines waits in memory. Lines longer than 64 KiB are cut (no
// domain is).
[[nodiscard]] Result<std::unique_ptr<TaskSource>> read_inputs(boost::asio::any_io_executor executor,
                                                              std::vector<Input> inputs);

}  // namespace tidemark::analyzer
