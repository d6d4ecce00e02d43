// A web server of the tests that sends what it is told to, HTTP or not.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "tests/analyzer/test_authority.hpp"

namespace tidemark::analyzer {

// What it does with one request, or with a connection.
struct SiteAct {
  enum class Then { kNextRequest, kClose, kReset, kHang };

  std::string send = {};
  std::size_t piece = 0;              // bytes at a time; 0: all at once
  std::chrono::milliseconds pause{};  // between pieces
  Then then = Then::kClose;
};

struct SiteScript {
  std::function<SiteAct(const std::string& request)> on_request;
  std::optional<SiteAct> on_connect = {};  // instead of reading (with TLS: of the handshake)
  std::optional<TlsIdentity> tls = {};
};

// Serves on 127.0.0.1 as long as it lives, on the thread that runs `io`.
class ScriptedSite {
 public:
  ScriptedSite(boost::asio::io_context& io, SiteScript script);
  ScriptedSite(const ScriptedSite&) = delete;
  ScriptedSite& operator=(const ScriptedSite&) = delete;
  ~ScriptedSite();  // closes every connection

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] int connections() const;                           // accepted so far
  [[nodiscard]] const std::vector<std::string>& requests() const;  // each with all its headers

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tidemark::analyzer
