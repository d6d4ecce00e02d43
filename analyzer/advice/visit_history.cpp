#include "analyzer/advice/visit_history.hpp"

#include <memory>
#include <utility>

#include "analyzer/result/named.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {

Result<VisitHistory> visit_history(probes::Database& database) {
  auto prepared = database.prepare(
      "SELECT checked_us, state, cause FROM visits WHERE domain = ? ORDER BY visit DESC LIMIT 20");
  if (!prepared) return std::unexpected(prepared.error());
  const auto rows = std::make_shared<probes::Statement>(*std::move(prepared));
  return [rows](std::string_view domain) {
    std::vector<EarlierVisit> visits;
    rows->bind(domain);
    for (auto more = rows->next(); more && *more; more = rows->next()) {
      const auto state = named<State>(rows->text(1));
      if (!state) continue;
      visits.push_back({.at = probes::wall_from_us(rows->integer(0)),
                        .state = *state,
                        .cause = named<ErrorClass>(rows->text(2))});
    }
    return visits;
  };
}

}  // namespace tidemark::analyzer
