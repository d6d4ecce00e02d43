#include "analyzer/lists/pihole_line.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <string>

#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kLongestName = 255;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

constexpr std::array<std::string_view, 11> kPassedOver{
    "localhost",     "localhost.localdomain", "local",        "broadcasthost",
    "ip6-localhost", "ip6-loopback",          "ip6-localnet", "ip6-mcastprefix",
    "ip6-allnodes",  "ip6-allrouters",        "ip6-allhosts"};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

// Pi-hole's own idea: the length of the last label is not checked, hyphens only where they would
// begin the last label or end the name.
bool is_name(std::string_view name, bool needs_a_dot) {
  if (name.empty() || name.size() > kLongestName) return false;
  if (!std::ranges::all_of(name, is_name_character)) return false;
  std::size_t start = 0;
  bool has_dot = false;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos;
       dot = name.find('.', start)) {
    if (dot == start || dot - start > 63) return false;
    start = dot + 1;
    has_dot = true;
  }
  if (needs_a_dot && !has_dot) return false;
  return !name.substr(start).starts_with('-') && !name.ends_with('-');
}

bool is_address(const std::string& word) {
  in6_addr address{};
  return ::inet_pton(AF_INET, word.c_str(), &address) == 1 ||
         ::inet_pton(AF_INET6, word.c_str(), &address) == 1;
}

// What is left of a line once comments are away; empty where it is passed over as a whole.
std::string_view content_of(std::string_view line) {
  if (line.starts_with(kMark)) line.remove_prefix(kMark.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  if (line.empty() || std::string_view("!#;[").contains(line.front())) return {};
  // Text ends at a NUL for Pi-hole, which is written in C.
  line = line.substr(0, line.find('\0'));
  const std::size_t hash = line.find('#');
  if (hash == std::string_view::npos) return line;
  // A cosmetic rule.
  if (hash > 0 && hash + 1 < line.size() && std::string_view("#$@?%").contains(line[hash + 1])) {
    return {};
  }
  return line.substr(0, hash);
}

void read_word(std::string& word, bool exact_is_possible, PiholeList list, RuleMaker& out) {
  if (is_address(word)) return;
  if (word.ends_with('.')) word.pop_back();
  if (word.empty()) return;
  std::ranges::transform(word, word.begin(), to_lower);

  const RuleAction action = list == PiholeList::kBlock ? RuleAction::kBlock : RuleAction::kAllow;
  const std::string_view anchor = list == PiholeList::kBlock ? "||" : "@@||";
  if (exact_is_possible && is_name(word, true)) {
    return out.take({.name = word, .action = action, .reach = RuleReach::kName});
  }
  std::string_view name = word;
  if (name.starts_with(anchor) && name.ends_with('^')) {
    name = name.substr(anchor.size(), name.size() - anchor.size() - 1);
    if (is_name(name, false)) {
      return out.take({.name = name, .action = action, .reach = RuleReach::kTree});
    }
  }
  if (std::ranges::find(kPassedOver, word) != kPassedOver.end()) return;
  out.refuse(word, "is no domain for Pi-hole");
}

}  // namespace

void read_pihole_line(std::string_view line, PiholeList list, RuleMaker& out) {
  std::string_view rest = content_of(line);
  if (rest.empty()) return;
  // The first character of the line decides for every word on it.
  const bool exact_is_possible = rest.front() != (list == PiholeList::kBlock ? '|' : '@');
  std::string word;
  while (true) {
    const std::size_t start = rest.find_first_not_of(" \t");
    if (start == std::string_view::npos) return;
    rest.remove_prefix(start);
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    word = rest.substr(0, end);
    rest.remove_prefix(end);
    read_word(word, exact_is_possible, list, out);
  }
}

}  // namespace tidemark::analyzer
