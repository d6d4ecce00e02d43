// All that a visit works with, and browsers that find what a test tells them to.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "analyzer/visit/visit_tools.hpp"

namespace tidemark::analyzer {

class ScriptedBrowsers final : public BrowserPool {
 public:
  // One for each visit; the last one for all that follow.
  std::deque<PageVisit> finds;
  int visits = 0;

  boost::asio::awaitable<PageVisit> visit(std::string, Deadline,
                                          std::function<void(Pid)> on_slot) override {
    ++visits;
    on_slot(1);
    PageVisit found = finds.front();
    if (finds.size() > 1) finds.pop_front();
    co_return found;
  }
  [[nodiscard]] SlotUse tabs() const override { return {}; }
  boost::asio::awaitable<void> close(Deadline) override { co_return; }
};

class VisitDesk {
 public:
  [[nodiscard]] ScriptedBrowsers& browsers() { return browsers_; }
  [[nodiscard]] const VisitTools& tools() const { return tools_; }

  // What the coroutine returns.
  template <typename T>
  T run(boost::asio::awaitable<T> work) {
    std::optional<T> result;
    boost::asio::co_spawn(loop_, std::move(work), [&](const std::exception_ptr& thrown, T value) {
      if (thrown) std::rethrow_exception(thrown);
      result = std::move(value);
    });
    finish();
    return std::move(result).value();
  }
  void run(boost::asio::awaitable<void> work) {
    boost::asio::co_spawn(loop_, std::move(work), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    finish();
  }

 private:
  void finish() {
    loop_.restart();
    loop_.run();
  }

  boost::asio::io_context loop_{1};
  std::unique_ptr<Resolver> resolver_ = *Resolver::create(loop_.get_executor(), {"127.0.0.1:1"});
  std::unique_ptr<HttpClient> http_ = *HttpClient::create(loop_.get_executor(), {});
  ScriptedBrowsers browsers_;
  RuleBook rules_ = RuleBook::built_in();
  KeywordBook keywords_ = KeywordBook::built_in();
  CpuPool cpu_{loop_.get_executor(), 1U};
  std::unique_ptr<TaskEvents> events_ = *TaskEvents::connect("");
  EndpointMap map_;
  FactBook facts_;
  std::unique_ptr<Strategy> strategy_ = make_strategy(StrategyKind::kBudget, {}, facts_);
  Waiters learning_{loop_.get_executor()};
  Pace pace_{loop_.get_executor(), {}};
  VisitTools tools_{.resolver = *resolver_,
                    .http = *http_,
                    .browsers = &browsers_,
                    .cpu = cpu_,
                    .rules = rules_,
                    .keywords = keywords_,
                    .events = *events_,
                    .map = map_,
                    .facts = facts_,
                    .strategy = *strategy_,
                    .learning = learning_,
                    .pace = pace_};
};

}  // namespace tidemark::analyzer
