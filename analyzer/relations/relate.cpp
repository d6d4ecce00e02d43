#include "analyzer/relations/relate.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>

#include "analyzer/relations/site_index.hpp"

namespace tidemark::analyzer {
namespace {

using Site = SiteIndex::Site;

// How one site links to another.
struct Edge {
  Site from = 0;
  Site to = 0;
  int links = 0;
};

// Sums links without leaving the numbers: pages can claim any count.
int added(int a, int b) {
  const std::int64_t sum = std::int64_t{a} + b;
  return static_cast<int>(std::min<std::int64_t>(sum, std::numeric_limits<int>::max()));
}

class Graph {
 public:
  explicit Graph(std::span<const LinkingPage> pages) : pages_(pages) {
    site_of_.reserve(pages.size());
    for (const LinkingPage& page : pages) site_of_.push_back(index_.add(page.domain));
    speakers_.resize(index_.size(), kNobody);
    for (std::size_t at = 0; at < pages.size(); ++at) elect(at);
    number_names();
    gather_edges();
  }

  [[nodiscard]] std::vector<Relations> relations() {
    std::vector<Relations> of_sites(index_.size());
    std::ranges::sort(edges_, [this](const Edge& a, const Edge& b) {
      return std::tuple(a.from, rank(a.to, a.links)) < std::tuple(b.from, rank(b.to, b.links));
    });
    each_run(&Edge::from,
             [&](Site site, std::span<const Edge> edges) { add_targets(of_sites[site], edges); });
    std::ranges::sort(edges_, [this](const Edge& a, const Edge& b) {
      return std::tuple(a.to, rank(a.from, a.links)) < std::tuple(b.to, rank(b.from, b.links));
    });
    each_run(&Edge::to,
             [&](Site site, std::span<const Edge> edges) { add_sources(of_sites[site], edges); });
    std::vector<Relations> of_pages;
    of_pages.reserve(pages_.size());
    for (std::size_t at = 0; at < pages_.size(); ++at) {
      of_pages.push_back(of_sites[site_of_[at]]);
      if (!pages_[at].points) of_pages.back().bonus = 0;
    }
    return of_pages;
  }

 private:
  static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

  // Where a name and its twin are both assessed, the riskier page speaks for the site.
  void elect(std::size_t at) {
    std::uint32_t& speaker = speakers_[site_of_[at]];
    const auto rank = [](const LinkingPage& page) {
      return std::tuple(-page.points.value_or(-1), page.domain.size(), page.domain);
    };
    if (speaker == kNobody || rank(pages_[at]) < rank(pages_[speaker])) {
      speaker = static_cast<std::uint32_t>(at);
    }
  }
  [[nodiscard]] const LinkingPage& page(Site site) const { return pages_[speakers_[site]]; }
  [[nodiscard]] int points(Site site) const { return page(site).points.value_or(0); }

  // Sorts the strongest first; names break ties, so that nothing depends on an order.
  [[nodiscard]] std::tuple<int, int, std::uint32_t> rank(Site site, int links) const {
    return {-points(site), -links, places_[site]};
  }
  // Sorting millions of edges by names would compare little else.
  void number_names() {
    std::vector<Site> sites(index_.size());
    std::iota(sites.begin(), sites.end(), Site{0});
    std::ranges::sort(sites, {}, [this](Site site) { return page(site).domain; });
    places_.resize(sites.size());
    for (std::uint32_t place = 0; place < sites.size(); ++place) places_[sites[place]] = place;
  }

  // Only edges that count: to a risky site, or from one.
  void gather_edges() {
    std::vector<Edge> of_site;
    for (Site from = 0; from < index_.size(); ++from) {
      if (!page(from).points) continue;
      of_site.clear();
      for (const OutboundHost& host : page(from).links) {
        const auto to = index_.find(host.host);
        if (!to || index_.same_owner(from, *to)) continue;
        if (points(from) < kRiskySource && points(*to) < kRiskyTarget) continue;
        of_site.push_back({from, *to, host.links});
      }
      std::ranges::sort(of_site, {}, &Edge::to);
      for (const Edge& edge : of_site) {
        const bool again =
            !edges_.empty() && edges_.back().from == edge.from && edges_.back().to == edge.to;
        if (again) {
          edges_.back().links = added(edges_.back().links, edge.links);
        } else {
          edges_.push_back(edge);
        }
      }
    }
  }

  // Calls `take` for each run of edges that have the same site at `end`.
  template <typename Take>
  void each_run(Site Edge::* end, Take take) const {
    for (auto first = edges_.begin(); first != edges_.end();) {
      const auto last = std::find_if(first, edges_.end(),
                                     [&](const Edge& edge) { return edge.*end != (*first).*end; });
      take((*first).*end, std::span(first, last));
      first = last;
    }
  }

  [[nodiscard]] RiskLink link_to(Site site, int links) const {
    return {.domain = std::string(page(site).domain), .points = points(site), .links = links};
  }

  void add_targets(Relations& relations, std::span<const Edge> edges) const {
    int bonus = 0;
    for (const Edge& edge : edges) {
      if (points(edge.to) < kRiskyTarget) break;  // the strongest come first
      bonus = std::min(bonus + kPointsEachTarget, kMostForTargets);
      if (relations.leads_to.size() < kRelationsListed) {
        relations.leads_to.push_back(link_to(edge.to, edge.links));
      }
    }
    relations.bonus += bonus;
  }

  void add_sources(Relations& relations, std::span<const Edge> edges) const {
    std::int64_t sum = 0;
    for (const Edge& edge : edges) {
      if (points(edge.from) < kRiskySource) break;
      sum += points(edge.from);
      if (relations.led_to_by.size() < kRelationsListed) {
        relations.led_to_by.push_back(link_to(edge.from, edge.links));
      }
    }
    relations.bonus +=
        static_cast<int>(std::min<std::int64_t>(sum / kSourceDivisor, kMostForSources));
  }

  std::span<const LinkingPage> pages_;
  SiteIndex index_;
  std::vector<Site> site_of_;            // by page
  std::vector<std::uint32_t> speakers_;  // by site: its page
  std::vector<std::uint32_t> places_;    // by site: its place in the order of names
  std::vector<Edge> edges_;
};

}  // namespace

std::vector<Relations> relate(std::span<const LinkingPage> pages) {
  return Graph(pages).relations();
}

int total_of(std::optional<int> points, const Relations& relations) {
  return points ? std::min(*points + relations.bonus, kHighestTotal) : 0;
}

}  // namespace tidemark::analyzer
