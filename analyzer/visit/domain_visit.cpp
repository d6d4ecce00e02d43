#include "analyzer/visit/domain_visit.hpp"

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/this_coro.hpp>

#include "analyzer/loop/alarm.hpp"
#include "analyzer/names/public_suffix.hpp"
#include "analyzer/verdict/verdict.hpp"
#include "analyzer/visit/browser_stage.hpp"
#include "analyzer/visit/judgement.hpp"
#include "analyzer/visit/retry_after.hpp"
#include "analyzer/visit/stage_verdicts.hpp"
#include "analyzer/visit/take_turn.hpp"
#include "analyzer/visit/url.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

DomainVisit::DomainVisit(const VisitTools& tools, const VisitOptions& options, Workplace& workplace,
                         int worker)
    : tools_(tools),
      workplace_(workplace),
      worker_(worker),
      time_(tools.strategy.usual()),
      names_(tools, options, result_),
      http_(tools, options, workplace, names_, time_, result_) {}

asio::awaitable<DomainResult> DomainVisit::run(std::string domain, std::string source) {
  result_.domain = std::move(domain);
  result_.source = std::move(source);
  if (const auto skip = tools_.strategy.skip(result_.domain, moment_now())) {
    take_over(*skip);
  } else {
    co_await visit();
  }
  // Whatever it has found by now is half of the story: what was not tried for want of time looks
  // like what was tried in vain.
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) result_.cause = ErrorClass::kCancelled;
  result_.stages = stage_verdicts(result_);
  result_.took = time_.spent();
  co_return std::move(result_);
}

asio::awaitable<void> DomainVisit::visit() {
  const bool ready = co_await look_up();
  if (!ready) co_return;
  candidate_ = {result_.domain, result_.name};
  std::function<Admission(Moment)> ask = [this](Moment now) {
    return tools_.strategy.admit(candidate_, now);
  };
  const Admission admitted = co_await admission(ask);
  if (admitted.kind != Admission::Kind::kGo) {
    if (admitted.skip) take_over(*admitted.skip);
    co_return;
  }
  time_.allow(admitted.allowance);
  co_await read_over_http();
  const bool could_help =
      browser_might_cure(result_.state, result_.cause) && !wants_to_be_left_alone();
  if (tools_.browsers != nullptr && could_help) co_await read_with_browser();
  tools_.strategy.learn(candidate_, result_, moment_now());
  tools_.learning.wake_all();
}

asio::awaitable<bool> DomainVisit::look_up() {
  {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const auto aside_after = time_.allowance().aside_after.value_or(time_.allowance().total);
    const Alarm patience(executor, aside_after, [this] { workplace_.step_aside(); });
    const Deadline deadline = time_.http();
    (void)co_await names_.look_up_domain(deadline);
  }
  const SteadyTime since = steady_now();
  const bool back = co_await workplace_.come_back();
  time_.hold(steady_now() - since);
  if (!back) result_.cause = ErrorClass::kCancelled;
  co_return back;
}

asio::awaitable<void> DomainVisit::read_over_http() {
  const auto aside_after = time_.allowance().aside_after;
  std::optional<Alarm> patience;
  if (aside_after) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    patience.emplace(executor, *aside_after, [this] {
      tools_.strategy.silent(candidate_, moment_now());
      tools_.learning.wake_all();
      workplace_.step_aside();
    });
  }
  Reading reading = co_await http_.read();
  judge_reading(std::move(reading), result_);
}

asio::awaitable<void> DomainVisit::read_with_browser() {
  std::function<Admission(Moment)> ask = [this](Moment now) {
    return tools_.strategy.admit_browser(candidate_, result_, now);
  };
  const Admission admitted = co_await admission(ask);
  if (admitted.kind != Admission::Kind::kGo) co_return;
  const std::string address = result_.name.addresses.empty() ? "" : result_.name.addresses.front();
  const std::string owner = registrable_domain(result_.domain);
  const auto turn = co_await take_turn(tools_.pace, workplace_, time_, address, owner);
  if (!turn) {
    result_.cause = ErrorClass::kCancelled;
    co_return;
  }
  const Deadline deadline = time_.whole().within(admitted.allowance.browser);
  PageVisit page = co_await read_in_browser(tools_, worker_, deadline, result_);
  co_await judge_page(tools_, std::move(page), result_);
}

// Whoever named a time to come back at (503 and Retry-After) means browsers, too.
bool DomainVisit::wants_to_be_left_alone() const {
  const auto url = parse_url(result_.final_url);
  return url && wish_of(tools_.facts, url->host, moment_now());
}

asio::awaitable<Admission> DomainVisit::admission(std::function<Admission(Moment)> ask) {
  const SteadyTime since = steady_now();
  bool waited = false;
  while (true) {
    Admission answer = ask(moment_now());
    if (answer.kind != Admission::Kind::kWait) {
      const bool back = !waited || co_await workplace_.come_back();
      if (waited) time_.hold(steady_now() - since);
      if (back) co_return answer;
      break;
    }
    waited = true;
    workplace_.step_aside();
    const Deadline then(answer.ask_again);
    const Woken woken = co_await tools_.learning.wait(then);
    if (woken == Woken::kCancelled) break;
  }
  result_.cause = ErrorClass::kCancelled;
  co_return Admission{.kind = Admission::Kind::kSkip};
}

void DomainVisit::take_over(const Skip& skip) {
  result_.state = skip.state;
  result_.cause = ErrorClass::kSkipped;
  result_.confidence = Confidence::kMedium;
  result_.inferred = skip.inference;
}

}  // namespace tidemark::analyzer
