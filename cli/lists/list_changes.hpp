// What recommendations, or taking them back, would do to list files; and doing it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/advice/recommendation_file.hpp"
#include "analyzer/listedit/edit_plan.hpp"
#include "analyzer/listedit/locked_list.hpp"
#include "analyzer/listedit/undo_journal.hpp"
#include "probes/base/result.hpp"

namespace tidemark::cli {

// One list file, locked as long as this lives.
struct ListChange {
  analyzer::LockedList list;
  analyzer::UndoJournal journal;
  std::string named;  // the file as the recommendations or the user call it; untrusted
  std::vector<analyzer::Recommendation> advice = {};
  std::vector<std::string> why_not = {};  // for each; empty: it is done
  std::vector<analyzer::LineEdit> edits = {};
  std::string content = {};  // of the list afterwards
};

struct ChangeOptions {
  std::filesystem::path journal;  // folder of the journals
  bool write = false;
  bool twins = false;  // the www or apex twin of each name, too
};

// kBadInput: a list is not what it was when the recommendations were made (unless our own changes
// made it what it is), cannot be edited safely, or is missing.
[[nodiscard]] Result<std::vector<ListChange>> plan_advice(
    const analyzer::RecommendationFile& file, const std::vector<analyzer::Recommendation>& chosen,
    const ChangeOptions& options);

// Writes every list whose content changes, its journal first. Says in the error which lists were
// written before the one that failed.
[[nodiscard]] Result<void> write_changes(std::vector<ListChange>& changes);

// What takes the last change back: of these lists, or of all lists of the latest change.
[[nodiscard]] Result<std::vector<ListChange>> plan_undo(const std::vector<std::string>& lists,
                                                        const ChangeOptions& options);
[[nodiscard]] Result<void> write_undo(std::vector<ListChange>& changes);

// `--journal`, or $XDG_STATE_HOME/tidemark/undo, or ~/.local/state/tidemark/undo. kBadInput: none
// of them is there to be used.
[[nodiscard]] Result<std::filesystem::path> journal_folder(const std::filesystem::path& given);

}  // namespace tidemark::cli
