// What a process has open, from /proc/PID/fd.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"

namespace tidemark::probes {

enum class DescriptorKind : std::uint8_t {
  kFile,
  kDirectory,
  kDevice,
  kSocket,
  kPipe,  // a named one (FIFO) too
  kEventfd,
  kEventpoll,
  kTimerfd,
  kSignalfd,
  kInotify,
  kMemfd,
  kPidfd,
  kOther,
};

// "file", "directory", ...: the spelling in recordings and reports.
[[nodiscard]] std::string_view descriptor_kind_name(DescriptorKind kind);
[[nodiscard]] std::optional<DescriptorKind> descriptor_kind_from_name(std::string_view name);

// Longer link texts than the kernel's own limit (PATH_MAX) are cut.
inline constexpr std::size_t kMaxLinkText = 4096;

struct Descriptor {
  int number = -1;
  DescriptorKind kind = DescriptorKind::kOther;
  std::string target = {};  // the kernel's link text: "/tmp/x (deleted)", "pipe:[4711]"
  std::uint64_t inode = 0;  // of sockets and unnamed pipes: equal where both ends, or copies, are
  bool readable = false;
  bool writable = false;  // neither: opened with O_PATH
  bool deleted = false;   // a file or directory that has no name any more

  friend bool operator==(const Descriptor&, const Descriptor&) = default;
};

// What the link text alone tells. A path may turn out to be a directory or a FIFO, and a file's own
// name may end in " (deleted)": read_descriptors asks the kernel about those.
struct DescriptorLink {
  DescriptorKind kind = DescriptorKind::kOther;
  std::uint64_t inode = 0;
  bool deleted = false;
};
[[nodiscard]] DescriptorLink parse_descriptor_link(std::string_view text);

// In the order of their numbers; one that is closed meanwhile may be missing. Empty for a zombie,
// or kGone where that is not ours to see. kGone and kDenied as open_proc_file: without all of them
// there are none. Measured: 8 us per descriptor (three system calls for a path, two for the rest);
// never waits for a network file system. `proc` is where procfs is.
[[nodiscard]] Result<std::vector<Descriptor>> read_descriptors(
    Pid pid, const std::filesystem::path& proc = "/proc");

}  // namespace tidemark::probes
