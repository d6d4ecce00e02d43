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

// A quoted text without escapes.
std::optional<std::string> take_text(std::string_view& rest) {
  if (!take(rest, "\"")) return std::nullopt;
  const std::size_t end = rest.find_first_of("\"\\");
  if (end == std::string_view::npos || rest[end] != '"') return std::nullopt;
  std::string text(rest.substr(0, end));
  rest.remove_prefix(end + 1);
  return text;
}

std::optional<int> take_number(std::string_view& rest) {
  int number = 0;
  const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc()) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(stop - rest.data()));
  return number;
}

// Lists as they are written where nothing had to be escaped, without a JSON value of each entry:
// millions are read at once. `take_entry` takes one from the beginning of a text. Nothing where
// anything is written otherwise.
template <typename Entry, typename TakeEntry>
std::optional<std::vector<Entry>> plain_list(std::string_view rest, TakeEntry take_entry) {
  std::vector<Entry> list;
  if (rest == "[]") return list;
  if (!take(rest, "[")) return std::nullopt;
  do {
    std::optional<Entry> entry = take_entry(rest);
    if (!entry) return std::nullopt;
    list.push_back(*std::move(entry));
  } while (take(rest, ","));
  return rest == "]" ? std::optional(std::move(list)) : std::nullopt;
}

std::optional<std::pair<std::string, std::string>> take_pair(std::string_view& rest) {
  if (!take(rest, "[")) return std::nullopt;
  auto first = take_text(rest);
  if (!first || !take(rest, ",")) return std::nullopt;
  auto second = take_text(rest);
  if (!second || !take(rest, "]")) return std::nullopt;
  return std::pair(*std::move(first), *std::move(second));
}

std::optional<OutboundHost> take_host(std::string_view& rest) {
  if (!take(rest, "[")) return std::nullopt;
  auto host = take_text(rest);
  if (!host || !take(rest, ",")) return std::nullopt;
  const auto links = take_number(rest);
  if (!links || !take(rest, "]")) return std::nullopt;
  return OutboundHost{.host = *std::move(host), .links = *links};
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
  if (auto plain = plain_list<std::string>(json_text, take_text)) return *std::move(plain);
  std::vector<std::string> list;
  for (const json& entry : array_from(json_text)) {
    if (entry.is_string()) list.push_back(entry.get<std::string>());
  }
  return list;
}

std::vector<std::pair<std::string, std::string>> pairs_from(std::string_view json_text) {
  using Pair = std::pair<std::string, std::string>;
  if (auto plain = plain_list<Pair>(json_text, take_pair)) return *std::move(plain);
  std::vector<Pair> pairs;
  for (const json& entry : array_from(json_text)) {
    if (is_pair(entry) && entry[1].is_string()) {
      pairs.emplace_back(entry[0].get<std::string>(), entry[1].get<std::string>());
    }
  }
  return pairs;
}

std::vector<OutboundHost> hosts_from(std::string_view json_text) {
  if (auto plain = plain_list<OutboundHost>(json_text, take_host)) return *std::move(plain);
  std::vector<OutboundHost> hosts;
  for (const json& entry : array_from(json_text)) {
    if (is_pair(entry) && entry[1].is_number_integer()) {
      hosts.push_back({entry[0].get<std::string>(), entry[1].get<int>()});
    }
  }
  return hosts;
}

}  // namespace tidemark::analyzer
