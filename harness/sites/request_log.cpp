#include "harness/sites/request_log.hpp"

#include <fmt/format.h>

#include <utility>

namespace tidemark::harness {

std::string_view name_of(SiteRequest::Via via) {
  using Via = SiteRequest::Via;
  switch (via) {
    case Via::kDns: return "dns";
    case Via::kTls: return "tls";
    case Via::kHttp: return "http";
    case Via::kHttps: return "https";
  }
  return "http";
}

std::string_view name_of(SiteRequest::Outcome outcome) {
  using Outcome = SiteRequest::Outcome;
  switch (outcome) {
    case Outcome::kAnswered: return "answered";
    case Outcome::kRefused: return "refused";
    case Outcome::kClientClosed: return "client_closed";
    case Outcome::kClientSlow: return "client_slow";
    case Outcome::kStalled: return "stalled";
    case Outcome::kUnanswered: return "unanswered";
    case Outcome::kReset: return "reset";
    case Outcome::kHandshakeFailed: return "handshake_failed";
    case Outcome::kStopped: return "stopped";
  }
  return "stopped";
}

std::string to_string(const ClientEndpoint& client) {
  const ClientAddress address = client.address;
  return fmt::format("{}.{}.{}.{}:{}", address >> 24U, address >> 16U & 0xFFU,
                     address >> 8U & 0xFFU, address & 0xFFU, client.port);
}

void RequestLog::add(SiteRequest request) {
  if (!wanted()) return;
  const std::scoped_lock lock(mutex_);
  if (kept_.requests.size() < capacity_) {
    kept_.requests.push_back(std::move(request));
  } else {
    ++kept_.lost;
  }
}

RequestLog::Taken RequestLog::take() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(kept_, {});
}

OpenRequest::~OpenRequest() {
  if (forgotten_) return;
  request_.took = steady_now() - request_.at;
  log_.add(std::move(request_));
}

}  // namespace tidemark::harness
