#include "probes/base/unique_fd.hpp"

#include <unistd.h>

namespace tidemark {

void UniqueFd::reset(int fd) {
  // close() is not retried on EINTR: on Linux the descriptor is gone either way (close(2)), and a
  // second close could hit a number another thread has just been given.
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

}  // namespace tidemark
