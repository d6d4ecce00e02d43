#include "probes/base/process_id.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>

#include "probes/base/unique_fd.hpp"

namespace tidemark {
namespace {

// A stat line has about 300 bytes; the start time stands in its first half.
constexpr std::size_t kMaxStat = 1024;

}  // namespace

Result<std::string> read_boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  if (!std::getline(file, id) || id.empty()) {
    return failure(ErrorCode::kIo, "read /proc/sys/kernel/random/boot_id: no boot id there");
  }
  return id;
}

Result<ProcessId> read_process_id(Pid pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  // Not through a stream: reading fails when the process ends meanwhile, which a stream buffer
  // throws.
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, kMaxStat> buffer{};
  const ssize_t length = file ? ::read(file.get(), buffer.data(), buffer.size()) : -1;
  const std::string_view text(buffer.data(),
                              static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  // The second field is the name in parentheses and may itself contain spaces and parentheses, so
  // fields are counted from the last one.
  std::size_t at = text.rfind(')');
  if (at == std::string::npos) return failure(ErrorCode::kGone, path + ": no such process");
  constexpr int kFieldsFromNameToStartTime = 20;
  for (int field = 0; field < kFieldsFromNameToStartTime; ++field) {
    at = text.find(' ', at + 1);
    if (at == std::string::npos) return failure(ErrorCode::kIo, path + ": too few fields");
  }
  ProcessId id{.pid = pid};
  const char* begin = text.data() + at + 1;
  if (std::from_chars(begin, text.data() + text.size(), id.start_ticks).ec != std::errc()) {
    return failure(ErrorCode::kIo, path + ": start time is not a number");
  }
  return id;
}

}  // namespace tidemark
