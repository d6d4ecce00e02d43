#include "probes/sampling/descriptors.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <utility>

#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

constexpr std::array<std::pair<DescriptorKind, std::string_view>, 13> kNames = {{
    {DescriptorKind::kFile, "file"},
    {DescriptorKind::kDirectory, "directory"},
    {DescriptorKind::kDevice, "device"},
    {DescriptorKind::kSocket, "socket"},
    {DescriptorKind::kPipe, "pipe"},
    {DescriptorKind::kEventfd, "eventfd"},
    {DescriptorKind::kEventpoll, "eventpoll"},
    {DescriptorKind::kTimerfd, "timerfd"},
    {DescriptorKind::kSignalfd, "signalfd"},
    {DescriptorKind::kInotify, "inotify"},
    {DescriptorKind::kMemfd, "memfd"},
    {DescriptorKind::kPidfd, "pidfd"},
    {DescriptorKind::kOther, "other"},
}};

// The names of the kernel's anonymous inodes, with and without brackets as they are written.
constexpr std::array<std::pair<std::string_view, DescriptorKind>, 6> kAnonymous = {{
    {"[eventfd]", DescriptorKind::kEventfd},
    {"[eventpoll]", DescriptorKind::kEventpoll},
    {"[timerfd]", DescriptorKind::kTimerfd},
    {"[signalfd]", DescriptorKind::kSignalfd},
    {"inotify", DescriptorKind::kInotify},
    {"[pidfd]", DescriptorKind::kPidfd},  // before Linux 6.9
}};

constexpr std::string_view kDeleted = " (deleted)";

// "[4711]"
std::optional<std::uint64_t> bracketed_number(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']') || text.size() < 3) return {};
  text = text.substr(1, text.size() - 2);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

DescriptorLink path_link(std::string_view path) {
  const bool deleted = path.ends_with(kDeleted);
  if (path.starts_with("/memfd:")) return {.kind = DescriptorKind::kMemfd};
  // Below /dev live file systems of their own.
  const bool device = path.starts_with("/dev/") && !path.starts_with("/dev/shm/") &&
                      !path.starts_with("/dev/hugepages/") && !path.starts_with("/dev/mqueue/");
  return {.kind = device ? DescriptorKind::kDevice : DescriptorKind::kFile, .deleted = deleted};
}

// What the kernel says about a path, which its text does not: its type, and whether a name is left.
// AT_STATX_DONT_SYNC answers from what the kernel knows already, so that a dead server is not
// asked.
void look_at_path(int directory, const char* number, Descriptor& found) {
  struct statx status{};
  if (::statx(directory, number, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_NLINK, &status) != 0) {
    return;
  }
  switch (status.stx_mode & S_IFMT) {
    case S_IFDIR: found.kind = DescriptorKind::kDirectory; break;
    case S_IFCHR:
    case S_IFBLK: found.kind = DescriptorKind::kDevice; break;
    case S_IFIFO: found.kind = DescriptorKind::kPipe; break;
    case S_IFSOCK: found.kind = DescriptorKind::kSocket; break;  // opened with O_PATH
    case S_IFREG: found.kind = DescriptorKind::kFile; break;
    default: break;
  }
  // After the last name of a file is gone its text still is a path; of a file with another name
  // only this one is.
  found.deleted = found.deleted && status.stx_nlink == 0;
}

bool names_a_path(DescriptorKind kind) {
  return kind == DescriptorKind::kFile || kind == DescriptorKind::kDevice;
}

// Nothing: it was closed since the directory was listed. kDenied: the rest will be, too.
Result<std::optional<Descriptor>> read_one(int directory, const char* name,
                                           const std::filesystem::path& path) {
  Descriptor found;
  const std::string_view digits(name);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), found.number);
  if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  std::array<char, kMaxLinkText> text{};
  const ssize_t length = ::readlinkat(directory, name, text.data(), text.size());
  if (length < 0 && errno == EACCES) {
    return std::unexpected(
        proc_error("read links in " + path.string(), path.parent_path(), EACCES));
  }
  struct stat link{};
  if (length < 0 || ::fstatat(directory, name, &link, AT_SYMLINK_NOFOLLOW) != 0) {
    return std::nullopt;
  }
  found.target.assign(text.data(), static_cast<std::size_t>(length));
  found.readable = (link.st_mode & S_IRUSR) != 0;
  found.writable = (link.st_mode & S_IWUSR) != 0;
  const DescriptorLink told = parse_descriptor_link(found.target);
  found.kind = told.kind;
  found.inode = told.inode;
  found.deleted = told.deleted;
  if (names_a_path(found.kind)) look_at_path(directory, name, found);
  return found;
}

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

}  // namespace

std::string_view descriptor_kind_name(DescriptorKind kind) {
  const auto* const found = std::ranges::find(kNames, kind, &decltype(kNames)::value_type::first);
  return found->second;
}

std::optional<DescriptorKind> descriptor_kind_from_name(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name, &decltype(kNames)::value_type::second);
  if (found == kNames.end()) return {};
  return found->first;
}

DescriptorLink parse_descriptor_link(std::string_view text) {
  if (text.starts_with('/')) return path_link(text);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view family = text.substr(0, colon);
  const std::string_view rest = text.substr(colon + 1);
  if (family == "anon_inode") {
    const auto* const named =
        std::ranges::find(kAnonymous, rest, &decltype(kAnonymous)::value_type::first);
    return {.kind = named == kAnonymous.end() ? DescriptorKind::kOther : named->second};
  }
  const std::optional<std::uint64_t> inode = bracketed_number(rest);
  if (!inode) return {};
  if (family == "socket") return {.kind = DescriptorKind::kSocket, .inode = *inode};
  if (family == "pipe") return {.kind = DescriptorKind::kPipe, .inode = *inode};
  if (family == "pidfd") return {.kind = DescriptorKind::kPidfd};  // since Linux 6.9
  return {};
}

Result<std::vector<Descriptor>> read_descriptors(Pid pid, const std::filesystem::path& proc) {
  const std::filesystem::path path = proc / std::to_string(pid) / "fd";
  Result<UniqueFd> opened = open_proc_file(path);
  if (!opened) return std::unexpected(opened.error());
  const Directory directory(::fdopendir(opened->get()));
  if (!directory) return system_failure("list " + path.string(), errno);
  (void)opened->release();  // closedir closes it
  std::vector<Descriptor> descriptors;
  for (const dirent* entry = nullptr; (entry = ::readdir(directory.get())) != nullptr;) {
    auto one = read_one(::dirfd(directory.get()), entry->d_name, path);
    if (!one) return std::unexpected(one.error());
    if (std::optional<Descriptor>& found = *one) descriptors.push_back(*std::move(found));
  }
  std::ranges::sort(descriptors, {}, &Descriptor::number);
  return descriptors;
}

}  // namespace tidemark::probes
