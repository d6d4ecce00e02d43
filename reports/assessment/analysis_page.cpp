#include "reports/assessment/analysis_page.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "probes/base/utc_text.hpp"
#include "reports/assessment/assessment_counts.hpp"
#include "reports/assessment/deflated.hpp"
#include "reports/assessment/domain_details.hpp"
#include "reports/assessment/report_columns.hpp"
#include "reports/content_hash.hpp"
#include "reports/html_assets.hpp"
#include "reports/html_text.hpp"

namespace tidemark::reports {
namespace {

using analyzer::Assessment;
using analyzer::State;

// "12,345".
std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string figure(std::string_view name, std::size_t number, const std::string& note) {
  return fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>\n", name, grouped(number),
                     note);
}

std::size_t in_states(const AssessmentCounts& counts, std::initializer_list<State> states) {
  std::size_t sum = 0;
  for (const State state : states) {
    const auto found = counts.states.find(state);
    if (found != counts.states.end()) sum += found->second;
  }
  return sum;
}

std::string figures(const Assessment& assessment, const analyzer::RunDifference* difference) {
  const AssessmentCounts counts = counts_of(all_members(assessment));
  std::string html =
      figure("High risk", counts.high, fmt::format("{} points or more", kHighRisk)) +
      figure("Medium risk", counts.medium, fmt::format("{} to {}", kMediumRisk, kHighRisk - 1)) +
      figure("Scored", counts.scored, fmt::format("of {} domains", grouped(counts.domains))) +
      figure("Protected", in_states(counts, {State::kChallenge, State::kBlocked, State::kRefused}),
             "challenge, block, refusal") +
      figure("Dead", in_states(counts, {State::kDead}), "the name or its hosts are gone") +
      figure("Recommendations", assessment.recommendations.size(), "for the lists");
  if (difference != nullptr) {
    html += figure("Changes", difference->changes.size(),
                   fmt::format("since run {}", difference->older));
  }
  return html;
}

std::string heading(const Assessment& assessment) {
  return fmt::format("{} domain{}", grouped(assessment.domains.size()),
                     assessment.domains.size() == 1 ? "" : "s");
}

std::string data(const Assessment& assessment, const analyzer::RunDifference* difference) {
  const nlohmann::ordered_json json{
      {"columns", deflated_base64(report_columns(assessment, difference))},
      {"details", detail_blocks(assessment)}};
  return json_for_script(json.dump());
}

}  // namespace

std::string analysis_page(const Assessment& assessment, const analyzer::RunDifference* difference) {
  const std::string style = fmt::format("{}\n{}", kReportStyle, kAnalysisStyle);
  const std::string script(kAnalysisScript);
  return filled(kAnalysisPage, {{"heading", heading(assessment)},
                                {"made_at", html_text(utc_text(assessment.made_at))},
                                {"run", fmt::format("{}", assessment.run)},
                                {"keywords", html_text(assessment.keywords, 120)},
                                {"figures", figures(assessment, difference)},
                                {"data", data(assessment, difference)},
                                {"style", style},
                                {"script", script},
                                {"style_hash", content_hash(style)},
                                {"script_hash", content_hash(script)}});
}

}  // namespace tidemark::reports
