#include "probes/base/result.hpp"

#include <cerrno>
#include <string>
#include <system_error>

namespace tidemark {
namespace {

ErrorCode classify(int error) {
  switch (error) {
    case ENOENT: return ErrorCode::kNotFound;
    case ESRCH: return ErrorCode::kGone;
    case EACCES:
    case EPERM: return ErrorCode::kDenied;
    case ETIMEDOUT: return ErrorCode::kTimedOut;
    case ENOSPC:
    case EDQUOT: return ErrorCode::kNoSpace;
    default: return ErrorCode::kIo;
  }
}

}  // namespace

Error system_error(std::string_view operation, int error) {
  return {classify(error), std::string(operation) + ": " + std::generic_category().message(error)};
}

}  // namespace tidemark
