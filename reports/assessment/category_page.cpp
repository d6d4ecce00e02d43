#include "reports/assessment/category_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "probes/base/utc_text.hpp"
#include "reports/assessment/markdown_text.hpp"

namespace tidemark::reports {
namespace {

using analyzer::Advice;
using analyzer::AssessedDomain;
using analyzer::Assessment;
using analyzer::Recommendation;

constexpr std::size_t kRows = 200;

std::string cut_note(std::size_t all) {
  return all > kRows ? fmt::format("\n... and {} more.\n", all - kRows) : "";
}

// The words that made most of the score, in the order they were found.
std::string words_of(const AssessedDomain& domain) {
  std::string words;
  int left = 8;
  if (!domain.score) return words;
  for (const analyzer::GroupScore& group : domain.score->groups) {
    for (const analyzer::KeywordHit& hit : group.hits) {
      if (left-- == 0) return words + ", ...";
      words += (words.empty() ? "" : ", ") + markdown_text(hit.keyword, 40);
    }
  }
  return words;
}

std::string head(const Assessment& assessment, std::string_view name,
                 const AssessmentCounts& counts) {
  std::string text =
      fmt::format("# {}\n\n", name.empty() ? "Domains that no list names" : markdown_text(name));
  const auto category =
      std::ranges::find(assessment.categories, name, &analyzer::CategorySummary::name);
  if (category != assessment.categories.end()) {
    text += fmt::format("Domains in {}: {}; visited: {}; with a score: {}.\n",
                        markdown_text(category->file, 300), category->domains, category->visited,
                        category->scored);
  } else {
    text += fmt::format("Domains: {}; with a score: {}.\n", counts.domains, counts.scored);
  }
  text += fmt::format("High risk (from {} points): {}; medium (from {}): {}.\n", kHighRisk,
                      counts.high, kMediumRisk, counts.medium);
  return text + fmt::format("Made {} of run {}; keywords: {}.\n", utc_text(assessment.made_at),
                            assessment.run, markdown_text(assessment.keywords));
}

std::string high_risk(const Members& members) {
  Members risky;
  for (const AssessedDomain* domain : members) {
    if (domain->score && domain->total >= kHighRisk) risky.push_back(domain);
  }
  if (risky.empty()) return "\n## High risk\n\nNone.\n";
  std::ranges::sort(risky, {}, [](const AssessedDomain* domain) {
    return std::pair(-domain->total, std::string_view(domain->result.domain));
  });
  std::string text =
      "\n## High risk\n\n| domain | score | of it by neighbours | title | words |\n"
      "|---|---:|---:|---|---|\n";
  for (std::size_t i = 0; i < std::min(kRows, risky.size()); ++i) {
    const AssessedDomain& domain = *risky[i];
    text += fmt::format("| {} | {} | {} | {} | {} |\n", markdown_name(domain.result.domain),
                        domain.total, domain.relations.bonus,
                        markdown_text(domain.result.title, 80), words_of(domain));
  }
  return text + cut_note(risky.size());
}

// A table of names with how often, most first.
template <typename Key>
std::string count_table(const std::map<Key, std::size_t>& counts, std::string_view title,
                        std::string_view column) {
  if (counts.empty()) return "";
  std::vector<std::pair<Key, std::size_t>> rows(counts.begin(), counts.end());
  std::ranges::sort(rows, {}, [](const auto& row) {
    return std::pair(-static_cast<std::ptrdiff_t>(row.second), row.first);
  });
  std::string text = fmt::format("\n## {}\n\n| {} | domains |\n|---|---:|\n", title, column);
  for (const auto& [key, count] : rows) text += fmt::format("| {} | {} |\n", to_string(key), count);
  return text;
}

std::string_view advice_title(Advice advice) {
  switch (advice) {
    case Advice::kAdd: return "To add";
    case Advice::kRemove: return "To remove";
    case Advice::kAddVariant: return "Variants to add";
  }
  return "Other";
}

std::string advice_table(const Assessment& assessment, std::string_view name, Advice advice) {
  std::vector<const Recommendation*> rows;
  for (const Recommendation& each : assessment.recommendations) {
    if (each.category == name && each.advice == advice) rows.push_back(&each);
  }
  if (rows.empty()) return "";
  std::ranges::sort(rows, {}, [](const Recommendation* each) {
    return std::pair(-each->weight, std::string_view(each->domain));
  });
  std::string text =
      fmt::format("\n### {} ({})\n\n| domain | confidence | why | evidence |\n|---|---|---|---|\n",
                  advice_title(advice), rows.size());
  for (std::size_t i = 0; i < std::min(kRows, rows.size()); ++i) {
    std::string evidence;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, rows[i]->evidence.size()); ++k) {
      evidence += (k == 0 ? "" : "; ") + markdown_text(rows[i]->evidence[k]);
    }
    text +=
        fmt::format("| {} | {} | {} | {} |\n", markdown_name(rows[i]->domain),
                    to_string(rows[i]->confidence), markdown_text(rows[i]->reason, 300), evidence);
  }
  return text + cut_note(rows.size());
}

}  // namespace

std::string category_page(const Assessment& assessment, std::string_view name,
                          const Members& members) {
  const AssessmentCounts counts = counts_of(members);
  std::string advice;
  for (const Advice kind : {Advice::kAdd, Advice::kRemove, Advice::kAddVariant}) {
    advice += advice_table(assessment, name, kind);
  }
  if (!advice.empty()) advice.insert(0, "\n## Recommendations\n");
  return head(assessment, name, counts) + high_risk(members) + advice +
         count_table(counts.states, "States", "state") +
         count_table(counts.causes, "Failures by cause", "cause");
}

}  // namespace tidemark::reports
