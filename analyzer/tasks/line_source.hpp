// Where tasks come from, one line at a time.
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

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

struct InputLine {
  std::string text;
  std::string source;  // "list.txt:12", "argument 3", "stdin:7"
};

// The analyzer's task source: hands lines to whichever worker asks next.
class LineSource {
 public:
  virtual ~LineSource() = default;
  // The next line; nothing at the end of input, after stop(), or when the caller is cancelled.
  [[nodiscard]] virtual boost::asio::awaitable<std::optional<InputLine>> next() = 0;
  // No further line is handed out.
  virtual void stop() = 0;
  // How many lines there are in all, once the end of the input has been seen.
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
[[nodiscard]] Result<std::unique_ptr<LineSource>> read_inputs(boost::asio::any_io_executor executor,
                                                              std::vector<Input> inputs);

}  // namespace tidemark::analyzer
