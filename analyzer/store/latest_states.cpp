#include "analyzer/store/latest_states.hpp"

#include "analyzer/result/named.hpp"
#include "analyzer/store/store_file.hpp"

namespace tidemark::analyzer {

Result<std::unordered_map<std::string, State>> latest_states(const std::filesystem::path& store) {
  std::unordered_map<std::string, State> states;
  auto opened = open_store_to_read(store);
  if (!opened && opened.error().code == ErrorCode::kNotFound) return states;
  if (!opened) return std::unexpected(opened.error());
  auto rows = opened->database.prepare("SELECT domain, state FROM results");
  if (!rows) return std::unexpected(rows.error());
  while (true) {
    const auto more = rows->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return states;
    // A word that this Tidemark does not have is of a newer one: as if never visited.
    if (const auto state = named<State>(rows->text(1))) states.emplace(rows->text(0), *state);
  }
}

}  // namespace tidemark::analyzer
