#include "analyzer/advice/variant_lookup.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>

#include "analyzer/advice/advice.hpp"
#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;

// A name that nobody has: where it resolves, every name under the ending does.
std::string made_up_name(std::string_view ending) {
  std::random_device random;
  std::string name;
  for (int i = 0; i < 20; ++i) name += static_cast<char>('a' + random() % 26);
  return name + "." + std::string(ending);
}

// Names asked for, each once, in order and no faster than the rate.
class Questions {
 public:
  Questions(Resolver& resolver, VariantLookupOptions options, asio::any_io_executor executor)
      : resolver_(resolver), options_(options), all_done_(std::move(executor)) {}

  void add(const std::string& name) {
    if (answers_.try_emplace(name).second) names_.push_back(name);
  }
  asio::awaitable<void> ask_all(std::function<void(std::size_t)> progress) {
    progress_ = std::move(progress);
    started_ = steady_now();
    const auto executor = co_await asio::this_coro::executor;
    running_ = std::min<std::size_t>(static_cast<std::size_t>(options_.at_once), names_.size());
    if (running_ == 0) co_return;
    for (std::size_t i = running_; i > 0; --i) {
      asio::co_spawn(executor, ask_some(), asio::detached);
    }
    // Every question has a deadline, and so has their sum.
    const auto longest =
        options_.patience * static_cast<int>(names_.size() + 1) +
        std::chrono::seconds(
            static_cast<int>(static_cast<double>(names_.size()) / options_.per_second) + 10);
    const Deadline deadline = Deadline::in(longest);
    co_await all_done_.wait(deadline);
  }
  [[nodiscard]] const NameAnswer& answer(const std::string& name) const {
    return answers_.at(name);
  }

 private:
  asio::awaitable<void> ask_some() {
    while (next_ < names_.size()) {
      const std::size_t turn = next_++;
      const auto wait =
          std::chrono::duration<double>(static_cast<double>(turn) / options_.per_second);
      const Deadline at(started_ + std::chrono::duration_cast<std::chrono::nanoseconds>(wait));
      if (!at.passed()) co_await sleep_until(at);
      const std::string& name = names_[turn];
      const Deadline deadline = Deadline::in(options_.patience);
      const std::string asked = name;
      Resolution found = co_await resolver_.resolve(asked, deadline);
      answers_[name] = {
          .facts = {.addresses = std::move(found.addresses), .cnames = std::move(found.cnames)},
          .error = found.error};
      progress_(++done_);
    }
    if (--running_ == 0) all_done_.notify();
  }

  Resolver& resolver_;
  VariantLookupOptions options_;
  Wakeup all_done_;
  std::function<void(std::size_t)> progress_;
  SteadyTime started_{};
  std::vector<std::string> names_;
  std::map<std::string, NameAnswer> answers_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  std::size_t running_ = 0;
};

}  // namespace

asio::awaitable<FoundVariants> look_up_variants(Resolver& resolver,
                                                const std::vector<VariantCandidate>& candidates,
                                                const VariantData& data,
                                                VariantLookupOptions options,
                                                std::function<void(std::size_t)> progress) {
  const auto executor = co_await asio::this_coro::executor;
  Questions questions(resolver, options, executor);
  std::map<std::string, std::string> made_up;  // by ending
  for (const VariantCandidate& candidate : candidates) {
    if (!candidate.ending.empty() && !made_up.contains(candidate.ending)) {
      made_up[candidate.ending] = made_up_name(candidate.ending);
      questions.add(made_up[candidate.ending]);
    }
    questions.add(candidate.listed);
    questions.add(candidate.domain);
  }
  co_await questions.ask_all(std::move(progress));

  FoundVariants found{.asked = candidates.size()};
  for (const VariantCandidate& candidate : candidates) {
    const NameAnswer nothing{.error = ErrorClass::kDnsNxdomain};
    const NameAnswer& wild =
        candidate.ending.empty() ? nothing : questions.answer(made_up[candidate.ending]);
    auto judged = judge_variant(candidate, questions.answer(candidate.domain),
                                questions.answer(candidate.listed), wild, data);
    found.absent += judged.verdict == VariantVerdict::kAbsent ? 1 : 0;
    found.unknown += judged.verdict == VariantVerdict::kUnknown ? 1 : 0;
    found.nobodys += judged.verdict == VariantVerdict::kNobodys ? 1 : 0;
    if (judged.advice) found.recommendations.push_back(*std::move(judged.advice));
  }
  sort_recommendations(found.recommendations);
  co_return found;
}

}  // namespace tidemark::analyzer
