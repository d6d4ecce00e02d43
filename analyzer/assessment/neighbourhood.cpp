#include "analyzer/assessment/neighbourhood.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "analyzer/relations/relate.hpp"
#include "analyzer/result/named.hpp"
#include "analyzer/store/json_text.hpp"
#include "probes/database/row_reader.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;

// Whose links are to be read: by visit, the place of the neighbour.
using Linking = std::unordered_map<std::int64_t, std::size_t>;

Result<void> read_links(Database& database, const Linking& linking,
                        std::vector<Neighbour>& neighbours) {
  return probes::for_each(database, "SELECT visit, links FROM content",
                          [&](const Statement& row) -> Result<void> {
                            const auto found = linking.find(row.integer(0));
                            if (found != linking.end())
                              neighbours[found->second].links = hosts_from(row.text(1));
                            return {};
                          });
}

void add_relations(std::vector<Neighbour>& neighbours) {
  std::vector<LinkingPage> pages;
  pages.reserve(neighbours.size());
  for (const Neighbour& each : neighbours) pages.push_back({each.domain, each.points, each.links});
  std::vector<Relations> relations = relate(pages);
  for (std::size_t at = 0; at < neighbours.size(); ++at) {
    neighbours[at].relations = std::move(relations[at]);
  }
}

}  // namespace

Result<std::vector<Neighbour>> read_neighbourhood(Database& database) {
  std::vector<Neighbour> neighbours;
  Linking linking;
  Result<void> read =
      probes::for_each(database,
                       "SELECT latest.domain, latest.visit, visits.state, scores.points FROM "
                       "(SELECT domain, max(visit) AS visit FROM visits GROUP BY domain) AS latest "
                       "JOIN visits ON visits.visit = latest.visit "
                       "LEFT JOIN scores ON scores.visit = latest.visit ORDER BY latest.domain",
                       [&](const Statement& row) -> Result<void> {
                         Neighbour neighbour{.domain = row.text(0), .visit = row.integer(1)};
                         // A word that this Tidemark does not have is of a newer one.
                         const auto state = named<State>(row.text(2));
                         if (state && is_scored(*state)) neighbour.points = probes::number(row, 3);
                         if (neighbour.points && *state == State::kAlive) {
                           linking.emplace(neighbour.visit, neighbours.size());
                         }
                         neighbours.push_back(std::move(neighbour));
                         return {};
                       });
  if (read) read = read_links(database, linking, neighbours);
  if (!read) return std::unexpected(read.error());
  add_relations(neighbours);
  return neighbours;
}

}  // namespace tidemark::analyzer
