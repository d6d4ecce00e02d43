#include "analyzer/store/json_text.hpp"

#include <charconv>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// The entries of the array that `text` is; none if it is none.
json array_from(std::string_view text) {
  json value = json::parse(text, nullptr, false);
  return value.is_array() ? value : json::array();
}

bool is_pair(const json& entry) {
  return entry.is_array() && entry.size() == 2 && entry[0].is_string();
}

// Takes `text` from the beginning of `rest`, if it begins so.
bool take(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

// Lists of hosts exactly as they are written, without a JSON value of each: millions are read at
// once. Nothing where anything is written otherwise.
std::optional<std::vector<OutboundHost>> plain_hosts(std::string_view rest) {
  std::vector<OutboundHost> hosts;
  if (rest == "[]") return hosts;
  if (!take(rest, "[")) return std::nullopt;
  do {
    if (!take(rest, "[\"")) return std::nullopt;
    const std::size_t end = rest.find_first_of("\"\\");
    if (end == std::string_view::npos || rest[end] != '"') return std::nullopt;
    OutboundHost host{.host = std::string(rest.substr(0, end))};
    rest.remove_prefix(end);
    if (!take(rest, "\",")) return std::nullopt;
    const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), host.links);
    if (error != std::errc()) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(stop - rest.data()));
    if (!take(rest, "]")) return std::nullopt;
    hosts.push_back(std::move(host));
  } while (take(rest, ","));
  return rest == "]" ? std::optional(std::move(hosts)) : std::nullopt;
}

}  // namespace

std::string to_json_text(const std::vector<std::string>& list) { return dump(list); }

std::string to_json_text(const std::vector<std::pair<std::string, std::string>>& pairs) {
  json array = json::array();
  for (const auto& [name, value] : pairs) array.push_back(json::array({name, value}));
  return dump(array);
}

std::string to_json_text(const std::vector<OutboundHost>& hosts) {
  json array = json::array();
  for (const OutboundHost& host : hosts) array.push_back(json::array({host.host, host.links}));
  return dump(array);
}

std::vector<std::string> strings_from(std::string_view json_text) {
  std::vector<std::string> list;
  for (const json& entry : array_from(json_text)) {
    if (entry.is_string()) list.push_back(entry.get<std::string>());
  }
  return list;
}

std::vector<std::pair<std::string, std::string>> pairs_from(std::string_view json_text) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const json& entry : array_from(json_text)) {
    if (is_pair(entry) && entry[1].is_string()) {
      pairs.emplace_back(entry[0].get<std::string>(), entry[1].get<std::string>());
    }
  }
  return pairs;
}

std::vector<OutboundHost> hosts_from(std::string_view json_text) {
  if (auto plain = plain_hosts(json_text)) return *std::move(plain);
  std::vector<OutboundHost> hosts;
  for (const json& entry : array_from(json_text)) {
    if (is_pair(entry) && entry[1].is_number_integer()) {
      hosts.push_back({entry[0].get<std::string>(), entry[1].get<int>()});
    }
  }
  return hosts;
}

}  // namespace tidemark::analyzer
