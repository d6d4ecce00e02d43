#include "harness/subject/http_input.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <nlohmann/json.hpp>

#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {
namespace {

namespace http = boost::beast::http;

// Before a task that was not taken is offered again.
constexpr Milliseconds kPause{200};
constexpr std::uint64_t kLongestBody = std::uint64_t{1024} * 1024;

std::string request_text(const LoopbackUrl& url, const std::string& task) {
  const std::string body = nlohmann::json{{"domain", task}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}:{}\r\nContent-Type: application/json\r\n"
      "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
      url.target, url.host, url.port, body.size(), body);
}

void add_lines(std::string_view body, std::vector<std::string>& lines) {
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    lines.emplace_back(body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
  }
}

}  // namespace

// A task that has not been taken, and the connection on which it is offered.
struct HttpInput::Request {
  std::string task;
  SteadyTime again_at{};  // while there is no socket
  UniqueFd socket = {};
  std::string unsent = {};
  std::string received = {};  // and not parsed
  std::unique_ptr<http::response_parser<http::string_body>> parser = {};
};

HttpInput::HttpInput(LoopbackUrl url) : url_(std::move(url)) {}
HttpInput::HttpInput(HttpInput&&) noexcept = default;
HttpInput& HttpInput::operator=(HttpInput&&) noexcept = default;
HttpInput::~HttpInput() = default;

void HttpInput::post(std::string task) { requests_.push_back({.task = std::move(task)}); }

void HttpInput::forget() { requests_.clear(); }

void HttpInput::add_watches(std::vector<pollfd>& watches) const {
  for (const Request& request : requests_) {
    if (!request.socket) continue;
    const auto events = static_cast<short>(request.unsent.empty() ? POLLIN : POLLOUT);
    watches.push_back({.fd = request.socket.get(), .events = events, .revents = 0});
  }
}

void HttpInput::begin(Request& request) const {
  request.again_at = steady_now() + kPause;  // unless it works
  UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(url_.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int failed =
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (failed != 0 && errno != EINPROGRESS) return;
  request.socket = std::move(socket);
  request.unsent = request_text(url_, request.task);
  request.received.clear();
  request.parser = std::make_unique<http::response_parser<http::string_body>>();
  request.parser->body_limit(kLongestBody);
  request.parser->eager(true);  // as much as there is at a time
}

HttpInput::Progress HttpInput::judge_response(const Request& request,
                                              std::vector<std::string>& lines) {
  const auto& response = request.parser->get();
  const unsigned status = response.result_int();
  if (status < 200 || status > 299) {
    ++refusals_;
    last_refusal_ = status;
    return Progress::kAgain;
  }
  if (response.result() != http::status::accepted) add_lines(response.body(), lines);
  return Progress::kAccepted;
}

HttpInput::Progress HttpInput::read_response(Request& request, std::vector<std::string>& lines) {
  std::array<char, 16384> buffer{};
  for (;;) {
    const ssize_t got = ::read(request.socket.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN ? Progress::kGoesOn : Progress::kAgain;
    boost::system::error_code error;
    if (got == 0) {
      request.parser->put_eof(error);
      return error || !request.parser->is_done() ? Progress::kAgain
                                                 : judge_response(request, lines);
    }
    request.received.append(buffer.data(), static_cast<std::size_t>(got));
    const std::size_t parsed = request.parser->put(boost::asio::buffer(request.received), error);
    request.received.erase(0, parsed);
    if (error && error != http::error::need_more) return Progress::kAgain;
    if (request.parser->is_done()) return judge_response(request, lines);
  }
}

HttpInput::Progress HttpInput::move_on(Request& request, std::vector<std::string>& lines) {
  while (!request.unsent.empty()) {
    const ssize_t sent =
        ::send(request.socket.get(), request.unsent.data(), request.unsent.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EAGAIN ? Progress::kGoesOn : Progress::kAgain;
    request.unsent.erase(0, static_cast<std::size_t>(sent));
  }
  return read_response(request, lines);
}

std::vector<std::string> HttpInput::exchange() {
  std::vector<std::string> lines;
  const SteadyTime now = steady_now();
  for (auto request = requests_.begin(); request != requests_.end();) {
    if (!request->socket && request->again_at <= now) begin(*request);
    const Progress progress = request->socket ? move_on(*request, lines) : Progress::kGoesOn;
    if (progress == Progress::kAccepted) {
      request = requests_.erase(request);
      continue;
    }
    if (progress == Progress::kAgain) {
      request->socket.reset();
      request->again_at = now + kPause;
    }
    ++request;
  }
  return lines;
}

}  // namespace tidemark::harness
