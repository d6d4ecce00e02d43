// Tasks for a subject that is a server: each one an HTTP request to it.
#pragma once

#include <poll.h>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "harness/scenario/loopback_url.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// POSTs {"domain": TASK} on a connection of its own for each task. What the subject does not take
// (nobody listens yet, the connection breaks, a status other than 2xx) is offered again later,
// until forget(). Owns the sockets; nothing here blocks.
class HttpInput {
 public:
  explicit HttpInput(LoopbackUrl url);
  HttpInput(HttpInput&&) noexcept;
  HttpInput& operator=(HttpInput&&) noexcept;
  HttpInput(const HttpInput&) = delete;
  HttpInput& operator=(const HttpInput&) = delete;
  ~HttpInput();

  void post(std::string task);
  void add_watches(std::vector<pollfd>& watches) const;
  // Moves everything on. Returns the lines of the bodies that have come, which may be answers; none
  // for 202 Accepted, which says that the answer comes later and otherwise.
  [[nodiscard]] std::vector<std::string> exchange();
  // The subject has ended, and with it what it was asked.
  void forget();

  // How often the subject has refused a task with a status, and the last such status.
  [[nodiscard]] std::uint64_t refusals() const { return refusals_; }
  [[nodiscard]] unsigned last_refusal() const { return last_refusal_; }

 private:
  struct Request;
  enum class Progress { kGoesOn, kAccepted, kAgain };
  void begin(Request& request) const;
  Progress move_on(Request& request, std::vector<std::string>& lines);
  Progress read_response(Request& request, std::vector<std::string>& lines);
  Progress judge_response(const Request& request, std::vector<std::string>& lines);

  LoopbackUrl url_;
  std::list<Request> requests_;
  std::uint64_t refusals_ = 0;
  unsigned last_refusal_ = 0;
};

}  // namespace tidemark::harness
