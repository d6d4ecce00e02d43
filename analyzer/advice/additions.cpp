#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

#include "analyzer/advice/advice.hpp"
#include "analyzer/names/host_name.hpp"
#include "analyzer/names/public_suffix.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kEvidenceShown = 5;
// What so many sites link to, and mostly harmless ones, is infrastructure that no list names yet.
constexpr std::size_t kManySites = 8;
constexpr double kLeastRiskyShare = 1.0 / 3;
constexpr std::size_t kShortestBrand = 3;

// "kfc" of "kfc.co.uk": sites of one brand count once, however many endings it has.
std::string brand_of(std::string_view registrable) {
  return std::string(registrable.substr(0, registrable.find('.')));
}

// What one brand says about a target: by its site that says most.
struct Voice {
  std::string domain;
  int total = 0;
  int links = 0;

  // A page with a thousand links says more than one with ten, but not a hundred times as much.
  [[nodiscard]] double weight() const {
    return total / 100.0 * (1 + std::log2(static_cast<double>(links)));
  }
};

using Voices = std::map<std::string, Voice>;  // by brand

struct Target {
  std::map<std::string, Voices> risky;  // by category
  std::map<std::string, Voices> own;    // by category: the target's own brand, listed there
  std::set<std::string> brands;         // that link to it
  std::set<std::string> suspects;       // of these, with a score that counts
};

void hear(Voices& voices, const std::string& brand, Voice voice) {
  const auto [known, fresh] = voices.try_emplace(brand, voice);
  if (fresh) return;
  const double said = known->second.weight();
  if (std::tuple(voice.weight(), known->second.domain) > std::tuple(said, voice.domain)) {
    known->second = std::move(voice);
  }
}

class Additions {
 public:
  explicit Additions(const AdviceBasis& basis) : basis_(basis) {}

  std::vector<Recommendation> run() {
    for (const AssessedDomain& domain : basis_.assessment.domains) hear_domain(domain);
    for (const auto& [name, target] : targets_) judge(name, target);
    sort_recommendations(found_);
    keep_the_heaviest();
    return std::move(found_);
  }

 private:
  void hear_domain(const AssessedDomain& domain);
  void judge(const std::string& name, const Target& target);
  [[nodiscard]] bool judge_own(const std::string& name, const Target& target);
  void keep_the_heaviest();
  // The registrable domain of a host that might be added; empty if it may not.
  [[nodiscard]] const std::string& candidate(const std::string& host);
  [[nodiscard]] std::string find_candidate(std::string_view host) const;
  [[nodiscard]] const AssessedDomain* visited(std::string_view name) const;
  [[nodiscard]] bool is_nobodys(std::string_view name) const;

  const AdviceBasis& basis_;
  std::unordered_map<std::string, std::string> candidates_;  // by host
  std::map<std::string, Target> targets_;
  std::vector<Recommendation> found_;
};

std::string Additions::find_candidate(std::string_view host) const {
  HostName name;
  if (name.read(host)) return {};  // an address, a single word
  if (basis_.listed.blocks(host) || basis_.listed.allows(host)) return {};
  std::string owner = registrable_domain(host);
  if (is_public_suffix(owner) || name.read(owner)) return {};
  if (basis_.listed.blocks(owner) || basis_.listed.blocks_twin(owner)) return {};
  if (basis_.listed.allows(owner)) return {};
  if (basis_.guard.guarding(host) || basis_.guard.guarding(owner)) return {};
  return owner;
}

const std::string& Additions::candidate(const std::string& host) {
  const auto known = candidates_.find(host);
  if (known != candidates_.end()) return known->second;
  return candidates_.emplace(host, find_candidate(host)).first->second;
}

void Additions::hear_domain(const AssessedDomain& domain) {
  const std::string owner = registrable_domain(domain.result.domain);
  const std::string brand = brand_of(owner);
  std::map<std::string, int> links;  // by registrable domain
  for (const OutboundHost& host : domain.links) {
    const std::string& name = candidate(host.host);
    if (!name.empty() && name != owner) links[name] += std::max(host.links, 1);
  }
  const bool counts = domain.score && domain.total >= kSuspectTotal;
  for (const auto& [name, count] : links) {
    Target& target = targets_[name];
    target.brands.insert(brand);
    const Voice voice{domain.result.domain, domain.total, count};
    const bool is_own = brand.size() >= kShortestBrand && brand == brand_of(name);
    if (counts && !is_own) target.suspects.insert(brand);
    for (const std::string& category : domain.categories) {
      // Its own sites are told apart by name, not by brand.
      if (is_own) hear(target.own[category], domain.result.domain, voice);
      if (counts && !is_own) hear(target.risky[category], brand, voice);
    }
  }
}

const AssessedDomain* Additions::visited(std::string_view name) const {
  const auto& domains = basis_.assessment.domains;
  const auto found = std::ranges::lower_bound(
      domains, name, {},
      [](const AssessedDomain& domain) -> std::string_view { return domain.result.domain; });
  return found != domains.end() && found->result.domain == name ? &*found : nullptr;
}

// Blocking it would do nothing: the next run would recommend to remove it.
bool Additions::is_nobodys(std::string_view name) const {
  const AssessedDomain* domain = visited(name);
  if (domain == nullptr) return false;
  switch (domain->result.state) {
    case State::kParked:
    case State::kForSale:
    case State::kSuspended:
    case State::kPlaceholder:
    case State::kRedirected:
    case State::kDead: return true;
    default: return false;
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

// The category whose voices weigh most.
const std::pair<const std::string, Voices>* heaviest(const std::map<std::string, Voices>& all) {
  const std::pair<const std::string, Voices>* best = nullptr;
  for (const auto& category : all) {
    if (best == nullptr || weight_of(category.second) > weight_of(best->second)) best = &category;
  }
  return best;
}

// Nothing: too little to recommend anything on.
std::optional<Confidence> confidence_of(const Voices& voices) {
  const auto strong = std::ranges::count_if(
      voices, [](const auto& voice) { return voice.second.total >= kRiskyTotal; });
  if (strong >= 3) return Confidence::kHigh;
  if (strong == 2) return Confidence::kMedium;
  if (strong == 1 || voices.size() >= 2) return Confidence::kLow;
  return std::nullopt;
}

bool Additions::judge_own(const std::string& name, const Target& target) {
  const auto* own = heaviest(target.own);
  if (own == nullptr) return false;
  const auto& [category, voices] = *own;
  found_.push_back({.id = recommendation_id(Advice::kAddVariant, name, category),
                    .advice = Advice::kAddVariant,
                    .domain = name,
                    .category = category,
                    .confidence = voices.size() >= 2 ? Confidence::kHigh : Confidence::kMedium,
                    .reason = fmt::format("the same name under another ending; {} links to it",
                                          by_weight(voices).front().domain),
                    .evidence = evidence_of(voices),
                    .weight = static_cast<double>(voices.size())});
  return true;
}

void Additions::judge(const std::string& name, const Target& target) {
  if (is_nobodys(name) || judge_own(name, target)) return;
  if (target.brands.size() >= kManySites &&
      static_cast<double>(target.suspects.size()) <
          kLeastRiskyShare * static_cast<double>(target.brands.size())) {
    return;
  }
  const auto* best = heaviest(target.risky);
  if (best == nullptr) return;
  const auto& [category, voices] = *best;
  auto confidence = confidence_of(voices);
  if (!confidence) return;
  std::vector<std::string> evidence = evidence_of(voices);
  if (const AssessedDomain* own = visited(name); own != nullptr && own->score) {
    evidence.insert(evidence.begin(), fmt::format("its own page scores {}", own->total));
    if (own->total >= kRiskyTotal) {
      confidence = *confidence == Confidence::kLow ? Confidence::kMedium : Confidence::kHigh;
    } else if (own->total < kSuspectTotal) {
      confidence = Confidence::kLow;
    }
  }
  int links = 0;
  for (const auto& [brand, voice] : voices) links += voice.links;
  found_.push_back(
      {.id = recommendation_id(Advice::kAdd, name, category),
       .advice = Advice::kAdd,
       .domain = name,
       .category = category,
       .confidence = *confidence,
       .reason = fmt::format("{} of {} with a score of {} or more {} to it, {} link{} in all",
                             voices.size() == 1 ? "1 site" : fmt::format("{} sites", voices.size()),
                             category, kSuspectTotal, voices.size() == 1 ? "leads" : "lead", links,
                             links == 1 ? "" : "s"),
       .evidence = std::move(evidence),
       .weight = weight_of(voices)});
}

void Additions::keep_the_heaviest() {
  std::map<std::string, std::size_t> kept;
  std::erase_if(found_, [&](const Recommendation& item) {
    return item.advice == Advice::kAdd && ++kept[item.category] > basis_.most_additions;
  });
}

}  // namespace

std::vector<Recommendation> recommend_additions(const AdviceBasis& basis) {
  return Additions(basis).run();
}

}  // namespace tidemark::analyzer
