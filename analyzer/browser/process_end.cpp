#include "analyzer/browser/process_end.hpp"

#include <fcntl.h>

#include <memory>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>

#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

namespace {

struct EndWatch {
  EndWatch(const asio::any_io_executor& executor, int fd)
      : process(executor, fd), ended(executor) {}
  asio::posix::stream_descriptor process;
  Wakeup ended;
  bool has_ended = false;
};

}  // namespace

asio::awaitable<bool> wait_process_ended(int pidfd, Deadline deadline) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const int copy = ::fcntl(pidfd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) co_return false;
  const auto watch = std::make_shared<EndWatch>(executor, copy);
  watch->process.async_wait(asio::posix::stream_descriptor::wait_read,
                            [watch](const boost::system::error_code& error) {
                              watch->has_ended = !error;
                              watch->ended.notify();
                            });
  (void)co_await watch->ended.wait(deadline);
  boost::system::error_code ignored;  // closing cannot be refused
  watch->process.close(ignored);
  co_return watch->has_ended;
}

}  // namespace tidemark::analyzer
