// What the simulator was asked, by whom and when, and what came of it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/sites/client_endpoint.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// One DNS query, HTTP request, or TLS handshake that led to no request.
struct SiteRequest {
  enum class Via { kDns, kTls, kHttp, kHttps };
  enum class Outcome {
    kAnswered,
    kRefused,  // not understood, or for a host that the scenario does not have
    kClientClosed,
    kClientSlow,  // did not read what it was sent, or did not go on, for too long
    kStalled,     // never answered, until the simulator lost patience itself
    kUnanswered,  // a DNS query, on purpose
    kReset,
    kHandshakeFailed,  // the client took offence at the certificate, or did not speak TLS
    kStopped,          // the simulator ended first
  };

  SteadyTime at{};
  std::chrono::nanoseconds took{};
  Via via = Via::kHttp;
  ClientEndpoint client = {};
  std::string host = {};           // what the client sent, as all text here: any bytes, cut
  std::string asked = {};          // method and target, the type of a DNS query; "" if it was none
  std::string_view behavior = {};  // the kind that showed, of static text; "": no such host
  Outcome outcome = Outcome::kStopped;
  std::optional<unsigned> status = {};  // HTTP status or DNS response code; absent: none was sent
  std::uint64_t sent = 0;               // bytes, before encryption
  std::string answer = {};              // of DNS: aliases and addresses
};

// Text of a client is cut to this.
constexpr std::size_t kLongestLogged = 240;

[[nodiscard]] std::string_view name_of(SiteRequest::Via via);
[[nodiscard]] std::string_view name_of(SiteRequest::Outcome outcome);
// "127.0.0.1:40312"
[[nodiscard]] std::string to_string(const ClientEndpoint& client);

// Keeps requests until somebody takes them; what is beyond `capacity` meanwhile is counted only.
// Any thread.
class RequestLog {
 public:
  struct Taken {
    std::vector<SiteRequest> requests;  // in the order in which they ended
    std::uint64_t lost = 0;             // not kept since the last time
  };

  // A capacity of 0 keeps and counts nothing.
  explicit RequestLog(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] bool wanted() const { return capacity_ > 0; }
  void add(SiteRequest request);
  [[nodiscard]] Taken take();

 private:
  const std::size_t capacity_;
  std::mutex mutex_;  // guards what follows
  Taken kept_;
};

// A request under way. Enters the log when destroyed; if nobody has said until then how it ended,
// the simulator has stopped. The log outlives it.
class OpenRequest {
 public:
  OpenRequest(RequestLog& log, SiteRequest begun) : log_(log), request_(std::move(begun)) {}
  OpenRequest(const OpenRequest&) = delete;
  OpenRequest& operator=(const OpenRequest&) = delete;
  ~OpenRequest();

  // Leaves no entry.
  void forget() { forgotten_ = true; }
  void end(SiteRequest::Outcome outcome, std::uint64_t sent) {
    request_.outcome = outcome;
    request_.sent = sent;
  }

 private:
  RequestLog& log_;
  SiteRequest request_;
  bool forgotten_ = false;
};

}  // namespace tidemark::harness
