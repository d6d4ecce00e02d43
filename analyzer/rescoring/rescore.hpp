// Judges stored pages anew: no network, no browser.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>

#include "analyzer/scoring/keyword_book.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

struct Rescored {
  std::size_t pages = 0;   // that are to have a score
  std::size_t stale = 0;   // of them, without one by these keywords
  std::size_t judged = 0;  // of those, by now; fewer only when stopped
};

// Tells how far it is, on the calling thread; false from it: stop.
using OnRescored = std::function<bool(const Rescored& so_far)>;

// Scores every page that has no score by `keywords` yet, on `threads` threads besides one that
// reads and one that writes. `store`: the file that `writing` is open on; the caller holds its
// lease. Whatever ends it, scores that were written stay, and the next call goes on from there.
// kBadInput: damaged, says where; kNoSpace, kIo: it cannot be written.
[[nodiscard]] Result<Rescored> rescore(const std::filesystem::path& store,
                                       probes::Database& writing, const KeywordBook& keywords,
                                       unsigned threads, const OnRescored& on_progress);

}  // namespace tidemark::analyzer
