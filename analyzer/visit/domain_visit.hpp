// One domain, from its name to its result: DNS, then HTTP, then a browser where that can help.
#pragma once

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "analyzer/visit/http_stage.hpp"
#include "analyzer/visit/name_stage.hpp"
#include "analyzer/visit/time_budget.hpp"
#include "analyzer/visit/visit_tools.hpp"
#include "analyzer/visit/workplace.hpp"

namespace tidemark::analyzer {

// Visits one domain; make one per visit. The strategy says whether and for how long, the visit
// obeys: every stage is given the remaining part of its allowance, so that run() returns when that
// is used up, whatever servers and pages do.
class DomainVisit {
 public:
  DomainVisit(const VisitTools& tools, const VisitOptions& options, Workplace& workplace,
              int worker);

  // On cancellation it returns soon with the cause kCancelled.
  [[nodiscard]] boost::asio::awaitable<DomainResult> run(std::string domain, std::string source);

 private:
  boost::asio::awaitable<void> visit();
  // False: cancelled.
  boost::asio::awaitable<bool> look_up();
  boost::asio::awaitable<void> read_over_http();
  boost::asio::awaitable<void> read_with_browser();
  [[nodiscard]] bool wants_to_be_left_alone() const;
  // Asks the strategy until it says go or skip. Waiting is not on the domain's account.
  boost::asio::awaitable<Admission> admission(std::function<Admission(Moment)> ask);
  void take_over(const Skip& skip);

  const VisitTools& tools_;
  Workplace& workplace_;
  int worker_;
  DomainResult result_;
  Candidate candidate_;
  TimeBudget time_;
  NameStage names_;
  HttpStage http_;
};

}  // namespace tidemark::analyzer
