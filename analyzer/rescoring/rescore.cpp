#include "analyzer/rescoring/rescore.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "analyzer/rescoring/bounded_queue.hpp"
#include "analyzer/rescoring/stale_contents.hpp"
#include "analyzer/store/score_rows.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;

// Enough to make handing over cheap; a few hundred KiB.
constexpr std::size_t kBatch = 200;
// Batches that wait for a thread: so that none is idle, and memory stays small.
constexpr std::size_t kWaiting = 8;

struct Judged {
  std::int64_t visit = 0;
  int content_version = 0;
  int points = 0;
  std::string explanation;
};

class Rescorer {
 public:
  Rescorer(Database& writing, const KeywordBook& keywords)
      : writing_(writing),
        keywords_(keywords),
        origin_{.keywords = keywords.name(), .fingerprint = keywords.fingerprint()} {}

  Result<Rescored> run(StaleContents contents, unsigned threads, const OnRescored& on_progress) {
    Rescored so_far{.pages = contents.all(), .stale = contents.stale()};
    {
      const std::jthread writer([this] { note(write_all()); });
      {
        std::vector<std::jthread> judges;
        for (unsigned i = 0; i < threads; ++i) {
          judges.emplace_back([this] { note(judge_all()); });
        }
        note(read_all(contents, so_far, on_progress));
        packed_.close();
      }
      judged_.close();
    }
    so_far.judged = written_;
    if (error_) return std::unexpected(*error_);
    return so_far;
  }

 private:
  // Reads, on the calling thread.
  Result<void> read_all(StaleContents& contents, Rescored& so_far, const OnRescored& on_progress) {
    while (true) {
      so_far.judged = written_;
      if (!on_progress(so_far)) return {};
      auto batch = contents.next(kBatch);
      if (!batch) return std::unexpected(batch.error());
      if (batch->empty() || !packed_.push(*std::move(batch))) return {};
    }
  }

  Result<void> judge_all() {
    Decompressor decompressor;
    while (auto batch = packed_.pop()) {
      std::vector<Judged> judged;
      judged.reserve(batch->size());
      for (PackedContent& packed : *batch) {
        const std::int64_t visit = packed.visit;
        const std::string domain = packed.plain.domain;
        const auto stored = unpack(std::move(packed), decompressor);
        if (!stored) {
          return failure(stored.error().code, "the stored page of " + domain + ": " +
                                                  stored.error().message +
                                                  "; --force with that domain fetches it anew");
        }
        const PageScore score = keywords_.score(stored->content);
        judged.push_back({.visit = visit,
                          .content_version = stored->version,
                          .points = score.points,
                          .explanation = explanation_text(score)});
      }
      if (!judged_.push(std::move(judged))) return {};
    }
    return {};
  }

  Result<void> write_all() {
    auto rows = ScoreRows::prepare(writing_);
    if (!rows) return std::unexpected(rows.error());
    while (auto batch = judged_.pop()) {
      if (auto written = write(*rows, *batch); !written) {
        writing_.roll_back();
        return written;
      }
      written_ += batch->size();
    }
    return {};
  }

  Result<void> write(ScoreRows& rows, const std::vector<Judged>& batch) {
    if (auto begun = writing_.run("BEGIN IMMEDIATE"); !begun) return begun;
    for (const Judged& each : batch) {
      auto written =
          rows.write(each.visit, origin_, each.content_version, each.points, each.explanation);
      if (!written) return written;
    }
    return writing_.run("COMMIT");
  }

  // The first failure ends everybody's work.
  void note(const Result<void>& ended) {
    if (ended) return;
    {
      const std::scoped_lock lock(error_mutex_);
      if (!error_) error_ = ended.error();
    }
    packed_.drop();
    judged_.drop();
  }

  Database& writing_;  // used by the writing thread alone
  const KeywordBook& keywords_;
  ScoreOrigin origin_;
  BoundedQueue<std::vector<PackedContent>> packed_{kWaiting};
  BoundedQueue<std::vector<Judged>> judged_{kWaiting};
  std::atomic<std::size_t> written_ = 0;
  std::mutex error_mutex_;
  std::optional<Error> error_;
};

}  // namespace

Result<Rescored> rescore(const std::filesystem::path& store, Database& writing,
                         const KeywordBook& keywords, unsigned threads,
                         const OnRescored& on_progress) {
  auto reading = Database::open(store, Database::Access::kRead);
  if (!reading) return std::unexpected(reading.error());
  auto contents = StaleContents::find(*reading, keywords.fingerprint());
  if (!contents) return std::unexpected(contents.error());
  return Rescorer(writing, keywords).run(*std::move(contents), threads, on_progress);
}

}  // namespace tidemark::analyzer
