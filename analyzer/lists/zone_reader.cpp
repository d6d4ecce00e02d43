#include "analyzer/lists/zone_reader.hpp"

#include <algorithm>
#include <array>

#include "analyzer/lists/sink_address.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::array<std::string_view, 13> kTypes{
    "cname", "a", "aaaa", "soa", "ns", "txt", "mx", "ptr", "srv", "dname", "caa", "https", "svcb"};
constexpr std::array<std::string_view, 3> kClasses{"in", "ch", "hs"};
constexpr std::array<std::string_view, 4> kAddressTriggers{"rpz-ip", "rpz-client-ip", "rpz-nsip",
                                                           "rpz-nsdname"};

// Lines of one record, which is an SOA as a rule: seven values, each with a comment around it.
constexpr int kLongestRecord = 30;
// No name of DNS is longer as text, escapes included.
constexpr std::size_t kLongestOrigin = 1024;

bool is_one_of(std::string_view word, const auto& words) {
  return std::ranges::any_of(words, [&](std::string_view known) { return is_word(word, known); });
}

// "3600", "1h30m".
bool is_time_to_live(std::string_view word) {
  return !word.empty() && word.front() >= '0' && word.front() <= '9' &&
         std::ranges::all_of(word, [](char c) {
           return (c >= '0' && c <= '9') || std::string_view("smhdwSMHDW").contains(c);
         });
}

// Up to a comment.
std::string_view without_comment(std::string_view line) {
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"') quoted = !quoted;
    if (line[at] == ';' && !quoted) return line.substr(0, at);
  }
  return line;
}

// How many parentheses are opened more than closed, those in quoted text left out.
int parentheses_of(std::string_view text) {
  int open = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted) open += c == '(' ? 1 : c == ')' ? -1 : 0;
  }
  return open;
}

std::string_view without_last_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// Whether `name` is `zone` or below it; then `name` becomes the part below.
bool cut_zone(std::string_view& name, std::string_view zone) {
  if (name.size() < zone.size() ||
      !std::ranges::equal(name.substr(name.size() - zone.size()), zone, {}, to_lower, to_lower)) {
    return false;
  }
  if (name.size() == zone.size()) {
    name = {};
    return true;
  }
  if (name[name.size() - zone.size() - 1] != '.') return false;
  name.remove_suffix(zone.size() + 1);
  return true;
}

bool is_address_trigger(std::string_view name) {
  return std::ranges::any_of(kAddressTriggers, [&](std::string_view trigger) {
    std::string_view rest = name;
    return cut_zone(rest, trigger);
  });
}

}  // namespace

bool ZoneReader::read(std::string_view line, RuleMaker& out) {
  const std::string_view text = without_comment(line);
  if (open_parentheses_ > 0) {
    if (++lines_within_ <= kLongestRecord) {
      open_parentheses_ = std::max(0, open_parentheses_ + parentheses_of(text));
      return true;
    }
    // It was no record, or is a broken one: the rest of the file must not be lost with it.
    open_parentheses_ = 0;
    out.refuse(line, "comes long after a '(' that nothing closes: the lines between are lost");
    return true;
  }
  if (text.starts_with('$')) {
    read_directive(text, out);
    return true;
  }
  Record record;
  if (!find_record(text, record)) return false;
  open_parentheses_ = std::max(0, parentheses_of(record.data));
  lines_within_ = 0;
  take_record(record, trim(line), out);
  return true;
}

bool ZoneReader::find_record(std::string_view line, Record& record) const {
  if (line.empty()) return false;
  std::string_view rest = line;
  const bool same_owner = is_blank(line.front());
  record.owner = same_owner ? std::string_view(last_owner_) : next_word(rest);
  if (record.owner.empty()) return false;
  // Time to live and class, in any order.
  for (int before = 0; before < 3; ++before) {
    record.type = next_word(rest);
    if (is_one_of(record.type, kTypes)) break;
    if (!is_time_to_live(record.type) && !is_one_of(record.type, kClasses)) return false;
  }
  record.data = trim(rest);
  if (!is_one_of(record.type, kTypes) || record.data.empty()) return false;
  // "this is a sentence" has an A in the right place, too.
  const bool has_address = is_word(record.type, "a") || is_word(record.type, "aaaa");
  return !has_address || use_of_address(next_word(rest)) != AddressUse::kNone;
}

void ZoneReader::read_directive(std::string_view line, RuleMaker& out) {
  std::string_view rest = line;
  const std::string_view directive = next_word(rest);
  const std::string_view value = next_word(rest);
  if (is_word(directive, "$origin")) {
    // Relative ones are put before what there is, so they would grow without end.
    if (value.size() + origin_.size() > kLongestOrigin) {
      return out.refuse(line, "makes a name that is longer than DNS has");
    }
    if (value.ends_with('.')) {
      origin_ = without_last_dot(value);
    } else {
      origin_ = std::string(value) + (origin_.empty() ? "" : ".") + origin_;
    }
    if (zone_.empty()) zone_ = origin_;
  } else if (!is_word(directive, "$ttl")) {
    out.refuse(line, "is a directive that lists cannot follow");
  }
}

std::string_view ZoneReader::below_zone(std::string_view owner, std::string_view& why_not) {
  if (owner == "@") {
    absolute_ = origin_;
  } else if (owner.ends_with('.')) {
    absolute_ = without_last_dot(owner);
    if (zone_.empty()) {
      why_not = "is an absolute name, and nothing says which zone this is ($ORIGIN or SOA)";
      return {};
    }
  } else if (origin_ == zone_) {
    return owner;
  } else {
    absolute_ = std::string(owner) + "." + origin_;
  }
  std::string_view name = absolute_;
  if (!cut_zone(name, zone_)) {
    why_not = "is outside of the zone";
    return {};
  }
  return name;
}

void ZoneReader::take_record(const Record& record, std::string_view line, RuleMaker& out) {
  if (is_word(record.type, "soa")) {
    if (record.owner.ends_with('.')) {
      zone_ = without_last_dot(record.owner);
      if (origin_.empty()) origin_ = zone_;
    }
    last_owner_ = record.owner;
    return;
  }
  if (record.owner != last_owner_) last_owner_ = record.owner.substr(0, 1024);
  if (is_word(record.type, "ns")) return;
  std::string_view why_not;
  const std::string_view name = below_zone(last_owner_, why_not);
  if (!why_not.empty()) return out.refuse(line, why_not);
  // Other data of the zone itself.
  if (name.empty()) return;
  if (is_address_trigger(name)) {
    return out.refuse(line, "is triggered by an address or a name server, not by a domain");
  }
  take_policy(record, name, line, out);
}

void ZoneReader::take_policy(const Record& record, std::string_view name, std::string_view line,
                             RuleMaker& out) {
  const bool below = name.starts_with("*.");
  if (below) name.remove_prefix(2);
  const RuleReach reach = below ? RuleReach::kBelow : RuleReach::kName;
  std::string_view rest = record.data;
  const std::string_view target = next_word(rest);
  if (is_word(record.type, "cname")) {
    if (target == "." || target == "*." || is_word(target, "rpz-drop.")) {
      return out.block(name, reach);
    }
    // A name that is sent to itself is the older way to let it pass.
    if (is_word(target, "rpz-passthru.") ||
        std::ranges::equal(without_last_dot(target), name, {}, to_lower, to_lower)) {
      return out.allow(name, reach);
    }
    if (is_word(target, "rpz-tcp-only.")) {
      return out.refuse(line, "only makes clients ask over TCP (rpz-tcp-only)");
    }
    return out.refuse(line, "redirects to another name instead of blocking");
  }
  if (is_word(record.type, "a") || is_word(record.type, "aaaa")) {
    if (use_of_address(target) == AddressUse::kSink) return out.block(name, reach);
    return out.refuse(line, "redirects to another machine instead of blocking");
  }
  out.refuse(line, "is data of the name, not a block");
}

}  // namespace tidemark::analyzer
