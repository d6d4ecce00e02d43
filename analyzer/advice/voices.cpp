#include "analyzer/advice/voices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "analyzer/advice/advice.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kEvidenceShown = 5;

}  // namespace

double Voice::weight() const { return total / 100.0 * (1 + std::log2(static_cast<double>(links))); }

void hear(Voices& voices, std::uint32_t brand, Voice voice) {
  const auto [known, fresh] = voices.try_emplace(brand, voice);
  if (fresh) return;
  const double said = known->second.weight();
  if (std::tuple(voice.weight(), known->second.domain) > std::tuple(said, voice.domain)) {
    known->second = std::move(voice);
  }
}

std::vector<Voice> by_weight(const Voices& voices) {
  std::vector<Voice> sorted;
  for (const auto& [brand, voice] : voices) sorted.push_back(voice);
  std::ranges::sort(sorted, [](const Voice& a, const Voice& b) {
    return std::tuple(b.weight(), a.domain) < std::tuple(a.weight(), b.domain);
  });
  return sorted;
}

double weight_of(const Voices& voices) {
  double weight = 0;
  for (const auto& [brand, voice] : voices) weight += voice.weight();
  return std::round(weight * 100) / 100;
}

std::vector<std::string> evidence_of(const Voices& voices) {
  std::vector<std::string> evidence;
  const std::vector<Voice> sorted = by_weight(voices);
  for (std::size_t i = 0; i < std::min(sorted.size(), kEvidenceShown); ++i) {
    evidence.push_back(
        fmt::format("{} ({}) links to it {}", sorted[i].domain, sorted[i].total,
                    sorted[i].links == 1 ? "once" : fmt::format("{} times", sorted[i].links)));
  }
  if (sorted.size() > kEvidenceShown) {
    evidence.push_back(fmt::format("and {} more", sorted.size() - kEvidenceShown));
  }
  return evidence;
}

const std::pair<const std::string, Voices>* heaviest(const std::map<std::string, Voices>& all) {
  const std::pair<const std::string, Voices>* best = nullptr;
  for (const auto& category : all) {
    if (best == nullptr || weight_of(category.second) > weight_of(best->second)) best = &category;
  }
  return best;
}

std::optional<Confidence> confidence_of(const Voices& voices) {
  const auto strong = std::ranges::count_if(
      voices, [](const auto& voice) { return voice.second.total >= kRiskyTotal; });
  if (strong >= 3) return Confidence::kHigh;
  if (strong == 2) return Confidence::kMedium;
  if (strong == 1 || voices.size() >= 2) return Confidence::kLow;
  return std::nullopt;
}

}  // namespace tidemark::analyzer
