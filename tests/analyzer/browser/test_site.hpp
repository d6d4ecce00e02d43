// A hostile little web server on the test's own loop.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace tidemark::test {

// Serves GET on loopback; what is not defined is a 404 page. Every response closes its connection.
class TestSite {
 public:
  explicit TestSite(boost::asio::io_context& loop);
  TestSite(const TestSite&) = delete;
  TestSite& operator=(const TestSite&) = delete;
  ~TestSite();

  [[nodiscard]] std::uint16_t port() const;

  // An HTML page.
  void page(const std::string& path, const std::string& html);
  // Status line and headers (without the final empty line), and a body.
  void answer(const std::string& path, const std::string& head, const std::string& body = {});
  // Accepts the request and never answers.
  void silence(const std::string& path);
  // Closes the connection instead of answering.
  void hang_up(const std::string& path);
  // HTML paragraphs for as long as somebody reads, `mebibytes` at most.
  void endless(const std::string& path, int mebibytes);

  // The requests for `path` so far, each with its headers.
  [[nodiscard]] const std::vector<std::string>& requests(const std::string& path) const;
  [[nodiscard]] std::size_t bytes_sent() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tidemark::test
