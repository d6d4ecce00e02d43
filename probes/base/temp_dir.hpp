// A directory that disappears with its owner.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "probes/base/result.hpp"

namespace tidemark {

// Owns a fresh directory (mode 0700) and removes it with everything in it when destroyed. Removal
// never follows symbolic links out of the directory.
class TempDir {
 public:
  // Makes `<TMPDIR or /tmp>/<prefix>-XXXXXX`.
  [[nodiscard]] static Result<TempDir> create(std::string_view prefix);
  // The same below `parent`.
  [[nodiscard]] static Result<TempDir> create_in(const std::filesystem::path& parent,
                                                 std::string_view prefix);
  // Makes exactly `path`; fails if anything is there.
  [[nodiscard]] static Result<TempDir> make(std::filesystem::path path);

  TempDir() = default;
  TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TempDir& operator=(TempDir&& other) noexcept;
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Gives the directory away; the caller removes it.
  [[nodiscard]] std::filesystem::path release() { return std::exchange(path_, {}); }

 private:
  explicit TempDir(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// Where temporary directories go: $TMPDIR if it names a directory, else /tmp.
[[nodiscard]] std::filesystem::path temp_root();

}  // namespace tidemark
