// The site simulator: a scenario's hosts on loopback, over HTTP, HTTPS and DNS.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "harness/scenario/scenario.hpp"
#include "harness/sites/host_addresses.hpp"
#include "harness/sites/listeners.hpp"
#include "harness/sites/request_log.hpp"
#include "harness/sites/site_limits.hpp"
#include "harness/sites/site_stats.hpp"
#include "harness/sites/weather.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// Serves until stopped or destroyed, on a thread of its own. Hosts are told apart by Host header
// and by SNI; the DNS server knows them and nothing else (NXDOMAIN). Needs no privileges and
// touches no network. All members may be called from any thread, `stop` and the destructor from one
// at a time.
class SiteServer {
 public:
  // Opens sockets, makes a certificate authority, starts serving.
  [[nodiscard]] static Result<SiteServer> start(const Scenario& scenario,
                                                const ListenAt& where = {},
                                                const SiteLimits& limits = {});
  // The same at sockets opened before, perhaps in another network namespace and at all its
  // addresses (0.0.0.0); then `addresses` makes hosts differ in theirs.
  [[nodiscard]] static Result<SiteServer> start_at(const Scenario& scenario, Listeners listeners,
                                                   const SiteLimits& limits = {},
                                                   AddressPlan addresses = AddressPlan::kListener);

  SiteServer(SiteServer&&) noexcept;
  SiteServer& operator=(SiteServer&&) noexcept;
  SiteServer(const SiteServer&) = delete;
  SiteServer& operator=(const SiteServer&) = delete;
  ~SiteServer();

  // Address and ports in use.
  [[nodiscard]] const ListenAt& at() const;
  // The authority's certificate as PEM, in a private directory that is removed by `stop`.
  [[nodiscard]] const std::filesystem::path& ca_file() const;

  // What was served so far, also after `stop`.
  [[nodiscard]] SiteStats stats() const;
  // The same without the list of hosts, for those who ask often.
  [[nodiscard]] SiteStats totals() const;

  // What has come to an end since it was last taken, also after `stop`; see SiteLimits for whether
  // it is kept.
  [[nodiscard]] RequestLog::Taken take_requests();

  // In force for open and new connections and for DNS when they return. Nothing happens after
  // `stop`.
  void set_link(Weather::Link link);
  void set_dns(Weather::Dns dns);

  // Closes every socket, open connections included, and removes the directory. Does not wait for
  // clients.
  void stop();

 private:
  struct Impl;
  void change_weather(const std::function<void(Weather&)>& change);
  explicit SiteServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::harness
