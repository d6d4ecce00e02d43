// One name being looked up: both record types, server after server, until there is a verdict.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/dns/ares_channel.hpp"
#include "analyzer/dns/resolver.hpp"
#include "analyzer/loop/wakeup.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// Asks for A and AAAA at once. The next server is asked when one answers SERVFAIL or REFUSED,
// cannot be reached, or has been silent for a second (a late answer still counts). Owns its
// channels: when it is gone, so are its sockets, and no answer can reach it any more. `servers`
// outlives it. One run() each.
class Lookup {
 public:
  Lookup(boost::asio::any_io_executor executor, const std::vector<DnsServer>& servers,
         std::string name);

  [[nodiscard]] boost::asio::awaitable<Resolution> run(Deadline deadline);

 private:
  struct Failure {
    ErrorClass error = ErrorClass::kDnsFailed;
    std::string detail;
  };

  // What is known about one record type.
  struct Progress {
    explicit Progress(RecordType of) : type(of) {}
    RecordType type;
    std::size_t asked = 0;        // servers asked so far
    std::size_t outstanding = 0;  // of those, still without an answer
    SteadyTime patience_ends{};   // with the server asked last
    // The answer: addresses, kDnsNxdomain or kDnsNoData. Anything else is a failure of a server.
    std::optional<Resolution> answer = {};
    SteadyTime answered_at{};
    std::optional<Failure> failure = {};  // the most telling one so far
  };

  void ask_next_server(Progress& progress);
  void ask_where_needed();
  void record(Progress& progress, const DnsServer& server, int status,
              std::span<const unsigned char> packet);
  // The verdict if nothing more is worth waiting for.
  [[nodiscard]] std::optional<Resolution> verdict() const;
  // The verdict from what is known now.
  [[nodiscard]] Resolution conclude() const;
  // When something must happen although no answer comes.
  [[nodiscard]] Deadline next_step(Deadline deadline) const;
  [[nodiscard]] bool is_settled(const Progress& progress) const;

  boost::asio::any_io_executor executor_;
  const std::vector<DnsServer>& servers_;
  std::string name_;
  Progress a_{RecordType::kA};
  Progress aaaa_{RecordType::kAaaa};
  Wakeup wakeup_;
  std::vector<std::unique_ptr<AresChannel>>
      channels_;  // of the servers asked; null: could not be opened
};

}  // namespace tidemark::analyzer
