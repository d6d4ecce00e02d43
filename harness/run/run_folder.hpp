// The folder that a run is recorded in.
#pragma once

#include <chrono>
#include <filesystem>
#include <string_view>

#include "probes/base/result.hpp"

namespace tidemark::harness {

// What is in it.
inline constexpr const char* kRunRecordFile = "run.json";
inline constexpr const char* kSamplesFile = "samples.sqlite";
inline constexpr const char* kSubjectOutFile = "subject.stdout";
inline constexpr const char* kSubjectErrFile = "subject.stderr";

// Makes `folder`, or takes it if it is an empty folder. kBadInput: something is there already;
// otherwise what the system says.
[[nodiscard]] Result<std::filesystem::path> make_run_folder(const std::filesystem::path& folder);

// Makes `<parent>/<scenario>-<yyyymmdd-hhmmss>` in UTC, with a number behind it where that is
// taken.
[[nodiscard]] Result<std::filesystem::path> make_named_run_folder(
    const std::filesystem::path& parent, std::string_view scenario,
    std::chrono::system_clock::time_point now);

// `name` as one component of a path: whatever is not a letter, digit, '.', '_' or '-' becomes '-'.
[[nodiscard]] std::string file_name_of(std::string_view name);

}  // namespace tidemark::harness
