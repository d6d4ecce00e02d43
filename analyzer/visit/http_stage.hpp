// The second stage of a visit: what the domain says over HTTP.
#pragma once

#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/visit/name_stage.hpp"
#include "analyzer/visit/reading.hpp"
#include "analyzer/visit/time_budget.hpp"
#include "analyzer/visit/workplace.hpp"

namespace tidemark::analyzer {

// Reads https://DOMAIN/. Where nothing can be had there (no connection, no valid certificate, no
// TLS at all) it looks at http://, and where the name has no address or its certificate is that of
// another host, at its www or apex twin. An unverified connection is never read from. Leaves a
// record of each request in the result. One visit's.
class HttpStage {
 public:
  HttpStage(const VisitTools& tools, const VisitOptions& options, Workplace& workplace,
            NameStage& names, TimeBudget& time, DomainResult& result)
      : tools_(tools),
        options_(options),
        workplace_(workplace),
        names_(names),
        time_(time),
        result_(result) {}

  [[nodiscard]] boost::asio::awaitable<Reading> read();

 private:
  // `url` and whatever it redirects to.
  boost::asio::awaitable<Reading> follow(std::string url);
  boost::asio::awaitable<Reading> fetch(Url url);
  // One request to one address. Comes back once more when the server names a time to do so that is
  // within the budget; kSkipped where it asked before for more time than that.
  boost::asio::awaitable<HttpOutcome> request(Url url, Endpoint endpoint);
  // The request itself, when it is its turn; that is given back with the answer, however long the
  // server then wants to be left alone.
  boost::asio::awaitable<HttpOutcome> ask(Url url, Endpoint endpoint);
  // Waits until `host` may be asked again. False: that is beyond the budget.
  boost::asio::awaitable<bool> respect_wish(std::string host);

  const VisitTools& tools_;
  const VisitOptions& options_;
  Workplace& workplace_;
  NameStage& names_;
  TimeBudget& time_;
  DomainResult& result_;
};

}  // namespace tidemark::analyzer
