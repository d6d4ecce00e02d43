#include "analyzer/advice/variants.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "analyzer/advice/advice.hpp"
#include "analyzer/advice/built_in_advice.hpp"
#include "analyzer/lists/sink_address.hpp"
#include "analyzer/names/public_suffix.hpp"
#include "probes/json/json_file.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kShortestBrand = 3;

std::optional<std::uint32_t> number_of(std::string_view address) {
  in_addr number{};
  if (::inet_pton(AF_INET, std::string(address).c_str(), &number) != 1) return std::nullopt;
  return ntohl(number.s_addr);
}

bool shares_one(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::ranges::any_of(
      some, [&](const std::string& one) { return std::ranges::find(others, one) != others.end(); });
}

// Whether every address is one of `known`.
bool is_no_more_than(const std::vector<std::string>& addresses,
                     const std::vector<std::string>& known) {
  return !known.empty() && std::ranges::all_of(addresses, [&](const std::string& address) {
    return std::ranges::find(known, address) != known.end();
  });
}

// What a candidate has in common with the listed name.
struct Tie {
  Confidence confidence = Confidence::kLow;
  std::string sentence;
};

Tie tie_between(const VariantCandidate& candidate, const NameFacts& facts,
                const NameFacts& listed) {
  const std::string owner = registrable_domain(candidate.listed);
  for (const std::string& alias : facts.cnames) {
    if (registrable_domain(alias) == owner) {
      return {Confidence::kHigh, fmt::format("its CNAME is {}", alias)};
    }
  }
  const bool is_twin = candidate.ending.empty();
  const Confidence shared = is_twin ? Confidence::kHigh : Confidence::kMedium;
  if (shares_one(facts.cnames, listed.cnames)) {
    return {shared, fmt::format("both have the CNAME {}", facts.cnames.back())};
  }
  if (shares_one(facts.addresses, listed.addresses)) {
    return {shared, fmt::format("both have the address {}", facts.addresses.front())};
  }
  if (is_twin) return {Confidence::kMedium, "whoever has the one name has the other"};
  return {Confidence::kLow, fmt::format("nothing in DNS ties it to {}", candidate.listed)};
}

}  // namespace

VariantData VariantData::built_in() {
  const auto document = parse_json_document(kVariantEndings, "built-in variants");
  // Part of the program: its tests load it.
  if (!document) throw std::logic_error(document.error().message);
  VariantData data;
  const JsonPlace root(*document, "");
  for (const JsonPlace& ending : root.at("endings").items()) data.endings.push_back(ending.text());
  for (const JsonPlace& place : root.at("parking").items()) {
    const std::string range = place.text();
    const std::size_t slash = range.find('/');
    int bits = 0;
    std::from_chars(range.data() + slash + 1, range.data() + range.size(), bits);
    data.parking_ranges.emplace_back(range.substr(0, slash), bits);
  }
  return data;
}

bool VariantData::is_parking(std::string_view address) const {
  const auto number = number_of(address);
  if (!number) return false;
  return std::ranges::any_of(parking_ranges, [&](const auto& range) {
    const auto start = number_of(range.first);
    const int spare = 32 - range.second;
    return start && (std::uint64_t{*number} >> spare) == (std::uint64_t{*start} >> spare);
  });
}

std::vector<VariantCandidate> variant_candidates(std::string_view category, const RuleSet& rules,
                                                 const ListedNames& everywhere,
                                                 const GuardList& guard, const VariantData& data) {
  std::vector<VariantCandidate> found;
  std::set<std::string> seen;
  const auto consider = [&](std::string name, const RuleEntry& entry, std::string_view ending) {
    if (name.empty() || everywhere.blocks(name) || everywhere.allows(name)) return;
    // Under another ending the www twin is as good: it is the same site.
    if (!ending.empty() && everywhere.blocks_twin(name)) return;
    if (guard.guarding(name) || !seen.insert(name).second) return;
    found.push_back(
        {std::move(name), std::string(category), std::string(entry.name), std::string(ending)});
  };
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const RuleEntry entry = rules.entry(i);
    if (entry.action != RuleAction::kBlock || is_public_suffix(entry.name)) continue;
    const std::string owner = registrable_domain(entry.name);
    const std::string twin = www_twin(entry.name);
    if (entry.name != owner && twin != owner) continue;
    consider(twin, entry, "");
    const std::string_view brand = std::string_view(owner).substr(0, owner.find('.'));
    if (brand.size() < kShortestBrand) continue;
    for (const std::string& ending : data.endings) {
      consider(fmt::format("{}.{}", brand, ending), entry, ending);
    }
  }
  std::ranges::sort(found, {}, &VariantCandidate::domain);
  return found;
}

JudgedVariant judge_variant(const VariantCandidate& candidate, const NameAnswer& answer,
                            const NameAnswer& listed, const NameAnswer& made_up,
                            const VariantData& data) {
  if (answer.error) {
    const bool absent =
        answer.error == ErrorClass::kDnsNxdomain || answer.error == ErrorClass::kDnsNoData;
    return {absent ? VariantVerdict::kAbsent : VariantVerdict::kUnknown};
  }
  const auto& addresses = answer.facts.addresses;
  const auto is_sink = [](const std::string& address) {
    return use_of_address(address) == AddressUse::kSink;
  };
  // A resolver that blocks names says nothing about them.
  if (addresses.empty() || std::ranges::all_of(addresses, is_sink)) {
    return {VariantVerdict::kUnknown};
  }
  const auto parks = [&](const std::string& address) { return data.is_parking(address); };
  if (is_no_more_than(addresses, made_up.facts.addresses) ||
      std::ranges::any_of(addresses, parks)) {
    return {VariantVerdict::kNobodys};
  }
  const Tie tie = tie_between(candidate, answer.facts, listed.facts);
  return {VariantVerdict::kRecommended,
          Recommendation{
              .id = recommendation_id(Advice::kAddVariant, candidate.domain, candidate.category),
              .advice = Advice::kAddVariant,
              .domain = candidate.domain,
              .category = candidate.category,
              .confidence = tie.confidence,
              .reason = fmt::format("it resolves, and {} is listed", candidate.listed),
              .evidence = {tie.sentence, fmt::format("address {}", addresses.front())},
              .weight = 1.0 + static_cast<double>(tie.confidence)}};
}

}  // namespace tidemark::analyzer
