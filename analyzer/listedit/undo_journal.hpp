// What was changed in lists, so that it can be taken back: a folder outside of the lists' own, that
// version control never sees.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/listedit/edit_plan.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// One change of one list. It was made if the list has, or had, the content `after`; a writer that
// was killed leaves one that was not.
struct JournalEntry {
  std::string change;  // the same for all lists that one command changed; sorts by time
  std::chrono::system_clock::time_point at{};
  std::string before;  // digests of the list's content
  std::string after;
  std::string copy = {};               // file in the journal with the content before
  std::vector<std::string> done = {};  // ids of the recommendations
  std::vector<LineEdit> edits = {};    // from before to after; of the added lines only how many
};

// The changes of one list, oldest first, at most kKept. A file of their contents before each.
class UndoJournal {
 public:
  static constexpr std::size_t kKept = 10;

  // `list`: absolute, without links. A journal without entries where there is none yet; nothing is
  // made. kBadInput: the journal is broken.
  [[nodiscard]] static Result<UndoJournal> open(const std::filesystem::path& folder,
                                                const std::filesystem::path& list);
  // All journals in `folder`.
  [[nodiscard]] static Result<std::vector<UndoJournal>> all(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& list() const { return list_; }
  [[nodiscard]] const std::vector<JournalEntry>& entries() const { return entries_; }

  // Whether `current` came from `original` by changes of this journal alone.
  [[nodiscard]] bool leads(std::string_view original, std::string_view current) const;

  // Keeps `content`, the list's before `entry`, and the entry; synced to disk when it returns.
  // `entry.copy` is filled in.
  Result<void> record(JournalEntry entry, std::string_view content);
  // The content before the last entry; checked against its digest.
  [[nodiscard]] Result<std::string> content_before_last() const;
  // Forgets the last entry; without `on_disk` in memory alone.
  Result<void> drop_last(bool on_disk = true);

 private:
  UndoJournal(std::filesystem::path folder, std::filesystem::path list)
      : folder_(std::move(folder)), list_(std::move(list)) {}
  Result<void> load();
  Result<void> save() const;

  std::filesystem::path folder_;  // of this list's changes
  std::filesystem::path list_;
  std::vector<JournalEntry> entries_;
};

}  // namespace tidemark::analyzer
