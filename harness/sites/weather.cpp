#include "harness/sites/weather.hpp"

#include <linux/filter.h>
#include <sys/socket.h>

namespace tidemark::harness {

void set_deaf(int socket, bool deaf) {
  // The whole program: keep no byte of any packet.
  sock_filter keep_nothing[] = {{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = 0}};
  const sock_fprog program{.len = 1, .filter = keep_nothing};
  if (deaf) {
    ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  } else {
    const int ignored = 0;
    ::setsockopt(socket, SOL_SOCKET, SO_DETACH_FILTER, &ignored, sizeof ignored);
  }
}

void reset_at_close(int socket) {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace tidemark::harness
