#include "harness/subject/answer_line.hpp"

#include <nlohmann/json.hpp>

namespace tidemark::harness {
namespace {

constexpr std::size_t kLongestOutcome = 64;
constexpr std::string_view kSpace = " \t\r\n\v\f";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string> named_in_json(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  std::vector<std::string> names;
  if (!json.is_object()) return names;
  for (const char* key : {"source", "domain"}) {
    const auto found = json.find(key);
    if (found != json.end() && found->is_string()) names.push_back(found->get<std::string>());
  }
  return names;
}

}  // namespace

std::vector<std::string> tasks_named_by(std::string_view line) {
  const std::string_view text = trimmed(line);
  if (text.empty()) return {};
  if (text.front() == '{') return named_in_json(text);
  std::vector<std::string> names{std::string(text)};
  const std::string_view word = text.substr(0, text.find_first_of(" \t,;"));
  if (!word.empty() && word.size() < text.size()) names.emplace_back(word);
  return names;
}

std::string outcome_told_by(std::string_view line) {
  const std::string_view text = trimmed(line);
  if (text.empty() || text.front() != '{') return {};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return {};
  for (const char* key : {"state", "outcome", "status", "result"}) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) continue;
    auto outcome = found->get<std::string>();
    if (outcome.size() > kLongestOutcome) outcome.resize(kLongestOutcome);
    return outcome;
  }
  return {};
}

}  // namespace tidemark::harness
