// proxy_lanes LANES HOST PORT: serves that many lanes of the filtering proxy, every name mapped to
// HOST:PORT, prints their addresses and, at the end of its input, its CPU time in ms. For
// proxy_cost.mjs.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "analyzer/proxy/filtering_proxy.hpp"

namespace {

using namespace tidemark;            // NOLINT(google-build-using-namespace)
using namespace tidemark::analyzer;  // NOLINT(google-build-using-namespace)

double cpu_ms() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return ms(used.ru_utime) + ms(used.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  boost::asio::io_context loop(1);
  Reach reach;
  if (!reach.map.add(fmt::format("*={}:{}", argv[2], argv[3]))) return 2;
  auto proxy = FilteringProxy::create(loop.get_executor(), std::move(reach));
  if (!proxy) return 1;
  std::vector<std::unique_ptr<Lane>> lanes;
  for (int i = 0; i < std::atoi(argv[1]); ++i) {
    auto lane = (*proxy)->open_lane(::geteuid());
    if (!lane) return 1;
    (*lane)->begin(Deadline::in(std::chrono::hours(1)), Bytes::mib(100000));
    fmt::print("{}\n", (*lane)->address());
    lanes.push_back(std::move(*lane));
  }
  fmt::print("\n");
  std::fflush(stdout);
  boost::asio::posix::stream_descriptor input(loop, ::dup(STDIN_FILENO));
  char byte = 0;
  input.async_read_some(boost::asio::buffer(&byte, 1),
                        [&loop](const boost::system::error_code&, std::size_t) { loop.stop(); });
  loop.run();
  fmt::print("{:.0f}\n", cpu_ms());
}
