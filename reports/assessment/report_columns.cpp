#include "reports/assessment/report_columns.hpp"

#include <map>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"
#include "reports/assessment/assessment_counts.hpp"
#include "reports/assessment/change_report.hpp"
#include "reports/assessment/domain_details.hpp"

namespace tidemark::reports {
namespace {

using analyzer::AssessedDomain;
using analyzer::Assessment;
using Json = nlohmann::ordered_json;

// More of them are in the files beside the report.
constexpr std::size_t kListed = 1000;

std::string shown(std::string_view text) { return printable(text, 300); }

// Distinct texts, numbered as they come.
class WordTable {
 public:
  int number(std::string_view word) {
    const auto [entry, is_new] =
        numbers_.emplace(std::string(word), static_cast<int>(numbers_.size()));
    if (is_new) words_.push_back(shown(word));
    return entry->second;
  }
  [[nodiscard]] const Json& words() const { return words_; }

 private:
  std::map<std::string, int, std::less<>> numbers_;
  Json words_ = Json::array();
};

struct Columns {
  WordTable states, causes, vendors, categories, words;
  std::string domain, title, written, category, word;  // a line for each row
  Json state = Json::array();
  Json cause = Json::array();
  Json vendor = Json::array();
  Json points = Json::array();
  Json total = Json::array();
  Json ms = Json::array();

  void add(const AssessedDomain& domain);
};

// "3 17 4": numbers of a table, or nothing.
void add_numbers(std::string& line, WordTable& table, std::string_view text) {
  if (!line.empty() && line.back() != '\n') line += ' ';
  line += std::to_string(table.number(text));
}

std::string_view vendor_of(const analyzer::DomainResult& result) {
  if (!result.vendor.empty() || result.protections.empty()) return result.vendor;
  return result.protections.front().vendor;
}

void Columns::add(const AssessedDomain& row) {
  const analyzer::DomainResult& result = row.result;
  domain += shown(result.domain) + '\n';
  title += shown(result.title) + '\n';
  written += shown(result.written) + '\n';
  for (const std::string& name : row.categories) add_numbers(category, categories, name);
  category += '\n';
  if (row.score) {
    for (const analyzer::GroupScore& group : row.score->groups) {
      for (const analyzer::KeywordHit& hit : group.hits) add_numbers(word, words, hit.keyword);
    }
  }
  word += '\n';
  state.push_back(states.number(to_string(result.state)));
  cause.push_back(result.cause ? causes.number(to_string(*result.cause)) : -1);
  const std::string_view seen = vendor_of(result);
  vendor.push_back(seen.empty() ? -1 : vendors.number(seen));
  points.push_back(row.score ? row.score->points : -1);
  total.push_back(row.score ? row.total : -1);
  ms.push_back(result.took.count());
}

Json rows_json(const Assessment& assessment) {
  Columns columns;
  for (const AssessedDomain& domain : assessment.domains) columns.add(domain);
  return {{"count", assessment.domains.size()},
          {"states", columns.states.words()},
          {"causes", columns.causes.words()},
          {"vendors", columns.vendors.words()},
          {"categories", columns.categories.words()},
          {"words", columns.words.words()},
          {"domain", std::move(columns.domain)},
          {"title", std::move(columns.title)},
          {"written", std::move(columns.written)},
          {"category", std::move(columns.category)},
          {"word", std::move(columns.word)},
          {"state", std::move(columns.state)},
          {"cause", std::move(columns.cause)},
          {"vendor", std::move(columns.vendor)},
          {"points", std::move(columns.points)},
          {"total", std::move(columns.total)},
          {"ms", std::move(columns.ms)}};
}

std::string_view advice_word(analyzer::Advice advice) {
  switch (advice) {
    case analyzer::Advice::kAdd: return "add";
    case analyzer::Advice::kRemove: return "remove";
    case analyzer::Advice::kAddVariant: return "add variant";
  }
  return "other";
}

Json advice_json(const Assessment& assessment) {
  Json list = Json::array();
  for (const analyzer::Recommendation& each : assessment.recommendations) {
    Json evidence = Json::array();
    for (const std::string& fact : each.evidence) {
      if (evidence.size() < 10) evidence.push_back(shown(fact));
    }
    list.push_back({advice_word(each.advice), shown(each.domain), shown(each.category),
                    to_string(each.confidence), shown(each.reason), std::move(evidence)});
  }
  return list;
}

Json changes_json_of(const analyzer::RunDifference* difference) {
  if (difference == nullptr) return nullptr;
  std::map<analyzer::Change, std::size_t> counts;
  Json list = Json::array();
  for (const analyzer::DomainChange& change : difference->changes) {
    if (++counts[change.change] > kListed) continue;
    list.push_back(
        {change_words(change.change), shown(change.domain), shown(change_detail(change))});
  }
  Json kinds = Json::array();
  for (const auto& [kind, count] : counts) kinds.push_back({change_words(kind), count});
  return {{"older", {difference->older, utc_text(difference->older_at)}},
          {"newer", {difference->newer, utc_text(difference->newer_at)}},
          {"kinds", std::move(kinds)},
          {"list", std::move(list)}};
}

Json times_json(const AssessmentCounts& counts) {
  Json list = Json::array();
  for (const StageTime& time : counts.times) {
    list.push_back({to_string(time.method), to_string(time.stage), time.attempts, time.failed,
                    time.took.count()});
  }
  return list;
}

}  // namespace

std::string report_columns(const Assessment& assessment,
                           const analyzer::RunDifference* difference) {
  const AssessmentCounts counts = counts_of(all_members(assessment));
  const Json json{{"high", kHighRisk},
                  {"medium", kMediumRisk},
                  {"block", kDetailsPerBlock},
                  {"rows", rows_json(assessment)},
                  {"times", times_json(counts)},
                  {"slot_wait", counts.slot_wait.count()},
                  {"advice", advice_json(assessment)},
                  {"changes", changes_json_of(difference)}};
  return json.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
}

}  // namespace tidemark::reports
