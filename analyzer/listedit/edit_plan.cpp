#include "analyzer/listedit/edit_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "analyzer/listedit/entry_line.hpp"
#include "analyzer/listedit/entry_model.hpp"
#include "analyzer/listedit/list_lines.hpp"
#include "analyzer/lists/rule_set.hpp"
#include "analyzer/lists/words.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

using Names = std::unordered_set<std::string>;

class Planner {
 public:
  Planner(std::string_view content, std::string_view file)
      : file_(file), list_(read_list_lines(content)) {
    for (std::size_t i = 0; i < list_.rules.size(); ++i) {
      const PlacedRule& rule = list_.rules[i];
      rules_.add({.name = rule.name,
                  .action = rule.action,
                  .reach = rule.reach,
                  .important = rule.important},
                 {});
      if (rule.action == RuleAction::kBlock) rules_of_[rule.name].push_back(i);
    }
  }

  Result<EditPlan> run(const std::vector<WantedEdit>& wanted) {
    for (const WantedEdit& edit : wanted) {
      plan_.why_not.push_back(edit.removes ? remove(edit.name) : add(edit.name));
    }
    if (auto cut = cut_lines(); !cut) return std::unexpected(cut.error());
    place_additions();
    for (auto& [line, edit] : edits_) plan_.edits.push_back(std::move(edit));
    put_together();
    if (auto same = check(); !same) return std::unexpected(same.error());
    return std::move(plan_);
  }

 private:
  std::string remove(const std::string& name);
  std::string add(const std::string& name);
  Result<void> cut_lines();
  void place_additions();
  void put_together();
  [[nodiscard]] Result<void> check() const;

  // After which line new entries stand; nothing: at the beginning.
  [[nodiscard]] std::optional<std::size_t> last_entry() const;
  LineEdit& edit_at(std::size_t line) {
    return edits_.try_emplace(line, LineEdit{.line = line}).first->second;
  }
  [[nodiscard]] std::unexpected<Error> refuse(std::size_t line, std::string_view why) const {
    return failure(ErrorCode::kBadInput, fmt::format("{}:{}: {}; edit this line by hand",
                                                     printable(file_), line + 1, why));
  }

  std::string_view file_;
  ListLines list_;
  RuleSet rules_;
  std::unordered_map<std::string, std::vector<std::size_t>> rules_of_;  // block rules, by name
  Names removed_;
  std::vector<std::string> added_;
  std::map<std::size_t, std::set<std::string>> cuts_;  // by line: the names that go
  std::map<std::size_t, LineEdit> edits_;
  EditPlan plan_;
};

std::string Planner::remove(const std::string& name) {
  const auto found = rules_of_.find(name);
  if (found == rules_of_.end()) return "the list does not name it";
  if (!removed_.insert(name).second) return "asked for twice";
  for (const std::size_t rule : found->second) cuts_[list_.rules[rule].line].insert(name);
  return {};
}

std::string Planner::add(const std::string& name) {
  if (rules_of_.contains(name)) return "the list names it already";
  const RuleEntry entry{.name = name, .action = RuleAction::kBlock};
  if (const auto cover = rules_.cover_of(entry)) {
    return fmt::format("the list's rule for {} covers it", cover->name);
  }
  if (rules_.is_allowed(entry)) return "an allow rule of the list would take it back";
  if (std::ranges::find(added_, name) != added_.end()) return "asked for twice";
  added_.push_back(name);
  return {};
}

Result<void> Planner::cut_lines() {
  for (const auto& [line, names] : cuts_) {
    LineEdit& edit = edit_at(line);
    edit.removes = true;
    const auto rules = list_.rules_on(line);
    const bool all_go = std::ranges::all_of(rules, [&](const PlacedRule& rule) {
      return rule.action == RuleAction::kBlock && names.contains(rule.name);
    });
    if (all_go && !list_.has_refusal(line)) {
      for (std::size_t before = line;
           before > 0 && prepares_for(list_, before - 1, *names.begin());) {
        edit_at(--before).removes = true;
      }
      continue;
    }
    std::string text(list_.lines[line].text);
    for (const std::string& name : names) {
      auto less = without_name(text, name);
      if (!less) return refuse(line, fmt::format("{} cannot be cut out of it", name));
      text = *std::move(less);
    }
    edit.adds.push_back(text + std::string(list_.lines[line].ending));
  }
  for (const auto& [line, edit] : edits_) {
    if (edit.removes && edit.adds.empty() && !edits_.contains(line + 1) &&
        lends_owner(list_, line)) {
      return refuse(line + 1, "it belongs to the name in the line before, which is to go");
    }
  }
  return {};
}

std::optional<std::size_t> Planner::last_entry() const {
  for (std::size_t i = list_.rules.size(); i-- > 0;) {
    if (list_.rules[i].action == RuleAction::kBlock) return list_.rules[i].line;
  }
  for (std::size_t line = list_.lines.size(); line-- > 0;) {
    if (!trim(list_.lines[line].text).empty()) return line;
  }
  return std::nullopt;
}

void Planner::place_additions() {
  if (added_.empty()) return;
  const EntryModel like = EntryModel::of(list_);
  std::vector<std::string> entries;
  for (const std::string& name : added_) {
    std::ranges::move(like.lines_for(name), std::back_inserter(entries));
  }
  const auto after = last_entry();
  const std::string_view ending =
      list_.lines.empty() || list_.lines.front().ending.empty() ? "\n" : list_.lines.front().ending;
  if (!after) {
    // Nothing but blank lines, which stay behind.
    LineEdit& edit = edit_at(0);
    edit.before = true;
    for (const std::string& entry : entries) edit.adds.push_back(entry + std::string(ending));
    return;
  }
  const TextLine& last = list_.lines[*after];
  LineEdit& edit = edit_at(*after);
  if (last.ending.empty()) {
    // The file does not end with a newline, and will not.
    if (edit.removes && edit.adds.empty()) {
      for (const std::string& entry : entries) edit.adds.push_back(entry + std::string(ending));
      edit.adds.back().resize(edit.adds.back().size() - ending.size());
      return;
    }
    if (!edit.removes) {
      edit.removes = true;
      edit.adds.emplace_back(last.text);
    }
    for (const std::string& entry : entries) {
      edit.adds.back() += ending;
      edit.adds.push_back(entry);
    }
    return;
  }
  for (const std::string& entry : entries) edit.adds.push_back(entry + std::string(last.ending));
}

void Planner::put_together() {
  plan_.content = list_.mark;
  auto next = plan_.edits.begin();
  for (std::size_t line = 0; line <= list_.lines.size(); ++line) {
    const LineEdit* edit = next != plan_.edits.end() && next->line == line ? &*next++ : nullptr;
    const auto put_added = [&](bool here) {
      if (edit == nullptr || !here) return;
      for (const std::string& added : edit->adds) plan_.content += added;
    };
    put_added(edit != nullptr && edit->before);
    if (line < list_.lines.size() && (edit == nullptr || !edit->removes)) {
      plan_.content += list_.lines[line].text;
      plan_.content += list_.lines[line].ending;
    }
    put_added(edit != nullptr && !edit->before);
  }
}

Result<void> Planner::check() const {
  const ListLines now = read_list_lines(plan_.content);
  const Names added(added_.begin(), added_.end());
  Names found;
  auto rule = now.rules.begin();
  const auto skip_added = [&] {
    while (rule != now.rules.end() && rule->action == RuleAction::kBlock &&
           added.contains(rule->name)) {
      found.insert((rule++)->name);
    }
  };
  for (const PlacedRule& before : list_.rules) {
    if (before.action == RuleAction::kBlock && removed_.contains(before.name)) continue;
    skip_added();
    if (rule == now.rules.end() || !rule->says_the_same(before)) {
      return refuse(before.line, "it would say something else after the edit");
    }
    ++rule;
  }
  skip_added();
  if (rule != now.rules.end()) return refuse(0, "the edit would make rules that nobody asked for");
  if (found.size() != added.size() || now.refusals.size() > list_.refusals.size()) {
    return refuse(last_entry().value_or(0), "an entry like this one would not be understood");
  }
  return {};
}

}  // namespace

Result<EditPlan> plan_edits(std::string_view content, const std::vector<WantedEdit>& wanted,
                            std::string_view file) {
  return Planner(content, file).run(wanted);
}

}  // namespace tidemark::analyzer
