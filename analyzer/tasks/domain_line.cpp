#include "analyzer/tasks/domain_line.hpp"

#include <algorithm>

#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n\v\f";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Why `label` cannot be part of a host name, or nothing.
std::optional<std::string_view> fault_of(std::string_view label) {
  if (label.empty()) return "has an empty label";
  if (label.size() > 63) return "has a label of more than 63 characters";
  if (!std::ranges::all_of(label, is_host_character)) {
    return "has a character that no host name has (international names: give the punycode form)";
  }
  if (label.front() == '-' || label.back() == '-')
    return "has a label that begins or ends with '-'";
  return std::nullopt;
}

}  // namespace

Result<std::optional<std::string>> parse_domain_line(std::string_view line) {
  if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  line = trim(line.substr(0, line.find('#')));
  if (line.empty()) return std::nullopt;

  std::string domain(line);
  std::ranges::transform(domain, domain.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  if (domain.ends_with('.')) domain.pop_back();
  const auto reject = [&](std::string_view why) {
    return failure(ErrorCode::kBadInput, "'" + printable(line, 80) + "' " + std::string(why));
  };
  if (domain.size() > 253) return reject("is longer than 253 characters");
  if (domain.find('.') == std::string::npos) return reject("is a single word, not a domain");
  std::string_view rest = domain;
  while (true) {
    const std::size_t dot = rest.find('.');
    if (const auto fault = fault_of(rest.substr(0, dot))) return reject(*fault);
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return domain;
}

}  // namespace tidemark::analyzer
