#include "cli/lists/list_changes.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>

#include "analyzer/advice/content_digest.hpp"
#include "analyzer/names/public_suffix.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;
using analyzer::Advice;
using analyzer::LockedList;
using analyzer::Recommendation;
using analyzer::RecommendationFile;
using analyzer::UndoJournal;

LockedList::Lock lock_for(const ChangeOptions& options) {
  return options.write ? LockedList::Lock::kToChange : LockedList::Lock::kToRead;
}

Result<ListChange> open_list(const std::string& named, const ChangeOptions& options) {
  auto list = LockedList::open(named, lock_for(options));
  if (!list) return std::unexpected(list.error());
  auto journal = UndoJournal::open(options.journal, list->path());
  if (!journal) return std::unexpected(journal.error());
  return ListChange{.list = *std::move(list), .journal = *std::move(journal), .named = named};
}

Result<void> check_is_as_advised(const ListChange& change, const RecommendationFile& file,
                                 const std::string& digest) {
  const std::string now = analyzer::content_digest(change.list.content());
  if (now == digest || change.journal.leads(digest, now)) return {};
  return failure(
      ErrorCode::kBadInput,
      fmt::format("{} was edited after the recommendations were made ({}): run `tidemark "
                  "analyze --report` again, which visits nothing twice; nothing was "
                  "changed",
                  printable(change.named), utc_text(file.made_at)));
}

Result<void> plan(ListChange& change, const ChangeOptions& options) {
  std::vector<analyzer::WantedEdit> wanted;
  wanted.reserve(change.advice.size() * 2);
  for (const Recommendation& item : change.advice) {
    wanted.push_back({.removes = item.advice == Advice::kRemove, .name = item.domain});
  }
  if (options.twins) {
    for (const Recommendation& item : change.advice) {
      std::string twin = analyzer::www_twin(item.domain);
      if (twin.empty() ||
          std::ranges::find(wanted, twin, &analyzer::WantedEdit::name) != wanted.end()) {
        continue;
      }
      wanted.push_back({.removes = item.advice == Advice::kRemove, .name = std::move(twin)});
    }
  }
  auto planned = analyzer::plan_edits(change.list.content(), wanted, change.named);
  if (!planned) return std::unexpected(planned.error());
  change.edits = std::move(planned->edits);
  change.content = std::move(planned->content);
  change.why_not = std::move(planned->why_not);
  change.why_not.resize(change.advice.size());
  return {};
}

// Sorts by time, and names the process in case two start in the same second.
std::string change_name(std::chrono::system_clock::time_point now) {
  return fmt::format("{}-{}", utc_text(now), ::getpid());
}

std::string written_before(const std::vector<ListChange>& changes, const ListChange* failed) {
  std::string names;
  for (const ListChange& change : changes) {
    if (&change == failed) break;
    if (!change.edits.empty()) names += (names.empty() ? "" : ", ") + printable(change.named);
  }
  if (names.empty()) return "; nothing was changed";
  return fmt::format("; changed before that: {} (`tidemark lists undo` takes it back)", names);
}

// Entries of writers that were killed before they wrote: the list is still what it was.
Result<void> forget_what_never_happened(ListChange& change, bool write) {
  const std::string now = analyzer::content_digest(change.list.content());
  while (!change.journal.entries().empty()) {
    const analyzer::JournalEntry& last = change.journal.entries().back();
    if (last.after == now) return {};
    if (last.before != now) {
      return failure(ErrorCode::kBadInput,
                     fmt::format("{} was edited after it was changed on {}: taking that back would "
                                 "lose the edit; nothing was changed",
                                 printable(change.named), utc_text(last.at)));
    }
    if (auto dropped = change.journal.drop_last(write); !dropped) return dropped;
  }
  return failure(ErrorCode::kBadInput,
                 printable(change.named) + ": there is no change to take back");
}

Result<std::vector<std::string>> lists_of_latest_change(const fs::path& folder) {
  const auto journals = UndoJournal::all(folder);
  if (!journals) return std::unexpected(journals.error());
  std::string latest;
  for (const UndoJournal& journal : *journals) {
    if (!journal.entries().empty()) latest = std::max(latest, journal.entries().back().change);
  }
  if (latest.empty()) {
    return failure(ErrorCode::kBadInput, printable(folder.string()) +
                                             " has no change to take back (--journal names another "
                                             "folder)");
  }
  std::vector<std::string> lists;
  for (const UndoJournal& journal : *journals) {
    if (!journal.entries().empty() && journal.entries().back().change == latest) {
      lists.push_back(journal.list().string());
    }
  }
  return lists;
}

}  // namespace

Result<std::vector<ListChange>> plan_advice(const RecommendationFile& file,
                                            const std::vector<Recommendation>& chosen,
                                            const ChangeOptions& options) {
  std::vector<ListChange> changes;
  for (const analyzer::AdvisedList& list : file.lists) {
    std::vector<Recommendation> advice;
    std::ranges::copy_if(chosen, std::back_inserter(advice), [&](const Recommendation& item) {
      return item.category == list.category;
    });
    if (advice.empty()) continue;
    auto change = open_list(list.file, options);
    if (!change) return std::unexpected(change.error());
    change->advice = std::move(advice);
    if (auto same = check_is_as_advised(*change, file, list.sha256); !same) {
      return std::unexpected(same.error());
    }
    if (auto planned = plan(*change, options); !planned) return std::unexpected(planned.error());
    changes.push_back(*std::move(change));
  }
  return changes;
}

Result<void> write_changes(std::vector<ListChange>& changes) {
  const auto now = std::chrono::system_clock::now();
  const std::string name = change_name(now);
  for (ListChange& change : changes) {
    if (change.edits.empty()) continue;
    analyzer::JournalEntry entry{.change = name,
                                 .at = now,
                                 .before = analyzer::content_digest(change.list.content()),
                                 .after = analyzer::content_digest(change.content),
                                 .edits = change.edits};
    for (std::size_t i = 0; i < change.advice.size(); ++i) {
      if (change.why_not[i].empty()) entry.done.push_back(change.advice[i].id);
    }
    // First what takes it back, then the change.
    auto done = change.journal.record(std::move(entry), change.list.content());
    if (done) {
      done = change.list.replace(change.content);
      if (!done) static_cast<void>(change.journal.drop_last());
    }
    if (!done) {
      return failure(done.error().code, done.error().message + written_before(changes, &change));
    }
  }
  return {};
}

Result<std::vector<ListChange>> plan_undo(const std::vector<std::string>& lists,
                                          const ChangeOptions& options) {
  auto wanted = lists.empty() ? lists_of_latest_change(options.journal)
                              : Result<std::vector<std::string>>(lists);
  if (!wanted) return std::unexpected(wanted.error());
  std::vector<ListChange> changes;
  for (const std::string& list : *wanted) {
    auto change = open_list(list, options);
    if (!change) return std::unexpected(change.error());
    if (auto ready = forget_what_never_happened(*change, options.write); !ready) {
      return std::unexpected(ready.error());
    }
    auto before = change->journal.content_before_last();
    if (!before) return std::unexpected(before.error());
    change->content = *std::move(before);
    change->edits = analyzer::inverse_of(change->journal.entries().back().edits, change->content);
    changes.push_back(*std::move(change));
  }
  return changes;
}

Result<void> write_undo(std::vector<ListChange>& changes) {
  for (ListChange& change : changes) {
    auto done = change.list.replace(change.content);
    if (done) done = change.journal.drop_last();
    if (!done) {
      return failure(done.error().code, done.error().message + written_before(changes, &change));
    }
  }
  return {};
}

Result<fs::path> journal_folder(const fs::path& given) {
  if (!given.empty()) return fs::absolute(given);
  const fs::path inside = fs::path("tidemark") / "undo";
  // Relative paths are to be ignored (XDG base directory specification).
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && fs::path(state).is_absolute()) return state / inside;
  const char* home = std::getenv("HOME");
  if (home != nullptr && fs::path(home).is_absolute()) {
    return fs::path(home) / ".local" / "state" / inside;
  }
  return failure(ErrorCode::kBadInput,
                 "there is no home directory to keep what takes changes back: give --journal DIR");
}

}  // namespace tidemark::cli
