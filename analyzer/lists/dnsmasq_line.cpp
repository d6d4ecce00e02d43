#include "analyzer/lists/dnsmasq_line.hpp"

#include <algorithm>

#include "analyzer/lists/sink_address.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

bool is_key(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

// "/name/name/value": the value.
std::string_view value_of(std::string_view setting) {
  return setting.substr(setting.rfind('/') + 1);
}

void read_domains(std::string_view key, std::string_view setting, std::string_view line,
                  RuleMaker& out) {
  const std::string_view value = value_of(setting);
  const bool allow = key == "server" && value == "#";
  if (!allow && !value.empty() && value != "#" && use_of_address(value) != AddressUse::kSink) {
    return out.refuse(line, key == "address" ? "redirects to another machine instead of blocking"
                                             : "forwards to another resolver instead of blocking");
  }
  setting.remove_prefix(1);
  std::string_view names = setting.substr(0, setting.rfind('/'));
  if (names.empty()) return out.refuse(line, "is about names without a dot");
  while (!names.empty()) {
    std::string_view name = next_field(names, '/');
    if (name == "#") {
      out.refuse(line, "is about every name there is");
    } else if (name.find('*') != std::string_view::npos) {
      out.refuse(name, "is a pattern, not a name");
    } else {
      if (name.starts_with('.')) name.remove_prefix(1);
      allow ? out.allow(name, RuleReach::kTree) : out.block(name, RuleReach::kTree);
    }
  }
}

void read_host_record(std::string_view setting, std::string_view line, RuleMaker& out) {
  bool sink = false;
  std::string_view rest = setting;
  while (!rest.empty()) {
    const AddressUse use = use_of_address(trim(next_field(rest, ',')));
    if (use == AddressUse::kRedirect) {
      return out.refuse(line, "redirects to another machine instead of blocking");
    }
    sink |= use == AddressUse::kSink;
  }
  if (!sink) return out.refuse(line, "has no address");
  while (!setting.empty()) {
    const std::string_view name = trim(next_field(setting, ','));
    if (use_of_address(name) == AddressUse::kNone) out.block(name, RuleReach::kName);
  }
}

}  // namespace

bool read_dnsmasq_line(std::string_view line, RuleMaker& out) {
  std::string_view setting = line;
  const std::string_view key = next_field(setting, '=');
  if (key.size() == line.size() || !is_key(key)) return false;
  // "#" is a value here; a comment has a blank before it.
  for (std::size_t at = 1; at < setting.size(); ++at) {
    if (setting[at] == '#' && is_blank(setting[at - 1])) setting = setting.substr(0, at);
  }
  setting = trim(setting);
  const bool about_domains = key == "address" || key == "local" || key == "server";
  if (about_domains && setting.starts_with('/') && setting.rfind('/') > 0) {
    read_domains(key, setting, line, out);
  } else if (key == "host-record") {
    read_host_record(setting, line, out);
  } else {
    out.refuse(line, "is a setting, not a rule about a name");
  }
  return true;
}

}  // namespace tidemark::analyzer
