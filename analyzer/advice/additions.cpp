#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <unordered_map>

#include "analyzer/advice/advice.hpp"
#include "analyzer/advice/voices.hpp"
#include "analyzer/names/host_name.hpp"
#include "analyzer/names/public_suffix.hpp"

namespace tidemark::analyzer {
namespace {

// What so many sites link to, and mostly harmless ones, is infrastructure that no list names yet.
constexpr std::size_t kManySites = 8;
constexpr double kLeastRiskyShare = 1.0 / 3;
constexpr std::size_t kShortestBrand = 3;

// "kfc" of "kfc.co.uk": sites of one brand count once, however many endings it has.
std::string brand_of(std::string_view registrable) {
  return std::string(registrable.substr(0, registrable.find('.')));
}

// That a page links to a target.
struct Heard {
  std::uint32_t brand = 0;
  std::uint32_t domain = 0;  // its place in the assessment
  int links = 0;
};

struct Target {
  std::string name;
  std::vector<Heard> heard = {};
};

// What the pages say of one target.
struct Hearsay {
  std::map<std::string, Voices> risky;  // by category
  std::map<std::string, Voices> own;    // by category: the target's own brand, listed there
  std::size_t brands = 0;               // that link to it
  std::size_t suspects = 0;             // of these, other brands with a score that counts
};

// Numbers instead of texts: 100,000 pages link to millions of hosts.
class Additions {
 public:
  explicit Additions(const AdviceBasis& basis) : basis_(basis) {}

  std::vector<Recommendation> run() {
    const auto& domains = basis_.assessment.domains;
    for (std::uint32_t i = 0; i < domains.size(); ++i) hear_domain(i);
    for (Target& target : targets_) judge(target);
    sort_recommendations(found_);
    keep_the_heaviest();
    return std::move(found_);
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  void hear_domain(std::uint32_t index);
  void judge(Target& target);
  [[nodiscard]] Hearsay sum_up(Target& target) const;
  [[nodiscard]] bool judge_own(const std::string& name, const Hearsay& hearsay);
  void keep_the_heaviest();
  // The target that a host belongs to; kNone if it may not be added.
  [[nodiscard]] std::uint32_t target_of(const std::string& host);
  [[nodiscard]] std::string find_candidate(std::string_view host) const;
  [[nodiscard]] const AssessedDomain* visited(std::string_view name) const;
  [[nodiscard]] bool is_nobodys(std::string_view name) const;

  const AdviceBasis& basis_;
  std::unordered_map<std::string, std::uint32_t> hosts_;    // their targets
  std::unordered_map<std::string, std::uint32_t> numbers_;  // of targets, by name
  std::unordered_map<std::string, std::uint32_t> brands_;   // their numbers
  std::vector<Target> targets_;
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

std::uint32_t Additions::target_of(const std::string& host) {
  const auto [known, fresh] = hosts_.try_emplace(host, kNone);
  if (!fresh) return known->second;
  std::string name = find_candidate(host);
  if (name.empty()) return kNone;
  const auto next = static_cast<std::uint32_t>(targets_.size());
  const auto [number, is_new] = numbers_.try_emplace(name, next);
  if (is_new) targets_.push_back({.name = std::move(name)});
  return known->second = number->second;
}

void Additions::hear_domain(std::uint32_t index) {
  const AssessedDomain& domain = basis_.assessment.domains[index];
  if (domain.links.empty()) return;
  const std::string owner = registrable_domain(domain.result.domain);
  const auto brand =
      brands_.try_emplace(brand_of(owner), static_cast<std::uint32_t>(brands_.size()))
          .first->second;
  for (const OutboundHost& host : domain.links) {
    const std::uint32_t number = target_of(host.host);
    if (number == kNone || targets_[number].name == owner) continue;
    std::vector<Heard>& heard = targets_[number].heard;
    const int links = std::max(host.links, 1);
    // Hosts of one registrable domain add up.
    if (!heard.empty() && heard.back().domain == index) {
      heard.back().links += links;
    } else {
      heard.push_back({.brand = brand, .domain = index, .links = links});
    }
  }
}

Hearsay Additions::sum_up(Target& target) const {
  Hearsay hearsay;
  std::ranges::sort(target.heard, {}, &Heard::brand);
  const auto own_brand = brands_.find(brand_of(target.name));
  const std::uint32_t own = own_brand == brands_.end() || own_brand->first.size() < kShortestBrand
                                ? kNone
                                : own_brand->second;
  std::uint32_t last = kNone;
  std::uint32_t last_suspect = kNone;
  for (const Heard& heard : target.heard) {
    const AssessedDomain& domain = basis_.assessment.domains[heard.domain];
    const bool is_own = heard.brand == own;
    const bool counts = domain.score && domain.total >= kSuspectTotal && !is_own;
    if (heard.brand != last) ++hearsay.brands;
    last = heard.brand;
    if (counts && heard.brand != last_suspect) {
      ++hearsay.suspects;
      last_suspect = heard.brand;
    }
    if (!counts && !is_own) continue;
    const Voice voice{domain.result.domain, domain.total, heard.links};
    for (const std::string& category : domain.categories) {
      // Its own sites are told apart by name, not by brand.
      is_own ? hear(hearsay.own[category], heard.domain, voice)
             : hear(hearsay.risky[category], heard.brand, voice);
    }
  }
  return hearsay;
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

bool Additions::judge_own(const std::string& name, const Hearsay& hearsay) {
  const auto* own = heaviest(hearsay.own);
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

void Additions::judge(Target& target) {
  const std::string& name = target.name;
  const Hearsay hearsay = sum_up(target);
  if ((hearsay.risky.empty() && hearsay.own.empty()) || is_nobodys(name)) return;
  if (judge_own(name, hearsay)) return;
  if (hearsay.brands >= kManySites && static_cast<double>(hearsay.suspects) <
                                          kLeastRiskyShare * static_cast<double>(hearsay.brands)) {
    return;
  }
  const auto* best = heaviest(hearsay.risky);
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
