#include "analyzer/listedit/undo_journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <system_error>

#include <nlohmann/json.hpp>

#include "analyzer/advice/content_digest.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/replace_file.hpp"
#include "probes/json/json_file.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::string_view kSchema = "tidemark.undo/1";
constexpr std::string_view kFile = "journal.json";
constexpr std::int64_t kMostLines = 100'000'000;
constexpr std::size_t kMostAdded = 1'000'000;
constexpr Bytes kLargestJournal = Bytes::mib(64);
constexpr Bytes kLargestList = Bytes::mib(1024);

LineEdit read_edit(const JsonPlace& place) {
  place.allow_only({"line", "removes", "before", "adds"});
  const auto count = [&](const char* key) {
    const std::int64_t number = place.at(key).count();
    if (number > kMostLines) {
      place.at(key).fail("is no number of lines");
    }
    return static_cast<std::size_t>(number);
  };
  return {.line = count("line"),
          .removes = place.at("removes").flag(),
          .before = place.at("before").flag(),
          .adds = std::vector<std::string>(std::min(count("adds"), kMostAdded))};
}

JournalEntry read_entry(const JsonPlace& place) {
  place.allow_only({"change", "at", "before", "after", "copy", "done", "edits"});
  JournalEntry entry{
      .change = place.at("change").text(),
      .at = std::chrono::system_clock::time_point(std::chrono::seconds(place.at("at").count())),
      .before = place.at("before").text(),
      .after = place.at("after").text(),
      .copy = place.at("copy").text()};
  // It names a file beside the journal, never one elsewhere.
  if (entry.copy.find('/') != std::string::npos) place.at("copy").fail("must be a file's name");
  for (const JsonPlace& id : place.at("done").all_items()) entry.done.push_back(id.text());
  for (const JsonPlace& edit : place.at("edits").all_items())
    entry.edits.push_back(read_edit(edit));
  return entry;
}

}  // namespace

Result<UndoJournal> UndoJournal::open(const fs::path& folder, const fs::path& list) {
  UndoJournal journal(folder / content_digest(list.string()).substr(0, 32), list);
  if (auto loaded = journal.load(); !loaded && loaded.error().code != ErrorCode::kNotFound) {
    return std::unexpected(loaded.error());
  }
  return journal;
}

Result<std::vector<UndoJournal>> UndoJournal::all(const fs::path& folder) {
  std::vector<UndoJournal> journals;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    UndoJournal journal(entry->path(), {});
    if (auto loaded = journal.load(); loaded) {
      journals.push_back(std::move(journal));
    } else if (loaded.error().code != ErrorCode::kNotFound) {
      return std::unexpected(loaded.error());
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return system_failure("read " + printable(folder.string()), error.value());
  }
  std::ranges::sort(journals, {}, [](const UndoJournal& journal) { return journal.list_; });
  return journals;
}

Result<void> UndoJournal::load() {
  const fs::path file = folder_ / kFile;
  const auto text = read_text_file(file, kLargestJournal);
  if (!text) return std::unexpected(text.error());
  const auto document = parse_json_document(*text, file.string());
  if (!document) return std::unexpected(document.error());
  try {
    const JsonPlace root(*document, "");
    root.allow_only({"schema", "list", "entries"});
    if (root.at("schema").text() != kSchema) {
      root.at("schema").fail(fmt::format("must be \"{}\"", kSchema));
    }
    list_ = root.at("list").text();
    for (const JsonPlace& place : root.at("entries").all_items())
      entries_.push_back(read_entry(place));
    return {};
  } catch (const JsonProblem& problem) {
    return failure(ErrorCode::kBadInput, explain(problem, file.string()));
  }
}

Result<void> UndoJournal::save() const {
  ordered_json entries = ordered_json::array();
  for (const JournalEntry& entry : entries_) {
    const auto at = std::chrono::floor<std::chrono::seconds>(entry.at.time_since_epoch());
    ordered_json edits = ordered_json::array();
    for (const LineEdit& edit : entry.edits) {
      edits.push_back({{"line", edit.line},
                       {"removes", edit.removes},
                       {"before", edit.before},
                       {"adds", edit.adds.size()}});
    }
    entries.push_back({{"change", entry.change},
                       {"at", at.count()},
                       {"before", entry.before},
                       {"after", entry.after},
                       {"copy", entry.copy},
                       {"done", entry.done},
                       {"edits", std::move(edits)}});
  }
  const ordered_json json{
      {"schema", kSchema}, {"list", list_.string()}, {"entries", std::move(entries)}};
  return replace_file(folder_ / kFile,
                      json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n",
                      Readers::kOwner);
}

bool UndoJournal::leads(std::string_view original, std::string_view current) const {
  for (auto entry = entries_.rbegin(); current != original; ++entry) {
    // An entry of a writer that was killed before it wrote the list changed nothing.
    while (entry != entries_.rend() && entry->after != current) ++entry;
    if (entry == entries_.rend()) return false;
    current = entry->before;
  }
  return true;
}

Result<void> UndoJournal::record(JournalEntry entry, std::string_view content) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return system_failure("create " + printable(folder_.string()), error.value());
  entry.copy = entry.before.substr(0, 32) + ".before";
  const auto kept = replace_file(folder_ / entry.copy, content, Readers::kOwner);
  if (!kept) return kept;
  entries_.push_back(std::move(entry));
  std::vector<JournalEntry> old;
  if (entries_.size() > kKept) {
    const auto first_kept = entries_.end() - static_cast<std::ptrdiff_t>(kKept);
    old.assign(entries_.begin(), first_kept);
    entries_.erase(entries_.begin(), first_kept);
  }
  if (auto saved = save(); !saved) return saved;
  for (const JournalEntry& gone : old) {
    if (std::ranges::find(entries_, gone.copy, &JournalEntry::copy) == entries_.end()) {
      fs::remove(folder_ / gone.copy, error);
    }
  }
  return {};
}

Result<std::string> UndoJournal::content_before_last() const {
  const JournalEntry& last = entries_.back();
  const fs::path file = folder_ / last.copy;
  auto content = read_text_file(file, kLargestList);
  if (!content) return content;
  if (content_digest(*content) != last.before) {
    return failure(ErrorCode::kBadInput,
                   printable(file.string()) + " is not what was kept there; nothing was changed");
  }
  return content;
}

Result<void> UndoJournal::drop_last(bool on_disk) {
  const JournalEntry last = entries_.back();
  entries_.pop_back();
  if (!on_disk) return {};
  if (auto saved = save(); !saved) return saved;
  std::error_code error;
  if (std::ranges::find(entries_, last.copy, &JournalEntry::copy) == entries_.end()) {
    fs::remove(folder_ / last.copy, error);
  }
  return {};
}

}  // namespace tidemark::analyzer
