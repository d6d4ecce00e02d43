#include "analyzer/store/visit_columns.hpp"

#include <string>
#include <utility>

#include "analyzer/result/named.hpp"
#include "analyzer/store/json_text.hpp"
#include "probes/database/row_reader.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Statement;
using std::chrono::milliseconds;

template <typename Enum>
std::optional<Enum> maybe_named(const Statement& row, int column) {
  const std::optional<std::string> name = row.maybe_text(column);
  return name ? named<Enum>(*name) : std::nullopt;
}

}  // namespace

std::optional<StoredVisit> visit_from(const Statement& row) {
  const auto lasting = named<Lasting>(row.text(5));
  const auto state = named<State>(row.text(7));
  const auto confidence = named<Confidence>(row.text(8));
  if (!lasting || !state || !confidence) return std::nullopt;
  StoredVisit stored{.visit = row.integer(0),
                     .run = row.integer(1),
                     .lasting = *lasting,
                     .with_browser = row.integer(6) != 0,
                     .result = {.domain = row.text(2), .state = *state, .confidence = *confidence}};
  DomainResult& result = stored.result;
  result.checked_at = probes::wall_from_us(row.integer(3));
  result.took = milliseconds(row.integer(4));
  result.cause = maybe_named<ErrorClass>(row, 9);
  result.vendor = row.text(10);
  result.signal = row.text(11);
  result.title = row.text(12);
  result.text_length = static_cast<std::size_t>(row.integer(13));
  result.status = probes::number(row, 14);
  result.final_url = row.text(15);
  result.read_by = maybe_named<Method>(row, 16);
  result.name = {.addresses = strings_from(row.text(17)), .cnames = strings_from(row.text(18))};
  if (auto from = row.maybe_text(19)) result.inferred = {*std::move(from), row.text(20)};
  result.cached = true;
  return stored;
}

Attempt attempt_from(const Statement& row, int first) {
  return {.method = named<Method>(row.text(first)).value_or(Method::kHttp),
          .url = row.text(first + 1),
          .stage = named<Stage>(row.text(first + 2)).value_or(Stage::kDns),
          .error = maybe_named<ErrorClass>(row, first + 3),
          .detail = row.text(first + 4),
          .status = probes::number(row, first + 5),
          .took = milliseconds(row.integer(first + 6)),
          .slot_wait = milliseconds(row.integer(first + 7)),
          .received = probes::bytes(row, first + 8).value_or(Bytes{}),
          .address = row.text(first + 9),
          .tls = row.text(first + 10)};
}

StageVerdict stage_from(const Statement& row, int first) {
  return {.stage = named<Stage>(row.text(first)).value_or(Stage::kDns),
          .passed = row.integer(first + 1) != 0,
          .error = maybe_named<ErrorClass>(row, first + 2),
          .evidence = row.text(first + 3)};
}

VendorSighting protection_from(const Statement& row, int first) {
  return {.vendor = row.text(first),
          .protection = named<Protection>(row.text(first + 1)).value_or(Protection::kPresent),
          .rule = row.text(first + 2),
          .signal = row.text(first + 3)};
}

PageScore score_from_row(const Statement& row, int first) {
  return score_from(static_cast<int>(row.integer(first)), row.text(first + 1));
}

}  // namespace tidemark::analyzer
