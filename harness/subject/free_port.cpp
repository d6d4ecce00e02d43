#include "harness/subject/free_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

Result<std::uint16_t> find_free_port() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* at = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), at, size) != 0 ||
      ::getsockname(socket.get(), at, &size) != 0) {
    return system_failure("find a free port", errno);
  }
  return ntohs(address.sin_port);
}

}  // namespace tidemark::harness
