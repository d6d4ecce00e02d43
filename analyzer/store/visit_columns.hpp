// From rows of the store's tables to what results are made of.
#pragma once

#include <optional>
#include <string_view>

#include "analyzer/store/visit_reader.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

// The columns that the functions below take, from column `first` on.
inline constexpr std::string_view kVisitColumns =
    "visits.visit, visits.run, visits.domain, visits.checked_us, visits.took_ms, visits.lasting, "
    "visits.with_browser, visits.state, visits.confidence, visits.cause, visits.vendor, "
    "visits.signal, visits.title, visits.text_length, visits.status, visits.final_url, "
    "visits.read_by, visits.addresses, visits.cnames, visits.inferred_from, "
    "visits.inferred_evidence";
inline constexpr std::string_view kAttemptColumns =
    "attempts.method, attempts.url, attempts.stage, attempts.error, attempts.detail, "
    "attempts.status, attempts.took_ms, attempts.slot_wait_ms, attempts.bytes, attempts.address, "
    "attempts.tls";
inline constexpr std::string_view kStageColumns =
    "stages.stage, stages.passed, stages.error, stages.evidence";
inline constexpr std::string_view kProtectionColumns =
    "protections.vendor, protections.protection, protections.rule, protections.signal";
inline constexpr std::string_view kScoreColumns =
    "scores.points, scores.explanation, scores.keywords, scores.fingerprint";

// Without attempts, stages, protections and score. Nothing if the row says something that this
// Tidemark has no word for.
[[nodiscard]] std::optional<StoredVisit> visit_from(const probes::Statement& row);
[[nodiscard]] Attempt attempt_from(const probes::Statement& row, int first = 0);
[[nodiscard]] StageVerdict stage_from(const probes::Statement& row, int first = 0);
[[nodiscard]] VendorSighting protection_from(const probes::Statement& row, int first = 0);
[[nodiscard]] PageScore score_from_row(const probes::Statement& row, int first = 0);

}  // namespace tidemark::analyzer
