#include "cli/analyze/run_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using analyzer::DomainResult;
using analyzer::Protection;
using analyzer::State;

constexpr std::size_t kSlowest = 3;
constexpr std::size_t kCauses = 6;
constexpr std::size_t kVendors = 6;
constexpr std::chrono::seconds kWorthTelling{1};

double seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; }

// "a, b, c" and, where there are more than `most`, "... and N more".
std::string listed(const std::vector<std::string>& items, std::size_t most) {
  std::string text;
  for (std::size_t at = 0; at < std::min(items.size(), most); ++at) {
    text += (at == 0 ? "" : ", ") + items[at];
  }
  if (items.size() > most) text += fmt::format(" and {} more", items.size() - most);
  return text;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string headline(const analyzer::Progress& progress, std::chrono::milliseconds took) {
  const double rate =
      took.count() == 0 ? 0 : static_cast<double>(progress.finished) / seconds(took);
  std::string text = fmt::format("{} in {:.1f} s ({:.1f}/s)", counted(progress.finished, "domain"),
                                 seconds(took), rate);
  std::string_view separator = ": ";
  for (const auto& [state, count] : progress.by_state) {
    text += fmt::format("{}{} {}", separator, count, to_string(state));
    separator = ", ";
  }
  if (progress.cached > 0) text += "; " + std::to_string(progress.cached) + " from the store";
  if (progress.rejected > 0) text += "; " + counted(progress.rejected, "line") + " rejected";
  if (progress.allowed > 0) text += "; " + counted(progress.allowed, "allow rule") + " not visited";
  if (progress.repeated > 0) text += fmt::format("; {} repeated", progress.repeated);
  if (progress.unfinished > 0) text += fmt::format("; {} not finished", progress.unfinished);
  return text;
}

// The strongest of what each vendor did on one domain.
std::map<std::string, Protection> acting_vendors(const DomainResult& result) {
  std::map<std::string, Protection> acting;
  for (const auto& sighting : result.protections) {
    Protection& strongest = acting[sighting.vendor];
    strongest = std::max(strongest, sighting.protection);
  }
  if (!result.vendor.empty()) {
    Protection& strongest = acting[result.vendor];
    strongest = std::max(
        strongest, result.state == State::kBlocked ? Protection::kBlock : Protection::kChallenge);
  }
  return acting;
}

}  // namespace

void RunSummary::add(const DomainResult& result) {
  if (result.cause) ++causes_[*result.cause];
  for (const auto& [vendor, protection] : acting_vendors(result)) {
    ++vendors_[vendor][static_cast<std::size_t>(protection)];
  }
  if (result.cached) return;  // its time was another run's
  const auto place = std::ranges::upper_bound(slowest_, result.took, std::greater<>(), &Slow::took);
  slowest_.insert(place, {result.took, result.domain, result.state});
  if (slowest_.size() > kSlowest) slowest_.pop_back();
}

std::vector<std::string> RunSummary::lines(const analyzer::Progress& progress,
                                           std::chrono::milliseconds took) const {
  std::vector<std::string> lines{headline(progress, took)};
  if (left_out_ > 0) lines.front() += fmt::format("; {} left out", left_out_);
  if (!causes_.empty()) lines.push_back("failures: " + failures());
  if (!vendors_.empty()) lines.push_back("protected: " + protections());
  const bool any_slow = !slowest_.empty() && slowest_.front().took >= kWorthTelling;
  if (any_slow && progress.finished > kSlowest) lines.push_back("slowest: " + slowest());
  return lines;
}

std::string RunSummary::failures() const {
  std::vector<std::pair<std::size_t, std::string_view>> counts;
  counts.reserve(causes_.size());
  for (const auto& [cause, count] : causes_) counts.emplace_back(count, to_string(cause));
  std::ranges::sort(counts, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> items;
  items.reserve(counts.size());
  for (const auto& [count, cause] : counts) items.push_back(fmt::format("{} {}", count, cause));
  return listed(items, kCauses);
}

std::string RunSummary::protections() const {
  const auto total = [](const ByProtection& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  };
  std::vector<std::pair<std::string, ByProtection>> vendors(vendors_.begin(), vendors_.end());
  std::ranges::sort(vendors, [&](const auto& a, const auto& b) {
    return total(a.second) != total(b.second) ? total(a.second) > total(b.second)
                                              : a.first < b.first;
  });
  std::vector<std::string> items;
  items.reserve(vendors.size());
  for (const auto& [vendor, counts] : vendors) {
    std::vector<std::string> did;
    for (const Protection what :
         {Protection::kBlock, Protection::kChallenge, Protection::kPresent}) {
      const std::size_t count = counts.at(static_cast<std::size_t>(what));
      if (count > 0) did.push_back(fmt::format("{} {}", count, to_string(what)));
    }
    items.push_back(fmt::format("{} ({})", printable(vendor, 40), listed(did, did.size())));
  }
  return listed(items, kVendors);
}

std::string RunSummary::slowest() const {
  std::vector<std::string> items;
  items.reserve(slowest_.size());
  for (const Slow& slow : slowest_) {
    items.push_back(fmt::format("{} {:.1f} s ({})", printable(slow.domain, 60), seconds(slow.took),
                                to_string(slow.state)));
  }
  return listed(items, items.size());
}

}  // namespace tidemark::cli
