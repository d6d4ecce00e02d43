// Reading values out of a document that follows the scenario schema, and saying what is wrong where
// the schema cannot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"

namespace tidemark::harness {

// Reads `key` into `target` if it is there; the schema has checked type and range.
void read(const nlohmann::json& from, const char* key, auto& target) {
  if (const auto found = from.find(key); found != from.end()) found->get_to(target);
}
template <typename T>
void read(const nlohmann::json& from, const char* key, std::optional<T>& target) {
  if (const auto found = from.find(key); found != from.end()) target = found->get<T>();
}
inline void read(const nlohmann::json& from, const char* key, Milliseconds& target) {
  if (const auto found = from.find(key); found != from.end()) {
    target = Milliseconds(found->get<std::int64_t>());
  }
}
inline void read(const nlohmann::json& from, const char* key, std::optional<Milliseconds>& target) {
  if (const auto found = from.find(key); found != from.end()) {
    target = Milliseconds(found->get<std::int64_t>());
  }
}
inline void read(const nlohmann::json& from, const char* key, Bytes& target) {
  read(from, key, target.count);
}

// `pointer` is the JSON pointer of what is wrong.
[[nodiscard]] inline std::unexpected<Error> wrong(const std::string& pointer,
                                                  const std::string& what) {
  return failure(ErrorCode::kBadInput, pointer + ": " + what);
}

}  // namespace tidemark::harness
