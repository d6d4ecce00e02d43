#include "analyzer/http/curl_engine.hpp"

#include <sys/socket.h>

#include <new>

#include <boost/asio/post.hpp>

#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// Kept-alive connections save a handshake per redirect and per variant of a host, no more: hosts
// are many and each is visited briefly.
constexpr long kMaxIdleConnections = 32;

}  // namespace

CurlEngine::CurlEngine(const asio::any_io_executor& executor)
    : multi_(::curl_multi_init()),
      watch_(executor,
             [this](int fd, SocketWatch::Ready ready) {
               process(fd, ready == SocketWatch::Ready::kRead ? CURL_CSELECT_IN : CURL_CSELECT_OUT);
             }),
      timer_(executor) {
  if (multi_ == nullptr) throw std::bad_alloc();
  ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlEngine::on_socket);
  ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlEngine::on_timer);
  ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kMaxIdleConnections);
}

CurlEngine::~CurlEngine() {
  while (!transfers_.empty()) stop(transfers_.begin()->first);
  ::curl_multi_cleanup(multi_);
}

void CurlEngine::start(CURL* easy, OnDone on_done) {
  ::curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlEngine::open_socket);
  ::curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  ::curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlEngine::close_socket);
  ::curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
  transfers_[easy] = std::move(on_done);
  ::curl_multi_add_handle(multi_, easy);
}

void CurlEngine::stop(CURL* easy) {
  if (transfers_.erase(easy) != 0) ::curl_multi_remove_handle(multi_, easy);
}

void CurlEngine::process(curl_socket_t fd, int events) {
  int running = 0;
  ::curl_multi_socket_action(multi_, fd, events, &running);
  int queued = 0;
  while (const CURLMsg* message = ::curl_multi_info_read(multi_, &queued)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto transfer = transfers_.find(message->easy_handle);
    if (transfer != transfers_.end()) transfer->second(message->data.result);
  }
}

// libcurl moves its one timer several times per transfer, mostly to "now" or to a later moment.
// Setting a kernel timer each time took a tenth of a busy loop: "now" needs none, and one that is
// set for an earlier moment is left to run out.
void CurlEngine::set_timer(long milliseconds) {
  due_.reset();
  if (milliseconds < 0) return;
  due_ = steady_now() + std::chrono::milliseconds(milliseconds);
  if (milliseconds > 0) return arm();
  asio::post(timer_.get_executor(), [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) call_if_due();
  });
}

void CurlEngine::arm() {
  if (!due_) return;
  const SteadyTime due = *due_;
  if (armed_for_ && *armed_for_ <= due) return;
  armed_for_ = due;
  timer_.expires_at(due);
  timer_.async_wait(
      [this, at = due, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
        if (error || alive.expired() || armed_for_ != at) return;
        armed_for_.reset();
        call_if_due();
      });
}

void CurlEngine::call_if_due() {
  if (!due_) return;
  if (steady_now() < *due_) return arm();
  due_.reset();
  process(CURL_SOCKET_TIMEOUT, 0);
}

int CurlEngine::on_socket(CURL*, curl_socket_t fd, int wanted, void* engine, void*) {
  const bool read = wanted == CURL_POLL_IN || wanted == CURL_POLL_INOUT;
  const bool write = wanted == CURL_POLL_OUT || wanted == CURL_POLL_INOUT;
  static_cast<CurlEngine*>(engine)->watch_.want(fd, read, write);
  return 0;
}

int CurlEngine::on_timer(CURLM*, long milliseconds, void* engine) {
  static_cast<CurlEngine*>(engine)->set_timer(milliseconds);
  return 0;
}

// libcurl's own sockets lack SOCK_CLOEXEC.
curl_socket_t CurlEngine::open_socket(void*, curlsocktype, curl_sockaddr* address) {
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int CurlEngine::close_socket(void* engine, curl_socket_t fd) {
  static_cast<CurlEngine*>(engine)->watch_.forget(fd);
  const UniqueFd closes_it(fd);
  return 0;
}

}  // namespace tidemark::analyzer
