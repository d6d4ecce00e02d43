#include "tests/support/verdict_accuracy.hpp"

#include <fmt/format.h>

namespace tidemark::tests {
namespace {

using analyzer::to_string;

double share(int part, int rest) {
  return part + rest == 0 ? 1.0 : static_cast<double>(part) / (part + rest);
}

// The strongest that was seen of each vendor.
std::map<std::string, std::string> strongest(const analyzer::Verdict& verdict) {
  std::map<std::string, analyzer::Protection> seen;
  for (const analyzer::VendorSighting& sighting : verdict.protections) {
    auto& protection = seen.emplace(sighting.vendor, sighting.protection).first->second;
    protection = std::max(protection, sighting.protection);
  }
  // Where a challenge and a block were recognised, the verdict has decided which.
  std::map<std::string, std::string> out;
  for (const auto& [vendor, protection] : seen) out[vendor] = to_string(protection);
  if (verdict.state == analyzer::State::kChallenge) out[verdict.vendor] = "challenge";
  if (verdict.state == analyzer::State::kBlocked) out[verdict.vendor] = "block";
  return out;
}

void add(std::map<std::string, Tally>& tallies, const std::string& given,
         const std::string& correct) {
  if (given == correct) {
    ++tallies[given].right;
  } else {
    ++tallies[given].wrong;
    ++tallies[correct].missed;
  }
}

template <typename Tallies>
Tally sum_of(const Tallies& tallies) {
  Tally total;
  for (const auto& [key, tally] : tallies) {
    total.right += tally.right;
    total.wrong += tally.wrong;
    total.missed += tally.missed;
  }
  return total;
}

void note_proven(const LabelledResponse& response, const analyzer::Verdict& verdict,
                 Accuracy& accuracy) {
  for (const analyzer::VendorSighting& sighting : verdict.protections) {
    const auto label = response.vendors.find(sighting.vendor);
    const bool is_right =
        label != response.vendors.end() && (label->second == to_string(sighting.protection) ||
                                            sighting.protection == analyzer::Protection::kPresent);
    if (is_right) accuracy.proven.insert(sighting.rule);
  }
  // Of a kind of page the signal names the rule.
  if (response.state == to_string(verdict.state)) {
    accuracy.proven.insert(verdict.signal.substr(0, verdict.signal.find(':')));
  }
}

}  // namespace

double Tally::precision() const { return share(right, wrong); }
double Tally::recall() const { return share(right, missed); }

Accuracy measure(const std::vector<LabelledResponse>& responses, const analyzer::RuleBook& rules) {
  Accuracy accuracy;
  for (const LabelledResponse& response : responses) {
    const analyzer::Verdict verdict = judge(response, rules);
    const std::string state(to_string(verdict.state));
    add(accuracy.states, state, response.state);
    if (state != response.state) {
      accuracy.mistakes.push_back(fmt::format("{}: {} instead of {} ({} {})", response.name, state,
                                              response.state, verdict.vendor, verdict.signal));
    }
    const auto seen = strongest(verdict);
    for (const auto& [vendor, protection] : seen) {
      const auto label = response.vendors.find(vendor);
      const bool is_right = label != response.vendors.end() && label->second == protection;
      Tally& tally = accuracy.vendors[{vendor, protection}];
      ++(is_right ? tally.right : tally.wrong);
      if (!is_right) {
        accuracy.mistakes.push_back(
            fmt::format("{}: {} {} is not so", response.name, vendor, protection));
      }
    }
    for (const auto& [vendor, protection] : response.vendors) {
      const auto found = seen.find(vendor);
      if (found != seen.end() && found->second == protection) continue;
      ++accuracy.vendors[{vendor, protection}].missed;
      accuracy.mistakes.push_back(
          fmt::format("{}: {} {} was missed", response.name, vendor, protection));
    }
    note_proven(response, verdict, accuracy);
  }
  return accuracy;
}

Tally sum(const std::map<std::pair<std::string, std::string>, Tally>& tallies) {
  return sum_of(tallies);
}
Tally sum(const std::map<std::string, Tally>& tallies) { return sum_of(tallies); }

}  // namespace tidemark::tests
