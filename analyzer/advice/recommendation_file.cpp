#include "analyzer/advice/recommendation_file.hpp"

#include <fmt/format.h>

#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "analyzer/advice/content_digest.hpp"
#include "analyzer/names/host_name.hpp"
#include "analyzer/result/named.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"
#include "probes/json/json_file.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr std::string_view kSchema = "tidemark.recommendations/1";
constexpr Bytes kLargestFile = Bytes::mib(256);
constexpr Bytes kLargestList = Bytes::mib(1024);

std::chrono::system_clock::time_point read_time(const JsonPlace& place) {
  std::istringstream text(place.text());
  std::chrono::year_month_day date{};
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  char a = 0;
  char b = 0;
  char t = 0;
  char c = 0;
  char d = 0;
  char z = 0;
  text >> year >> a >> month >> b >> day >> t >> hours >> c >> minutes >> d >> seconds >> z;
  date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  const auto within = [](int number, int most) { return number >= 0 && number <= most; };
  if (!text || a != '-' || b != '-' || t != 'T' || c != ':' || d != ':' || z != 'Z' || !date.ok() ||
      year < 1970 || year > 2200 || !within(hours, 23) || !within(minutes, 59) ||
      !within(seconds, 60)) {
    place.fail("must be a time like 2026-11-24T12:03:11Z");
  }
  return std::chrono::sys_days(date) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds);
}

// One of the names of an enumeration.
template <typename Enum>
Enum read_named(const JsonPlace& place, std::string_view choices) {
  if (const auto value = named<Enum>(place.text())) return *value;
  place.fail(fmt::format("must be {}", choices));
}

std::string read_domain(const JsonPlace& place) {
  std::string domain = place.text();
  HostName name;
  if (const auto fault = name.read(domain)) {
    place.fail(fmt::format("'{}' {}", printable(domain, 80), to_string(*fault)));
  }
  if (name.text() != domain) place.fail("must be in lower case and punycode, without a last dot");
  return domain;
}

std::string read_digest(const JsonPlace& place) {
  std::string digest = place.text();
  if (digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
    place.fail("must be a SHA-256 in 64 hexadecimal digits");
  }
  return digest;
}

Recommendation read_recommendation(const JsonPlace& place) {
  place.allow_only(
      {"id", "advice", "domain", "category", "confidence", "reason", "evidence", "weight"});
  Recommendation read{
      .id = place.at("id").text(),
      .advice = read_named<Advice>(place.at("advice"), "add, remove or add_variant"),
      .domain = read_domain(place.at("domain")),
      .category = place.at("category").text(),
      .confidence = read_named<Confidence>(place.at("confidence"), "low, medium or high"),
      .reason = place.at("reason").any_text(),
      .evidence = {},
      .weight = place.at("weight").real()};
  for (const JsonPlace& fact : place.at("evidence").all_items())
    read.evidence.push_back(fact.any_text());
  return read;
}

RecommendationFile read_file(const JsonPlace& root) {
  root.allow_only({"schema", "made_at", "run", "lists", "recommendations"});
  if (const auto schema = root.at("schema"); schema.text() != kSchema) {
    schema.fail(fmt::format("must be \"{}\": the file is of another version of Tidemark", kSchema));
  }
  RecommendationFile file{.made_at = read_time(root.at("made_at")), .run = root.at("run").count()};
  std::set<std::string> categories;
  for (const JsonPlace& place : root.at("lists").all_items()) {
    place.allow_only({"category", "file", "sha256"});
    file.lists.push_back({.category = place.at("category").text(),
                          .file = place.at("file").text(),
                          .sha256 = read_digest(place.at("sha256"))});
    if (!categories.insert(file.lists.back().category).second) {
      place.at("category").fail("is there twice");
    }
  }
  std::set<std::string> ids;
  for (const JsonPlace& place : root.at("recommendations").all_items()) {
    file.recommendations.push_back(read_recommendation(place));
    const Recommendation& read = file.recommendations.back();
    if (!ids.insert(read.id).second) place.at("id").fail("is there twice");
    if (!categories.contains(read.category)) {
      place.at("category").fail("is a category without a list file in /lists");
    }
  }
  return file;
}

}  // namespace

Result<AdvisedList> advised_list(std::string category, const fs::path& file) {
  std::error_code error;
  const fs::path absolute = fs::absolute(file, error);
  const auto content = read_text_file(file, kLargestList);
  if (!content) return std::unexpected(content.error());
  return AdvisedList{.category = std::move(category),
                     .file = (error ? file : absolute.lexically_normal()).string(),
                     .sha256 = content_digest(*content)};
}

std::string recommendations_text(const RecommendationFile& file) {
  ordered_json lists = ordered_json::array();
  for (const AdvisedList& list : file.lists) {
    lists.push_back({{"category", list.category}, {"file", list.file}, {"sha256", list.sha256}});
  }
  ordered_json recommendations = ordered_json::array();
  for (const Recommendation& item : file.recommendations) {
    recommendations.push_back({{"id", item.id},
                               {"advice", to_string(item.advice)},
                               {"domain", item.domain},
                               {"category", item.category},
                               {"confidence", to_string(item.confidence)},
                               {"reason", item.reason},
                               {"evidence", item.evidence},
                               {"weight", item.weight}});
  }
  const ordered_json json{{"schema", kSchema},
                          {"made_at", utc_text(file.made_at)},
                          {"run", file.run},
                          {"lists", std::move(lists)},
                          {"recommendations", std::move(recommendations)}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<RecommendationFile> parse_recommendations(std::string_view text, std::string_view name) {
  const auto document = parse_json_document(text, name);
  if (!document) return std::unexpected(document.error());
  try {
    return read_file(JsonPlace(*document, ""));
  } catch (const JsonProblem& problem) {
    return failure(ErrorCode::kBadInput, explain(problem, name));
  }
}

Result<RecommendationFile> load_recommendations(const fs::path& file) {
  const auto text = read_text_file(file, kLargestFile);
  if (!text) {
    return failure(
        text.error().code,
        text.error().message + "; `tidemark analyze --report DIR` writes DIR/recommendations.json");
  }
  return parse_recommendations(*text, file.string());
}

}  // namespace tidemark::analyzer
