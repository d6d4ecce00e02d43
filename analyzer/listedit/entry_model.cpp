#include "analyzer/listedit/entry_model.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/listedit/entry_line.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

// In the place of a name where there is none to be like.
constexpr std::string_view kNobody = "nobody.invalid";

std::string_view first_entry(const ListLines& list) {
  for (const TextLine& line : list.lines) {
    const std::string_view text = trim(line.text);
    if (begins_with_word(text, "[adblock")) return "||nobody.invalid^";
    if (begins_with_word(text, "$ttl") || text.find(" SOA ") != std::string_view::npos) {
      return "nobody.invalid CNAME .";
    }
    if (is_word(text, "server:")) return "local-zone: \"nobody.invalid.\" always_nxdomain";
  }
  return kNobody;
}

struct Found {
  std::vector<std::string> lines;
  std::string name;
};

// The entry whose last line this is; nothing where it is no block of the usual kind.
std::optional<Found> entry_at(const ListLines& list, std::size_t line) {
  const auto rules = list.rules_on(line);
  if (list.has_refusal(line) || rules.front().action != RuleAction::kBlock) return std::nullopt;
  Found found{{std::string(list.lines[line].text)}, rules.front().name};
  std::set<std::string> others;
  for (const PlacedRule& rule : rules) {
    if (rule.important) return std::nullopt;
    if (rule.name != found.name) others.insert(rule.name);
  }
  for (const std::string& other : others) {
    auto less = without_name(found.lines.front(), other);
    if (!less) return std::nullopt;
    found.lines.front() = *std::move(less);
  }
  if (!mentions(found.lines.front(), found.name)) return std::nullopt;
  // An entry of several lines: both addresses, the name and all below it, a zone and its data.
  for (std::size_t before = line; others.empty() && before > 0; --before) {
    const std::string_view text = list.lines[before - 1].text;
    const bool belongs =
        is_about(list, before - 1, found.name) || prepares_for(list, before - 1, found.name);
    if (!belongs || !mentions(text, found.name)) break;
    found.lines.emplace(found.lines.begin(), text);
  }
  return found;
}

}  // namespace

bool is_about(const ListLines& list, std::size_t line, std::string_view name) {
  const auto rules = list.rules_on(line);
  return !rules.empty() && !list.has_refusal(line) &&
         std::ranges::all_of(rules, [&](const PlacedRule& rule) {
           return rule.action == RuleAction::kBlock && rule.name == name;
         });
}

bool prepares_for(const ListLines& list, std::size_t line, std::string_view name) {
  const std::string_view text = trim(list.lines[line].text);
  return begins_with_word(text, "local-zone:") && list.rules_on(line).empty() &&
         !list.has_refusal(line) && mentions(text, name);
}

bool lends_owner(const ListLines& list, std::size_t line) {
  if (line + 1 >= list.lines.size()) return false;
  const std::string_view next = list.lines[line + 1].text;
  if (next.empty() || !is_blank(next.front()) || trim(next).empty() || trim(next).front() == ';') {
    return false;
  }
  std::string_view rest = list.lines[line].text;
  if (rest.empty() || is_blank(rest.front())) return false;
  const std::string_view owner = next_word(rest);
  const auto rules = list.rules_on(line);
  return !trim(rest).empty() && !rules.empty() && mentions(owner, rules.front().name);
}

EntryModel EntryModel::of(const ListLines& list) {
  EntryModel model;
  std::size_t seen = list.lines.size();
  for (std::size_t i = list.rules.size(); i-- > 0;) {
    if (list.rules[i].line == seen) continue;
    seen = list.rules[i].line;
    if (auto found = entry_at(list, seen)) {
      model.lines_ = std::move(found->lines);
      model.name_ = std::move(found->name);
      return model;
    }
  }
  model.lines_ = {std::string(first_entry(list))};
  model.name_ = kNobody;
  return model;
}

std::vector<std::string> EntryModel::lines_for(std::string_view name) const {
  std::vector<std::string> lines;
  for (const std::string& line : lines_) {
    if (auto entry = entry_like(line, name_, name)) lines.push_back(*std::move(entry));
  }
  return lines;
}

}  // namespace tidemark::analyzer
