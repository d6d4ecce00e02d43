// libcurl's transfers on the caller's loop.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "analyzer/loop/socket_watch.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// Owns a curl multi handle with the connections it keeps alive; libcurl only ever runs from
// handlers of the loop, never inside its own callbacks. Every transfer is stopped before the engine
// goes, and the engine closes all its sockets when it does. One thread.
class CurlEngine {
 public:
  // Called once, from the loop; must not call the engine.
  using OnDone = std::function<void(CURLcode result)>;

  explicit CurlEngine(const boost::asio::any_io_executor& executor);
  CurlEngine(const CurlEngine&) = delete;
  CurlEngine& operator=(const CurlEngine&) = delete;
  ~CurlEngine();

  void start(CURL* easy, OnDone on_done);
  // Ends a transfer, finished or not; an unfinished one loses its connection.
  void stop(CURL* easy);

 private:
  void process(curl_socket_t fd, int events);
  void set_timer(long milliseconds);
  void arm();
  void call_if_due();
  static int on_socket(CURL* easy, curl_socket_t fd, int wanted, void* engine, void*);
  static int on_timer(CURLM* multi, long milliseconds, void* engine);
  static curl_socket_t open_socket(void* engine, curlsocktype purpose, curl_sockaddr* address);
  static int close_socket(void* engine, curl_socket_t fd);

  CURLM* multi_ = nullptr;
  SocketWatch watch_;
  boost::asio::steady_timer timer_;
  std::optional<SteadyTime> due_;        // when libcurl wants to be called; nothing: not
  std::optional<SteadyTime> armed_for_;  // what the timer is set to, at the latest `due_`
  std::map<CURL*, OnDone> transfers_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // timer handlers look whether it is
};

}  // namespace tidemark::analyzer
