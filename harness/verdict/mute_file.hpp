// Leaks that are known and do not count for a while: the file in which a user says so
// (tidemark.mutes/1, docs/mutes.md).
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

inline constexpr std::string_view kMutesSchema = "tidemark.mutes/1";
// A larger file is refused unread.
inline constexpr Bytes kMaxMutesSize = Bytes::mib(1);

struct Mute {
  std::string fingerprint{};        // of the findings that it mutes
  std::string reason{};             // untrusted, not empty
  std::chrono::sys_days expires{};  // the last day (UTC) on which it holds
  std::string scenario{};           // only in runs of this one; empty: of every one
};

struct MuteFile {
  std::string name{};  // empty: there is none
  std::vector<Mute> mutes{};
};

// The mutes in `text`, in their order; `name` starts the messages of errors, which go on with the
// line of a mistake in the JSON or the JSON pointer of any other. kBadInput: a key that is unknown
// or missing, no reason, no such day, two mutes for the same.
[[nodiscard]] Result<std::vector<Mute>> parse_mutes(std::string_view text, std::string_view name);

// The same for a file; or what the system said of it.
[[nodiscard]] Result<MuteFile> load_mutes(const std::filesystem::path& file);

}  // namespace tidemark::harness
