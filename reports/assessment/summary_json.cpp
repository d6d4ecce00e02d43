#include "reports/assessment/summary_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "probes/base/utc_text.hpp"
#include "reports/assessment/assessment_counts.hpp"

namespace tidemark::reports {
namespace {

using analyzer::Assessment;
using Json = nlohmann::ordered_json;

template <typename Key>
Json counts_json(const std::map<Key, std::size_t>& counts) {
  Json json = Json::object();
  for (const auto& [key, count] : counts) json[std::string(to_string(key))] = count;
  return json;
}

Json numbers_json(const AssessmentCounts& counts) {
  Json histogram = Json::array();
  for (const std::size_t count : counts.histogram) histogram.push_back(count);
  return {{"domains", counts.domains},
          {"scored", counts.scored},
          {"high_risk", counts.high},
          {"medium_risk", counts.medium},
          {"score_histogram", std::move(histogram)},
          {"states", counts_json(counts.states)},
          {"causes", counts_json(counts.causes)}};
}

Json times_json(const AssessmentCounts& counts) {
  Json list = Json::array();
  for (const StageTime& time : counts.times) {
    list.push_back({{"method", to_string(time.method)},
                    {"ended_at", to_string(time.stage)},
                    {"attempts", time.attempts},
                    {"failed", time.failed},
                    {"ms", time.took.count()}});
  }
  return list;
}

Json vendors_json(const AssessmentCounts& counts) {
  Json list = Json::array();
  for (const VendorCount& vendor : counts.vendors) {
    list.push_back({{"vendor", vendor.vendor},
                    {"block", vendor.block},
                    {"challenge", vendor.challenge},
                    {"present", vendor.present}});
  }
  return list;
}

Json categories_json(const Assessment& assessment) {
  Json list = Json::array();
  for (const auto& [name, members] : members_by_category(assessment)) {
    Json category{{"name", name.empty() ? Json() : Json(name)}};
    const auto summary =
        std::ranges::find(assessment.categories, name, &analyzer::CategorySummary::name);
    if (summary != assessment.categories.end()) {
      category["file"] = summary->file;
      category["listed"] = summary->domains;
    }
    category.update(numbers_json(counts_of(members)));
    list.push_back(std::move(category));
  }
  return list;
}

}  // namespace

std::string summary_json(const Assessment& assessment) {
  const AssessmentCounts counts = counts_of(all_members(assessment));
  Json json{{"schema", "tidemark.assessment/1"},
            {"made_at", utc_text(assessment.made_at)},
            {"run", assessment.run},
            {"keywords", assessment.keywords}};
  json.update(numbers_json(counts));
  json["vendors"] = vendors_json(counts);
  json["time"] = times_json(counts);
  json["slot_wait_ms"] = counts.slot_wait.count();
  json["recommendations"] = assessment.recommendations.size();
  json["categories"] = categories_json(assessment);
  return json.dump(1, ' ', false, nlohmann::detail::error_handler_t::replace) + '\n';
}

}  // namespace tidemark::reports
