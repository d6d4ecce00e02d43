// Serves the latest metrics to Prometheus and its like, over HTTP.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::harness {

struct MetricsAddress {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one
};

// "9105", ":9105", "127.0.0.1:9105", "[::1]:9105". kBadInput.
[[nodiscard]] Result<MetricsAddress> parse_metrics_address(std::string_view text);

// One look as text, in both dialects that scrapers ask for.
struct MetricsText {
  std::string open_metrics;
  std::string plain;  // the text format 0.0.4
};

// Owns a thread of its own, so that a slow scraper never holds up a tick. Answers GET and HEAD of
// /metrics with what was published last, and waits for the first to be published; few connections
// at a time, each for 10 s at most without a request.
class MetricsServer {
 public:
  // kBadInput: not an address; kIo, kDenied, ...: it cannot be listened on.
  [[nodiscard]] static Result<MetricsServer> start(const MetricsAddress& at);
  MetricsServer(MetricsServer&&) noexcept;
  MetricsServer& operator=(MetricsServer&&) = delete;
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;
  ~MetricsServer();

  // "http://127.0.0.1:9105/metrics", with the port that was chosen.
  [[nodiscard]] const std::string& url() const;
  void publish(MetricsText text);

 private:
  class Service;
  explicit MetricsServer(std::unique_ptr<Service> service);
  std::unique_ptr<Service> service_;
};

}  // namespace tidemark::harness
