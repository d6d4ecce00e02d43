// The Asio types of the simulator's loop.
#pragma once

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tidemark::harness {

// The concrete executor, not any_io_executor: an ordinary page costs a few microseconds.
using SiteExecutor = boost::asio::io_context::executor_type;
using SiteSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, SiteExecutor>;
using SiteDescriptor = boost::asio::posix::basic_stream_descriptor<SiteExecutor>;
using SiteTimer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, SiteExecutor>;
template <typename T>
using SiteTask = boost::asio::awaitable<T, SiteExecutor>;

// Completes with an error code beside the result instead of an exception.
constexpr auto kUse = boost::asio::as_tuple(boost::asio::use_awaitable_t<SiteExecutor>{});

}  // namespace tidemark::harness
