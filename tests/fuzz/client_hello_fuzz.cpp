// Whatever comes first at the simulator's TLS port, no byte beyond it is read, and more bytes never
// turn a complete hello into another.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "harness/sites/client_hello.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tidemark::harness::ClientHello;
  using tidemark::harness::read_client_hello;
  const std::vector<std::uint8_t> exact(data, data + size);  // so that a byte too far is seen
  const ClientHello hello = read_client_hello(exact);
  if (hello.host && (hello.state != ClientHello::State::kComplete || hello.host->size() > size)) {
    std::abort();
  }
  if (hello.state != ClientHello::State::kComplete) return 0;
  std::vector<std::uint8_t> more = exact;
  more.push_back(0x16);
  const ClientHello again = read_client_hello(more);
  if (again.state != hello.state || again.host != hello.host) std::abort();
  return 0;
}
