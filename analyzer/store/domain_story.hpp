// All that a store knows of one domain.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/store/content_rows.hpp"
#include "analyzer/store/visit_reader.hpp"
#include "analyzer/strategy/learnt_fact.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// A moment in the life of one of the domain's tasks.
struct StoryEvent {
  std::int64_t run = 0;
  std::chrono::system_clock::time_point at{};
  std::string kind;  // as in docs/task-events.md
  int worker = 0;
  std::optional<Pid> browser = {};
  std::string detail = {};
};

// One of the visits to the domain.
struct StoryVisit {
  std::chrono::system_clock::time_point at{};
  std::int64_t run = 0;
  std::string state;
  std::string cause = {};
  std::optional<int> status = {};
};

struct DomainStory {
  StoredVisit latest;
  std::string source;                      // of the latest answer
  std::vector<StoryVisit> visits = {};     // newest first, 20 at most; the latest is one
  std::vector<StoryEvent> lifecycle = {};  // of the run that made the latest visit
  std::vector<LearntFact> facts = {};      // about the domain, its infrastructure, its vendors
  std::optional<StoredContent> content = {};
};

// Reads it, beside a running analyzer too. Nothing: the store does not know the domain. Fails as
// open_store_to_read() does.
[[nodiscard]] Result<std::optional<DomainStory>> read_story(const std::filesystem::path& store,
                                                            std::string_view domain);

}  // namespace tidemark::analyzer
