// What goes into the store in one transaction. Plain data.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/store/score_rows.hpp"
#include "analyzer/strategy/learnt_fact.hpp"
#include "probes/base/process_id.hpp"

namespace tidemark::analyzer {

// What is known of a run when it begins.
struct RunFacts {
  std::string version = {};                    // of Tidemark
  std::vector<std::string> command_line = {};  // its arguments
  std::string options = "{}";                  // as they were settled; JSON
  bool with_browser = false;                   // a browser was there to be used
  ScoreOrigin scored_by = {};                  // the scores of its results
};

// A moment in the life of a run's workers, browsers and tasks: the events of docs/task-events.md.
struct LifecycleEvent {
  std::chrono::system_clock::time_point at{};
  std::string_view kind = "";  // "task_start"; static text
  int worker = 0;              // 0: none in particular
  std::string task = {};
  Pid browser = 0;  // 0: none in particular
  std::string detail = {};
};

// A domain that an earlier visit answered.
struct RecalledAnswer {
  std::string domain;
  std::string source;
};

struct StoreBatch {
  std::vector<std::shared_ptr<const DomainResult>> results = {};
  std::vector<RecalledAnswer> recalled = {};
  std::vector<LearntFact> facts = {};
  std::vector<LifecycleEvent> events = {};

  [[nodiscard]] bool empty() const {
    return results.empty() && recalled.empty() && facts.empty() && events.empty();
  }
};

}  // namespace tidemark::analyzer
