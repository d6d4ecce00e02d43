#include "analyzer/lists/unbound_reader.hpp"

#include <algorithm>
#include <array>

#include "analyzer/lists/sink_address.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::array<std::string_view, 9> kBlockingTypes{
    "always_nxdomain", "always_null", "always_nodata", "always_refuse", "always_deny",
    "refuse",          "deny",        "inform_deny",   "static"};
constexpr std::array<std::string_view, 4> kAllowingTypes{"always_transparent", "transparent",
                                                         "inform", "nodefault"};
constexpr std::array<std::string_view, 6> kClauses{
    "server:", "include:", "forward-zone:", "stub-zone:", "auth-zone:", "remote-control:"};

// Takes a value off the front of `rest`: quoted, or a word.
std::string_view next_value(std::string_view& rest) {
  rest = trim(rest);
  if (!rest.starts_with('"') && !rest.starts_with('\'')) return next_word(rest);
  const char quote = rest.front();
  rest.remove_prefix(1);
  return next_field(rest, quote);
}

bool is_one_of(std::string_view word, const auto& words) {
  return std::ranges::any_of(words, [&](std::string_view known) { return is_word(word, known); });
}

}  // namespace

bool UnboundReader::read(std::string_view line, RuleMaker& out) {
  std::string_view rest = line;
  const std::string_view key = next_field(rest, ':');
  if (key.size() == line.size()) return false;
  if (is_word(key, "local-zone")) {
    read_zone(rest, line, out);
  } else if (is_word(key, "local-data")) {
    read_data(rest, line, out);
  } else if (is_word(key, "local-data-ptr") || is_word(key, "local-zone-tag")) {
    out.refuse(line, "is a setting, not a rule about a name");
  } else {
    // "server:" and the like: what they begin has been read by its lines.
    return is_one_of(line, kClauses);
  }
  return true;
}

void UnboundReader::read_zone(std::string_view rest, std::string_view line, RuleMaker& out) {
  const std::string_view name = next_value(rest);
  const std::string_view type = next_value(rest);
  redirect_zone_.clear();
  if (is_word(type, "redirect")) {
    redirect_zone_ = name.substr(0, HostName::kLongest + 1);
  } else if (is_one_of(type, kBlockingTypes)) {
    out.block(name, RuleReach::kTree);
  } else if (is_one_of(type, kAllowingTypes)) {
    out.allow(name, RuleReach::kTree);
  } else if (!is_word(type, "typetransparent")) {
    // typetransparent only prepares for data of single names.
    out.refuse(line, "has a type of zone that does not block");
  }
}

void UnboundReader::read_data(std::string_view rest, std::string_view line, RuleMaker& out) {
  std::string_view record = next_value(rest);
  const std::string_view name = next_word(record);
  std::string_view type = next_word(record);
  const auto is_number = [](char c) { return c >= '0' && c <= '9'; };
  if (std::ranges::all_of(type, is_number)) type = next_word(record);
  if (is_word(type, "in")) type = next_word(record);
  const std::string_view value = next_word(record);
  if (!is_word(type, "a") && !is_word(type, "aaaa")) {
    return out.refuse(line, "is data of the name, not a block");
  }
  if (use_of_address(value) != AddressUse::kSink) {
    return out.refuse(line, "redirects to another machine instead of blocking");
  }
  out.block(name, !redirect_zone_.empty() && name == redirect_zone_ ? RuleReach::kTree
                                                                    : RuleReach::kName);
}

}  // namespace tidemark::analyzer
