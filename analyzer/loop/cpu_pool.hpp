// A small pool of threads for work that computes, so that the loop never does.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {

// Runs functions on its own threads and brings their results back to the loop. The loop's context
// must outlive it. The destructor drops what has not begun and waits for what has.
class CpuPool {
 public:
  CpuPool(boost::asio::any_io_executor loop, unsigned threads)
      : loop_(std::move(loop)), threads_(threads) {}
  CpuPool(const CpuPool&) = delete;
  CpuPool& operator=(const CpuPool&) = delete;
  ~CpuPool() {
    threads_.stop();
    threads_.join();
  }

  // The result of `work`, or nothing if the deadline or a cancellation came first: the work then
  // runs to its end unheard, so it must own what it uses.
  template <typename T>
  [[nodiscard]] boost::asio::awaitable<std::optional<T>> run(std::function<T()> work,
                                                             Deadline deadline) {
    struct Job {
      Job(boost::asio::any_io_executor executor, std::function<T()> function)
          : done(std::move(executor)), work(std::move(function)) {}
      Wakeup done;
      std::function<T()> work;
      std::optional<T> result;
    };
    auto job = std::make_shared<Job>(loop_, std::move(work));
    boost::asio::post(threads_, [job, loop = loop_] {
      job->result = job->work();
      boost::asio::post(loop, [job] { job->done.notify(); });
    });
    const Woken woken = co_await job->done.wait(deadline);
    if (woken != Woken::kNotified) co_return std::nullopt;
    co_return std::move(job->result);
  }

 private:
  boost::asio::any_io_executor loop_;
  boost::asio::thread_pool threads_;
};

}  // namespace tidemark::analyzer
