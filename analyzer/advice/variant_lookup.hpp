// Asks DNS about variants of listed names.
#pragma once

#include <functional>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "analyzer/advice/variants.hpp"
#include "analyzer/dns/resolver.hpp"

namespace tidemark::analyzer {

struct VariantLookupOptions {
  std::chrono::milliseconds patience{5000};  // for each name
  double per_second = 100;                   // names asked for, at most
  int at_once = 32;
};

struct FoundVariants {
  std::vector<Recommendation> recommendations = {};
  std::size_t asked = 0;  // candidates
  std::size_t absent = 0;
  std::size_t unknown = 0;  // never taken for absent
  std::size_t nobodys = 0;
};

// Ends at the latest when every name has had its patience. `progress` is told how many candidates
// are done. All arguments outlive it; the same candidates and answers give the same result.
[[nodiscard]] boost::asio::awaitable<FoundVariants> look_up_variants(
    Resolver& resolver, const std::vector<VariantCandidate>& candidates, const VariantData& data,
    VariantLookupOptions options, std::function<void(std::size_t)> progress);

}  // namespace tidemark::analyzer
