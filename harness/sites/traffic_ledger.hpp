// Keeps the simulator's records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/sites/site_stats.hpp"

namespace tidemark::harness {

enum class Listener { kHttp, kHttps, kDns };

// Written by the simulator's thread, read by any. Hosts are named by their index in the scenario's
// order.
class TrafficLedger {
 public:
  explicit TrafficLedger(const std::vector<std::string>& hosts);

  void connection_opened(Listener listener);
  // The connection has turned out to be for this host.
  void connection_named(std::size_t host);
  void connection_closed(Listener listener, std::optional<std::size_t> host);
  // It goes on with another host.
  void connection_renamed(std::size_t from, std::size_t to);
  void request(std::optional<std::size_t> host);
  void sent(std::optional<std::size_t> host, Bytes bytes);
  void dns_query(std::optional<std::size_t> host);

  [[nodiscard]] SiteStats snapshot() const;
  // The same without the hosts, for those who ask often.
  [[nodiscard]] SiteStats totals() const;

 private:
  void touch(std::optional<std::size_t> host);

  mutable std::mutex mutex_;  // guards all below
  SiteStats totals_;
  std::vector<HostTraffic> hosts_;
};

// One connection's entry in the ledger; closes it when destroyed. The ledger outlives it.
class OpenConnection {
 public:
  OpenConnection(TrafficLedger& ledger, Listener listener) : ledger_(ledger), listener_(listener) {
    ledger_.connection_opened(listener_);
  }
  OpenConnection(const OpenConnection&) = delete;
  OpenConnection& operator=(const OpenConnection&) = delete;
  ~OpenConnection() { ledger_.connection_closed(listener_, host_); }

  void name(std::size_t host) {
    if (host_ == host) return;
    if (host_) {
      ledger_.connection_renamed(*host_, host);
    } else {
      ledger_.connection_named(host);
    }
    host_ = host;
  }
  void request(std::optional<std::size_t> host) {
    if (host) name(*host);
    ledger_.request(host);
  }
  void sent(std::size_t bytes) {
    sent_ += bytes;
    ledger_.sent(host_, Bytes{bytes});
  }
  // Bytes so far, of all requests.
  [[nodiscard]] std::uint64_t sent() const { return sent_; }

 private:
  TrafficLedger& ledger_;
  Listener listener_;
  std::optional<std::size_t> host_;
  std::uint64_t sent_ = 0;
};

}  // namespace tidemark::harness
