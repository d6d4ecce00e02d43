// The Chrome DevTools Protocol over --remote-debugging-pipe: NUL-separated JSON, both ways.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <nlohmann/json.hpp>

#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

struct CdpCommand {
  std::string method;
  nlohmann::json params;
  std::string session = {};  // empty: the browser itself
};

// Owns our ends of the two channels. Every command has a deadline; a channel that closes, or a
// browser that breaks the protocol, fails all pending calls with kGone. Used on the executor's
// thread only.
class CdpConnection {
 public:
  // `params` is the event's, of the method named; valid during the call only.
  using EventHandler = std::function<void(const std::string& method, const nlohmann::json& params)>;

  // `to_browser` is a unix stream socket (a pipe would raise SIGPIPE in us when the browser is
  // gone).
  CdpConnection(const boost::asio::any_io_executor& executor, UniqueFd to_browser,
                UniqueFd from_browser);
  CdpConnection(const CdpConnection&) = delete;
  CdpConnection& operator=(const CdpConnection&) = delete;
  ~CdpConnection();

  // Sends a command to `session` (empty: the browser itself) and waits for its answer. kTimedOut,
  // kCancelled; kGone: browser or session has ended; kProtocol: the browser refused the command.
  [[nodiscard]] boost::asio::awaitable<Result<nlohmann::json>> call(std::string method,
                                                                    nlohmann::json params,
                                                                    std::string session,
                                                                    Deadline deadline);
  // Sends all commands at once and waits for all answers; the first failure, if any.
  [[nodiscard]] boost::asio::awaitable<Result<void>> call_all(std::vector<CdpCommand> commands,
                                                              Deadline deadline);
  // Sends a command whose answer nobody needs.
  void post(const std::string& method, const nlohmann::json& params, const std::string& session);

  // Who gets the events of `session`; an empty handler: nobody.
  void on_event(const std::string& session, EventHandler handler);
  // The browser says that `session` is no more: fails its pending calls with kGone, and tells its
  // handler Inspector.detached as the last event.
  void end_session(const std::string& session);
  // Called once when the connection is closed by the other side.
  void on_closed(std::function<void()> handler);

  [[nodiscard]] bool closed() const;
  // Closes both channels; the browser takes that as the order to leave.
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the reading and writing coroutines
};

}  // namespace tidemark::analyzer
