#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "analyzer/listedit/edit_plan.hpp"
#include "analyzer/listedit/list_lines.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kAround = 3;
constexpr std::size_t kShown = 300;  // characters of a line

// Edits so near to each other that their surroundings touch.
struct Hunk {
  std::size_t first = 0;  // line of the old list
  std::size_t past = 0;
  std::vector<LineEdit>::const_iterator begin;
  std::vector<LineEdit>::const_iterator end;
};

std::vector<Hunk> hunks_of(const std::vector<LineEdit>& edits, std::size_t lines) {
  std::vector<Hunk> hunks;
  for (auto edit = edits.begin(); edit != edits.end(); ++edit) {
    const std::size_t first = edit->line - std::min(edit->line, kAround);
    const std::size_t past = std::min(lines, edit->line + 1 + kAround);
    if (hunks.empty() || first > hunks.back().past) {
      hunks.push_back({first, past, edit, std::next(edit)});
    } else {
      hunks.back().past = past;
      hunks.back().end = std::next(edit);
    }
  }
  return hunks;
}

void show(std::string& out, char kind, std::string_view text, std::string_view ending) {
  out += kind;
  out += printable(text, kShown);
  out += '\n';
  if (ending.empty()) out += "\\ No newline at end of file\n";
}

void show_added(std::string& out, const std::vector<std::string>& lines) {
  for (const std::string_view added : lines) {
    std::string_view text = added;
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    show(out, '+', text, added.substr(text.size()));
  }
}

// "12,3" as diff says where lines are; from 1, or the line before where there are none.
std::string range(std::size_t first, std::size_t count) {
  const std::size_t start = count == 0 ? first : first + 1;
  return count == 1 ? fmt::format("{}", start) : fmt::format("{},{}", start, count);
}

}  // namespace

std::vector<LineEdit> inverse_of(const std::vector<LineEdit>& edits, std::string_view content) {
  const ListLines list = read_list_lines(content);
  std::map<std::size_t, LineEdit> inverse;
  const auto at = [&](std::size_t line) -> LineEdit& {
    return inverse.try_emplace(line, LineEdit{.line = line}).first->second;
  };
  std::size_t now = 0;  // line of the new list
  std::size_t line = 0;
  for (const LineEdit& edit : edits) {
    // Read from a file, edits may be another list's.
    const std::size_t past = edit.line + (edit.removes ? 1 : 0);
    if (edit.line < line || past > list.lines.size()) return {};
    now += edit.line - line;  // lines that were left alone
    line = edit.line;
    const bool stays = !edit.removes && line < list.lines.size();
    if (stays && !edit.before) ++now;
    if (edit.removes) {
      LineEdit& back = at(now);
      back.before = back.before || edit.adds.empty();
      back.adds.push_back(std::string(list.lines[line].text) +
                          std::string(list.lines[line].ending));
    }
    for (std::size_t i = 0; i < edit.adds.size(); ++i) at(now++).removes = true;
    if (stays && edit.before) ++now;
    line = std::min(line + 1, list.lines.size());
  }
  std::vector<LineEdit> taken_back;
  taken_back.reserve(inverse.size());
  for (auto& [where, edit] : inverse) taken_back.push_back(std::move(edit));
  return taken_back;
}

std::string unified_diff(std::string_view content, const std::vector<LineEdit>& edits,
                         std::string_view file) {
  if (edits.empty()) return {};
  const ListLines list = read_list_lines(content);
  std::string out = fmt::format("--- {0}\n+++ {0}\n", printable(file));
  std::size_t shift_added = 0;  // lines more than removed so far, as two counts
  std::size_t shift_removed = 0;
  for (const Hunk& hunk : hunks_of(edits, list.lines.size())) {
    std::string body;
    std::size_t removed = 0;
    std::size_t added = 0;
    auto edit = hunk.begin;
    for (std::size_t line = hunk.first; line <= hunk.past; ++line) {
      const LineEdit* here = edit != hunk.end && edit->line == line ? &*edit++ : nullptr;
      const bool goes = here != nullptr && here->removes;
      const bool adds_first = here != nullptr && here->before;
      if (adds_first) show_added(body, here->adds);
      if (line < hunk.past) {
        removed += goes ? 1 : 0;
        show(body, goes ? '-' : ' ', list.lines[line].text, list.lines[line].ending);
      }
      if (here == nullptr) continue;
      if (!adds_first) show_added(body, here->adds);
      added += here->adds.size();
    }
    const std::size_t old_count = hunk.past - hunk.first;
    out +=
        fmt::format("@@ -{} +{} @@\n", range(hunk.first, old_count),
                    range(hunk.first + shift_added - shift_removed, old_count + added - removed));
    out += body;
    shift_added += added;
    shift_removed += removed;
  }
  return out;
}

}  // namespace tidemark::analyzer
