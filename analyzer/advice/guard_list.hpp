// Names that are never recommended for a block list, whatever leads to them: half the web does.
// docs/recommendations.md describes the file format.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

class GuardList {
 public:
  [[nodiscard]] static GuardList built_in();
  // The built-in one with `file` on top, or instead of it (the file says which). kBadInput says
  // where and what: "NAME: line 3, column 7: ...", "NAME: /groups/2/names/0 ...".
  [[nodiscard]] static Result<GuardList> load(const std::filesystem::path& file);
  [[nodiscard]] static Result<GuardList> extended(std::string_view text, std::string_view name);

  // The group that guards `name` ("stores"), by itself or by a name above it. `name`: lower case,
  // punycode.
  [[nodiscard]] std::optional<std::string_view> guarding(std::string_view name) const;
  // "built-in 2026-11-24", with the file's name and version.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  Result<void> add(std::string_view text, std::string_view name);

  std::string name_;
  std::unordered_map<std::string, std::string> names_;   // "apple.com", "gov.uk" -> group
  std::unordered_map<std::string, std::string> brands_;  // "google" of "google.*" -> group
};

}  // namespace tidemark::analyzer
