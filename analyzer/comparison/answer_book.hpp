// What runs of a store answered, as comparing them needs it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/result/domain_result.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

struct ComparedAnswer {
  std::int64_t run = 0;  // that said so
  std::int64_t visit = 0;
  State state = State::kFailed;
  std::optional<int> points = {};
  std::string fingerprint = {};  // of the keywords that made the points
  std::string list = {};         // the file that names the domain; empty: no file
};
using Answers = std::map<std::string, ComparedAnswer>;  // by domain

struct ComparedRun {
  std::int64_t run = 0;
  std::chrono::system_clock::time_point started_at{};
  bool whole = false;                // completed, and no part of its input was chosen
  bool completed = false;            // all of its input was answered
  std::set<std::string> lists = {};  // the files that its answers are from
};

// The runs that answered anything, oldest first, but without their lists.
[[nodiscard]] Result<std::vector<ComparedRun>> answering_runs(probes::Database& database);
[[nodiscard]] Result<std::set<std::string>> lists_of_run(probes::Database& database,
                                                         std::int64_t run);
// What the run itself answered.
[[nodiscard]] Result<Answers> answers_of_run(probes::Database& database, std::int64_t run);
// The latest answer of that run and those before it, for every domain.
[[nodiscard]] Result<Answers> answers_until_run(probes::Database& database, std::int64_t run);

}  // namespace tidemark::analyzer
