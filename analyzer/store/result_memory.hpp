// What the engine remembers of domains between visits: the seam behind which the store is.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

class ResultMemory {
 public:
  virtual ~ResultMemory() = default;

  // The result that answers `domain` without a visit, if there is one; `cached`, and with the
  // `source` that asks now. Never fails: what cannot be read is not remembered.
  [[nodiscard]] virtual boost::asio::awaitable<std::optional<DomainResult>> recall(
      std::string domain, std::string source) = 0;
  // Keeps the result of a visit. Returns when it is safe from a kill, so that a result which is
  // written out afterwards need never be made again; but not later than a few seconds, as a stuck
  // disk must not hold results back.
  [[nodiscard]] virtual boost::asio::awaitable<void> remember(
      std::shared_ptr<const DomainResult> result) = 0;
};

}  // namespace tidemark::analyzer
