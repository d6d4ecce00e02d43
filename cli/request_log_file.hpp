// The file of `tidemark sites --log`: one JSON line per request.
#pragma once

#include <cstdint>
#include <string>

#include "harness/sites/request_log.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::cli {

// Owns the open file. What cannot be written, because the disk is full or nobody empties the pipe,
// is lost and counted; a line is written whole or not at all, unless the program ends.
class RequestLogFile {
 public:
  // Appends to `path`, which is made if need be. kBadInput: it cannot be written there.
  [[nodiscard]] static Result<RequestLogFile> open(const std::string& path);

  // Writes what was taken. The first failure since a success, once.
  Result<void> append(const harness::RequestLog::Taken& taken);

  // Requests that are not, or not wholly, in the file.
  [[nodiscard]] std::uint64_t lost() const { return lost_ + (rest_.empty() ? 0 : 1); }

 private:
  RequestLogFile(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  [[nodiscard]] bool write_rest();

  std::string path_;
  UniqueFd fd_;
  std::string rest_;  // of a line that the file has the start of
  std::uint64_t lost_ = 0;
  bool failing_ = false;
};

}  // namespace tidemark::cli
