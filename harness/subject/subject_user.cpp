#include "harness/subject/subject_user.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <vector>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

// More than any entry of a user needs, however many directory services answer.
constexpr std::size_t kEntrySize = std::size_t{64} * 1024;
constexpr int kMostGroups = 65536;

std::optional<uid_t> number_in(const std::string& text) {
  uid_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::vector<gid_t> groups_of(const char* name, gid_t group) {
  int count = 64;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  while (::getgrouplist(name, group, groups.data(), &count) < 0 && count <= kMostGroups) {
    groups.resize(static_cast<std::size_t>(count));
  }
  groups.resize(static_cast<std::size_t>(std::clamp(count, 0, kMostGroups)));
  return groups;
}

}  // namespace

Result<SubjectUser> find_subject_user(const std::string& name) {
  if (::geteuid() != 0) {
    return failure(ErrorCode::kUnavailable,
                   "only root can start the subject as another user; run Tidemark as root, or as "
                   "that user and without \"user\"");
  }
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> buffer(kEntrySize);
  const auto number = number_in(name);
  ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  if (found == nullptr && number) {
    ::getpwuid_r(*number, &entry, buffer.data(), buffer.size(), &found);
  }
  if (found != nullptr) {
    return SubjectUser{.run_as = {.user = entry.pw_uid,
                                  .group = entry.pw_gid,
                                  .groups = groups_of(entry.pw_name, entry.pw_gid)},
                       .name = entry.pw_name,
                       .home = entry.pw_dir};
  }
  if (number) {
    return SubjectUser{
        .run_as = {.user = *number, .group = *number}, .name = name, .home = "/nonexistent"};
  }
  return failure(ErrorCode::kUnavailable,
                 fmt::format("this machine has no user \"{}\"", printable(name, 80)));
}

}  // namespace tidemark::harness
