#include "harness/sites/traffic_ledger.hpp"

namespace tidemark::harness {
namespace {

std::uint64_t& open_at(SiteStats& stats, Listener listener) {
  if (listener == Listener::kDns) return stats.dns_open;
  return listener == Listener::kHttp ? stats.http_open : stats.https_open;
}

}  // namespace

TrafficLedger::TrafficLedger(const std::vector<std::string>& hosts) {
  hosts_.resize(hosts.size());
  for (std::size_t i = 0; i < hosts.size(); ++i) hosts_[i].host = hosts[i];
}

void TrafficLedger::touch(std::optional<std::size_t> host) {
  const SteadyTime now = steady_now();
  totals_.last_activity = now;
  if (!host) return;
  HostTraffic& traffic = hosts_[*host];
  if (!traffic.first_seen) traffic.first_seen = now;
  traffic.last_seen = now;
}

void TrafficLedger::connection_opened(Listener listener) {
  const std::scoped_lock lock(mutex_);
  ++totals_.connections;
  ++open_at(totals_, listener);
  touch(std::nullopt);
}

void TrafficLedger::connection_named(std::size_t host) {
  const std::scoped_lock lock(mutex_);
  ++hosts_[host].connections;
  ++hosts_[host].open;
  touch(host);
}

void TrafficLedger::connection_renamed(std::size_t from, std::size_t to) {
  const std::scoped_lock lock(mutex_);
  --hosts_[from].open;
  ++hosts_[to].connections;
  ++hosts_[to].open;
  touch(to);
}

void TrafficLedger::connection_closed(Listener listener, std::optional<std::size_t> host) {
  const std::scoped_lock lock(mutex_);
  --open_at(totals_, listener);
  if (host) --hosts_[*host].open;
  touch(std::nullopt);
}

void TrafficLedger::request(std::optional<std::size_t> host) {
  const std::scoped_lock lock(mutex_);
  ++totals_.requests;
  if (host) ++hosts_[*host].requests;
  touch(host);
}

void TrafficLedger::sent(std::optional<std::size_t> host, Bytes bytes) {
  const std::scoped_lock lock(mutex_);
  totals_.sent += bytes;
  totals_.last_activity = steady_now();
  if (host) hosts_[*host].sent += bytes;
}

void TrafficLedger::dns_query(std::optional<std::size_t> host) {
  const std::scoped_lock lock(mutex_);
  ++totals_.dns_queries;
  if (host) ++hosts_[*host].dns_queries;
  touch(host);
}

SiteStats TrafficLedger::totals() const {
  const std::scoped_lock lock(mutex_);
  return totals_;
}

SiteStats TrafficLedger::snapshot() const {
  const std::scoped_lock lock(mutex_);
  SiteStats stats = totals_;
  stats.hosts = hosts_;
  return stats;
}

}  // namespace tidemark::harness
