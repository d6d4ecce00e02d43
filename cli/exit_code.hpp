// The exit codes scripts and CI rely on (docs/exit-codes in README.md); stable.
#pragma once

#include "probes/base/result.hpp"

namespace tidemark::cli {

enum class ExitCode {
  kPass = 0,
  kLeak = 1,           // leak, regression or failed expectation
  kUsage = 2,          // bad usage, scenario or input
  kInconclusive = 3,   // not enough evidence either way
  kSubjectFailed = 4,  // the subject crashed, never started or did no work
  kEnvironment = 5,    // the machine lacks something
  kInterrupted = 130,  // SIGINT; everything ended and recorded first
  kTerminated = 143,   // SIGTERM; the same
};

// The exit code for a failure that ends a command.
[[nodiscard]] constexpr ExitCode exit_code_of(ErrorCode error) {
  switch (error) {
    case ErrorCode::kBadInput:
    case ErrorCode::kNotFound: return ExitCode::kUsage;
    case ErrorCode::kDenied:
    case ErrorCode::kUnavailable:
    case ErrorCode::kNoSpace:
    case ErrorCode::kIo: return ExitCode::kEnvironment;
    case ErrorCode::kGone:
    case ErrorCode::kTimedOut:
    case ErrorCode::kProtocol: return ExitCode::kSubjectFailed;
    case ErrorCode::kCancelled: return ExitCode::kInterrupted;
  }
  return ExitCode::kEnvironment;
}

// The one of two exit codes that a command ends with which would have ended with either.
[[nodiscard]] constexpr ExitCode more_telling(ExitCode a, ExitCode b) {
  for (const ExitCode first :
       {ExitCode::kInterrupted, ExitCode::kTerminated, ExitCode::kEnvironment,
        ExitCode::kSubjectFailed, ExitCode::kUsage, ExitCode::kLeak, ExitCode::kInconclusive}) {
    if (a == first || b == first) return first;
  }
  return ExitCode::kPass;
}

}  // namespace tidemark::cli
