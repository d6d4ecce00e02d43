// A DNS server of the tests: loopback, a free port, answers as the test's script says.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace tidemark::analyzer {

struct DnsQuestion {
  std::string name;
  std::uint16_t type = 0;  // 1: A, 28: AAAA
  bool over_tcp = false;
};

struct DnsReply {
  struct Record {
    std::uint16_t type = 1;
    std::string name;  // owner; empty: the name asked for
    std::string data;  // an address, or for a CNAME the name it points to
  };
  bool silent = false;
  bool truncated = false;
  int rcode = 0;
  std::vector<Record> records = {};
  std::size_t missing_bytes = 0;  // at the end
  std::string raw = {};           // sent instead, when not empty
  std::string noise_before = {};  // sent first
};

// Serves as long as it lives, on the thread that runs `io`.
class ScriptedDnsServer {
 public:
  using Script = std::function<DnsReply(const DnsQuestion&)>;
  ScriptedDnsServer(boost::asio::io_context& io, Script script);
  ScriptedDnsServer(const ScriptedDnsServer&) = delete;
  ScriptedDnsServer& operator=(const ScriptedDnsServer&) = delete;
  ~ScriptedDnsServer();

  [[nodiscard]] std::string address() const;  // "127.0.0.1:PORT"
  [[nodiscard]] const std::vector<DnsQuestion>& asked() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tidemark::analyzer
