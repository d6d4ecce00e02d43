// Reading rows of a recording.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::probes {

// Calls `row` for each row until it returns an error.
template <typename Row>
Result<void> for_each(Database& database, std::string_view sql, Row row) {
  Result<Statement> statement = database.prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  while (true) {
    const Result<bool> more = statement->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    if (Result<void> taken = row(*statement); !taken) return taken;
  }
}

[[nodiscard]] inline std::optional<Bytes> bytes(const Statement& row, int column) {
  const std::optional<std::int64_t> count = row.maybe_integer(column);
  if (!count || *count < 0) return {};
  return Bytes{static_cast<std::uint64_t>(*count)};
}

[[nodiscard]] inline std::optional<int> number(const Statement& row, int column) {
  const std::optional<std::int64_t> count = row.maybe_integer(column);
  if (!count) return {};
  return static_cast<int>(*count);
}

}  // namespace tidemark::probes
