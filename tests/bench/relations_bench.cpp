// How long pass 2 takes: relations_bench [DOMAINS [LINKS]].
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "analyzer/relations/relate.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {
namespace {

int measure(std::size_t domains, std::size_t links_each) {
  std::mt19937 random{7};
  std::vector<std::string> names;
  names.reserve(domains);
  for (std::size_t i = 0; i < domains; ++i) {
    names.push_back(fmt::format("{}domain-{}.example", i % 10 == 0 ? "www." : "", i));
  }
  // Half of the links lead to assessed sites, some of them below those; a few sites are linked to
  // by everybody.
  std::vector<std::vector<OutboundHost>> links(domains);
  std::vector<LinkingPage> pages;
  pages.reserve(domains);
  for (std::size_t at = 0; at < domains; ++at) {
    for (std::size_t i = 0; i < links_each; ++i) {
      const std::size_t target = i == 0 ? random() % 20 : random() % domains;
      links[at].push_back({i % 2 != 0   ? fmt::format("cdn.other-{}.example", target)
                           : i % 4 == 2 ? "shop." + names[target]
                                        : names[target],
                           1 + static_cast<int>(i)});
    }
    pages.push_back({names[at], static_cast<int>(random() % 101), links[at]});
  }
  const SteadyTime start = steady_now();
  const std::vector<Relations> found = relate(pages);
  const std::chrono::duration<double> took = steady_now() - start;
  const auto raised = std::ranges::count_if(found, [](const Relations& r) { return r.bonus > 0; });
  fmt::print("pass 2 over {} domains with {} links each: {:.2f} s, {} raised\n", domains,
             links_each, took.count(), raised);
  return 0;
}

}  // namespace
}  // namespace tidemark::analyzer

int main(int argc, char** argv) {
  const int domains = argc > 1 ? std::atoi(argv[1]) : 100'000;  // NOLINT(cert-err34-c)
  const int links = argc > 2 ? std::atoi(argv[2]) : 20;         // NOLINT(cert-err34-c)
  return tidemark::analyzer::measure(static_cast<std::size_t>(std::max(1, domains)),
                                     static_cast<std::size_t>(std::max(0, links)));
}
