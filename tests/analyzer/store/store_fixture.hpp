// A store in a directory of its own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "analyzer/store/store.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/database/database.hpp"
#include "tests/support/run_loop.hpp"

namespace tidemark::test {

class StoreTest : public ::testing::Test {
 protected:
  [[nodiscard]] analyzer::StoreSetup setup() {
    return {.path = path,
            .run = {.version = "0", .command_line = {"tidemark", "analyze", "a b"}},
            .hand_over = std::chrono::milliseconds(0),
            .on_note = [this](const std::string& note) { notes.push_back(note); }};
  }
  [[nodiscard]] Result<std::unique_ptr<analyzer::Store>> open(analyzer::RecallRules rules = {}) {
    analyzer::StoreSetup with = setup();
    with.rules = rules;
    return analyzer::Store::open(loop.get_executor(), std::move(with));
  }
  void remember(analyzer::Store& store, analyzer::DomainResult result) {
    auto shared = std::make_shared<const analyzer::DomainResult>(std::move(result));
    auto work = [&]() -> boost::asio::awaitable<bool> {
      co_await store.remember(shared);
      co_return true;
    };
    ASSERT_TRUE(run_to_end(loop, work()));
  }
  [[nodiscard]] std::optional<analyzer::DomainResult> recall(analyzer::Store& store,
                                                             const std::string& domain,
                                                             const std::string& source = "now:1") {
    return run_to_end(loop, store.recall(domain, source));
  }
  [[nodiscard]] static Result<void> close(analyzer::Store& store, bool completed = true) {
    return store.close(Deadline::in(std::chrono::seconds(20)), completed);
  }
  // The first column of the first row.
  [[nodiscard]] std::int64_t integer(const std::string& sql) const {
    auto database = probes::Database::open(path, probes::Database::Access::kRead);
    if (!database) return -1;
    return database->integer(sql).value_or(-1);
  }
  void change(const std::string& sql) const {
    auto database = probes::Database::open(path, probes::Database::Access::kWrite);
    ASSERT_TRUE(database);
    const auto done = database->run(sql);
    ASSERT_TRUE(done) << done.error().message;
  }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  TempDir dir = TempDir::create("tidemark-test").value();
  std::filesystem::path path = dir.path() / "s.sqlite";
  std::vector<std::string> notes;
  boost::asio::io_context loop;
};

}  // namespace tidemark::test
