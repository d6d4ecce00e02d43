#include "analyzer/tasks/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "tests/support/run_loop.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;
using Names = std::vector<std::string>;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Hands out what it was given; a name in brackets stands for a line that is rejected.
class ScriptedSource final : public TaskSource {
 public:
  explicit ScriptedSource(const Names& names) : size_(names.size()) {
    for (const std::string& name : names) {
      const bool rejected = name.starts_with('[');
      tasks_.push_back({.kind = rejected ? Task::Kind::kRejected : Task::Kind::kVisit,
                        .domain = rejected ? "" : name,
                        .reason = rejected ? name : ""});
    }
  }
  asio::awaitable<std::optional<Task>> next() override {
    if (stopped_ || tasks_.empty()) co_return std::nullopt;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    co_return task;
  }
  void stop() override { stopped_ = true; }
  std::optional<std::size_t> total() const override {
    return tasks_.empty() ? std::optional(size_) : std::nullopt;
  }
  std::optional<Error> error() const override { return std::nullopt; }
  InputCounts counts() const override { return {}; }

 private:
  std::deque<Task> tasks_;
  std::size_t size_;
  bool stopped_ = false;
};

asio::awaitable<Names> read_all(TaskSource* source) {
  Names names;
  while (auto task = co_await source->next()) {
    names.push_back(task->domain.empty() ? task->reason : task->domain);
  }
  co_return names;
}

Names names_from(TaskSource& source) {
  asio::io_context loop;
  return test::run_to_end(loop, read_all(&source));
}

Names sample(const Names& names, std::size_t size, std::uint64_t seed) {
  const auto source = sample_domains(std::make_unique<ScriptedSource>(names), size, seed);
  return names_from(*source);
}

Names numbered(int count) {
  Names names;
  names.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) names.push_back("h" + std::to_string(i) + ".example");
  return names;
}

TEST(SelectedDomains, LeavesOutWhatIsNotWanted) {
  const auto source =
      select_domains(std::make_unique<ScriptedSource>(Names{"a.example", "[no]", "b.example"}),
                     [](const std::string& domain) { return domain != "a.example"; });
  EXPECT_THAT(names_from(*source), ElementsAre("[no]", "b.example"));
  EXPECT_EQ(source->total(), 2U);
}

TEST(SampledDomains, KeepsTheOrderOfTheInput) {
  const Names names = numbered(1000);
  const Names chosen = sample(names, 10, 1);
  EXPECT_EQ(chosen.size(), 10U);
  const auto place = [&](const std::string& name) { return std::ranges::find(names, name); };
  EXPECT_TRUE(std::ranges::is_sorted(chosen, {}, place));
}

TEST(SampledDomains, AreAllWhereThereAreNotSoMany) {
  EXPECT_EQ(sample(numbered(5), 10, 1), numbered(5));
  EXPECT_THAT(sample({}, 10, 1), IsEmpty());
}

TEST(SampledDomains, DependOnNamesAndSeedAlone) {
  Names names = numbered(1000);
  Names first = sample(names, 50, 7);
  std::ranges::reverse(names);
  Names second = sample(names, 50, 7);
  std::ranges::sort(first);
  std::ranges::sort(second);
  EXPECT_EQ(first, second);
  EXPECT_NE(sample(names, 50, 8), sample(names, 50, 7));
}

TEST(SampledDomains, GrowWithTheSize) {
  const Names names = numbered(1000);
  const Names large = sample(names, 100, 7);
  const std::set<std::string> among(large.begin(), large.end());
  for (const std::string& name : sample(names, 20, 7)) EXPECT_TRUE(among.contains(name)) << name;
}

TEST(SampledDomains, GiveEveryNameTheSameChance) {
  const Names names = numbered(200);
  std::map<std::string, int> chosen;
  constexpr int kSeeds = 2000;
  for (int seed = 0; seed < kSeeds; ++seed) {
    for (const std::string& name : sample(names, 20, static_cast<std::uint64_t>(seed))) {
      ++chosen[name];
    }
  }
  // Each name is drawn 200 times on average, with a standard deviation of 13.4: five of them.
  for (const std::string& name : names) EXPECT_NEAR(chosen[name], 200, 67) << name;
}

TEST(SampledDomains, LetRejectedLinesPass) {
  const auto source = sample_domains(
      std::make_unique<ScriptedSource>(Names{"a.example", "[no]", "b.example", "[nor]"}), 1, 1);
  const Names names = names_from(*source);
  ASSERT_EQ(names.size(), 3U);
  EXPECT_EQ(names[0], "[no]");
  EXPECT_EQ(names[1], "[nor]");
  EXPECT_EQ(source->total(), 3U);
}

TEST(SampledDomains, AreDrawnOfEachGroup) {
  const auto source =
      sample_domains(std::make_unique<ScriptedSource>(numbered(100)), 3, 1, [](const Task& task) {
        return task.domain.size() == std::string("h1.example").size() ? "short" : "long";
      });
  const Names names = names_from(*source);
  ASSERT_EQ(names.size(), 6U);
  EXPECT_EQ(std::ranges::count(names, std::string("h1.example").size(), &std::string::size), 3);
  EXPECT_EQ(source->total(), 6U);
}

TEST(SampledDomains, EndWhenStopped) {
  const auto source = sample_domains(std::make_unique<ScriptedSource>(numbered(10)), 5, 1);
  asio::io_context loop;
  source->stop();
  EXPECT_THAT(test::run_to_end(loop, read_all(source.get())), IsEmpty());
}

}  // namespace
}  // namespace tidemark::analyzer
