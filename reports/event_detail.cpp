#include "reports/event_detail.hpp"

#include <cstdint>

#include <nlohmann/json.hpp>

namespace tidemark::reports {
namespace {

using nlohmann::json;

std::optional<json> member(std::string_view detail, std::string_view key) {
  const auto object = json::parse(detail, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(key);
  if (found == object.end()) return std::nullopt;
  return *found;
}

}  // namespace

std::optional<int> number_in(std::string_view detail, std::string_view key) {
  constexpr std::int64_t kMost = 1'000'000'000;
  const auto value = member(detail, key);
  if (!value || !value->is_number_integer()) return std::nullopt;
  const auto number = value->get<std::int64_t>();
  if (number < 0 || number > kMost) return std::nullopt;
  return static_cast<int>(number);
}

std::optional<std::string> text_in(std::string_view detail, std::string_view key) {
  const auto value = member(detail, key);
  if (!value || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

}  // namespace tidemark::reports
