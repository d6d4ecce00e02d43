// A list file that nobody else changes through us meanwhile.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

// Holds an advisory lock (flock) on the file as long as it lives; the lock ends with the process,
// however that ends.
class LockedList {
 public:
  enum class Lock { kToRead, kToChange };
  // Follows symbolic links: the file they lead to is read and changed. kUnavailable: somebody else
  // changes it, or reads what we want to change. kBadInput: no regular file, or larger than 1 GiB.
  [[nodiscard]] static Result<LockedList> open(const std::filesystem::path& file, Lock lock);

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }  // without links
  [[nodiscard]] const std::string& content() const { return content_; }

  // Puts `content` in the place of the file: written beside it, synced, then renamed, with the
  // file's permissions, and its owner where we may. kBadInput: the file has changed since open().
  // On failure it is as it was, and nothing else is left; after a kill at any moment it is old or
  // new, and what may be left beside it is overwritten by the next time.
  Result<void> replace(std::string_view content);

 private:
  LockedList(std::filesystem::path path, UniqueFd fd, std::string content)
      : path_(std::move(path)), fd_(std::move(fd)), content_(std::move(content)) {}
  [[nodiscard]] Result<void> check_unchanged() const;

  std::filesystem::path path_;
  UniqueFd fd_;
  std::string content_;
};

}  // namespace tidemark::analyzer
