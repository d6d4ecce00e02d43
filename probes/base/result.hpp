// The one way a Tidemark function says that it can fail.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace tidemark {

// What a caller can do about a failure; callers branch on this, never on the message.
enum class ErrorCode {
  kBadInput,     // what the user gave is wrong: exit code 2
  kNotFound,     // no such file, process or name
  kDenied,       // the kernel or the file's owner refuses
  kGone,         // the process vanished while it was looked at
  kTimedOut,     // the deadline came first
  kCancelled,    // somebody asked us to stop
  kUnavailable,  // the machine lacks something: exit code 5
  kNoSpace,      // disk or quota full
  kProtocol,     // the other side broke its protocol
  kIo,           // anything else the operating system refused
};

// A failure: a code to branch on and one sentence for a person (what failed, on what, what to try).
struct Error {
  ErrorCode code = ErrorCode::kIo;
  std::string message;
};

template <typename T>
using Result = std::expected<T, Error>;

// The failure of a system call: `operation` is "verb object" (`open /proc/42/stat`), `error` its
// errno.
[[nodiscard]] Error system_error(std::string_view operation, int error);

// Shorthand for `return std::unexpected(Error{...})`.
[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code, std::string message) {
  return std::unexpected(Error{code, std::move(message)});
}
[[nodiscard]] inline std::unexpected<Error> system_failure(std::string_view operation, int error) {
  return std::unexpected(system_error(operation, error));
}

}  // namespace tidemark
