// A port of the tests that swallows every connection request, as a filter on the way does.
#pragma once

#include <cstdint>
#include <list>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tidemark::analyzer {

// Listens on 127.0.0.1 with a backlog that is full: the kernel drops what comes then.
class FilteredPort {
 public:
  explicit FilteredPort(boost::asio::io_context& io) : acceptor_(io) {
    using boost::asio::ip::tcp;
    acceptor_.open(tcp::v4());
    acceptor_.bind({boost::asio::ip::address_v4::loopback(), 0});
    acceptor_.listen(0);
    for (int i = 0; i < 4; ++i) {
      filling_.emplace_back(io).async_connect(acceptor_.local_endpoint(), [](auto) {});
    }
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  boost::asio::ip::tcp::acceptor acceptor_;
  std::list<boost::asio::ip::tcp::socket> filling_;
};

}  // namespace tidemark::analyzer
