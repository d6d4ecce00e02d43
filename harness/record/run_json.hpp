// run.json: how a run record is kept on disk (docs/run-record.md).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/record/run_record.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

inline constexpr std::string_view kRunSchema = "tidemark.run/1";
// A larger file is refused unread.
inline constexpr Bytes kMaxRunSize = Bytes::mib(64);

// The record as JSON text with a final newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json(const RunRecord& record);

// The record in `text`; `name` starts the messages of errors, which end in the JSON pointer of what
// is wrong. kBadInput: no run record, or one of a newer schema. Unknown keys are ignored.
[[nodiscard]] Result<RunRecord> parse_run(std::string_view text, std::string_view name);

// Writes so that `file` holds either what it did before or the whole record, whenever the machine
// stops. kNoSpace, kDenied, kIo: it holds what it did before.
[[nodiscard]] Result<void> write_run(const std::filesystem::path& file, const RunRecord& record);

[[nodiscard]] Result<RunRecord> load_run(const std::filesystem::path& file);

}  // namespace tidemark::harness
