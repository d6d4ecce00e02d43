#include "analyzer/visit/domain_visit.hpp"

#include "analyzer/loop/alarm.hpp"
#include "analyzer/names/public_suffix.hpp"
#include "analyzer/verdict/verdict.hpp"
#include "analyzer/visit/browser_stage.hpp"
#include "analyzer/visit/judgement.hpp"
#include "analyzer/visit/stage_verdicts.hpp"
#include "analyzer/visit/take_turn.hpp"

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
  const bool could_help = browser_might_cure(result_.state, result_.cause);
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
  const bool back = co_await workplace_.come_back();
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
