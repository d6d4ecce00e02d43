#include "analyzer/store/json_text.hpp"

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
  std::vector<OutboundHost> hosts;
  for (const json& entry : array_from(json_text)) {
    if (is_pair(entry) && entry[1].is_number_integer()) {
      hosts.push_back({entry[0].get<std::string>(), entry[1].get<int>()});
    }
  }
  return hosts;
}

}  // namespace tidemark::analyzer
