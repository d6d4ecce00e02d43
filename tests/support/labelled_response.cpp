#include "tests/support/labelled_response.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

#include "analyzer/page/ascii_case.hpp"
#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/url_host.hpp"

namespace tidemark::tests {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r";
  text.remove_prefix(std::min(text.find_first_not_of(kSpaces), text.size()));
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}

// The next line without its end, taken off `text`.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = trim(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::optional<std::pair<std::string, std::string>> split(std::string_view line, char at) {
  const std::size_t end = line.find(at);
  if (end == std::string_view::npos) return std::nullopt;
  return std::pair(std::string(trim(line.substr(0, end))), std::string(trim(line.substr(end + 1))));
}

void take_label(std::string_view line, LabelledResponse& response) {
  const auto label = split(line, ':');
  if (!label) return;
  if (label->first == "domain") response.domain = label->second;
  if (label->first == "url") response.url = label->second;
  if (label->first == "state") response.state = label->second;
  if (label->first != "vendors") return;
  std::string_view rest = label->second;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    if (auto vendor = split(rest.substr(0, end), '=')) response.vendors.insert(std::move(*vendor));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

void take_head(std::string_view& text, LabelledResponse& response) {
  const std::string_view status = take_line(text);
  const std::size_t number = std::min(status.find(' '), status.size());
  const std::string_view digits = trim(status.substr(number));
  std::from_chars(digits.data(), digits.data() + digits.size(), response.status);
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) return;
    auto header = split(line, ':');
    if (!header) continue;
    header->first = analyzer::ascii_lower(header->first);
    response.headers.push_back(std::move(*header));
  }
}

}  // namespace

LabelledResponse parse_labelled_response(std::string_view name, std::string_view text) {
  LabelledResponse response;
  response.name = name;
  while (text.starts_with('#')) take_label(take_line(text).substr(1), response);
  take_head(text, response);
  response.body = text;
  if (response.url.empty()) response.url = "https://" + response.domain + "/";
  return response;
}

std::vector<LabelledResponse> load_labelled_responses(const std::filesystem::path& folder) {
  std::vector<LabelledResponse> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".http") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto name = entry.path().lexically_relative(folder).replace_extension();
    out.push_back(parse_labelled_response(name.string(), text));
  }
  std::ranges::sort(out, {}, &LabelledResponse::name);
  return out;
}

analyzer::Verdict judge(const LabelledResponse& response, const analyzer::RuleBook& rules) {
  const auto type = std::ranges::find(response.headers, "content-type",
                                      &std::pair<std::string, std::string>::first);
  const analyzer::PageFacts page =
      analyzer::read_page(response.body, type == response.headers.end() ? "" : type->second,
                          analyzer::url_host(response.url));
  return analyzer::judge_answer({.domain = response.domain,
                                 .final_url = response.url,
                                 .status = response.status,
                                 .headers = response.headers,
                                 .page = page},
                                rules);
}

}  // namespace tidemark::tests
