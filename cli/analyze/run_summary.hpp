// What a run found, in a few lines for a person.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "analyzer/engine/engine.hpp"
#include "analyzer/result/domain_result.hpp"

namespace tidemark::cli {

// Counts results as they come; keeps a bounded part of each.
class RunSummary {
 public:
  void add(const analyzer::DomainResult& result);

  // A domain that the selection did not want.
  void leave_out() { ++left_out_; }
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

  // One line each, without the lines that would say nothing:
  //   50 domains in 12.3 s (4.1/s): 25 alive, 6 blocked, ...; 2 lines rejected
  //   failures: 5 no_response, 2 tls_timeout
  //   protected: cloudflare (6 challenge, 2 block, 1 present), akamai (2 block)
  //   slowest: tarpit.example 20.0 s (timed_out), ...
  [[nodiscard]] std::vector<std::string> lines(const analyzer::Progress& progress,
                                               std::chrono::milliseconds took) const;

 private:
  struct Slow {
    std::chrono::milliseconds took{};
    std::string domain;
    analyzer::State state = analyzer::State::kFailed;
  };
  // How many domains a vendor was seen on, by the strongest of what it did there.
  using ByProtection = std::array<std::size_t, 3>;

  [[nodiscard]] std::string failures() const;
  [[nodiscard]] std::string protections() const;
  [[nodiscard]] std::string slowest() const;

  std::map<analyzer::ErrorClass, std::size_t> causes_;
  std::map<std::string, ByProtection> vendors_;
  std::vector<Slow> slowest_;  // descending
  std::size_t left_out_ = 0;
};

}  // namespace tidemark::cli
