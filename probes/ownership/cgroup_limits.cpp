#include "probes/ownership/cgroup_limits.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <string>

#include "probes/base/unique_fd.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

constexpr long kPeriodUs = 100'000;
constexpr const char* kMemoryV2 = "memory.max";
constexpr const char* kMemoryV1 = "memory.limit_in_bytes";
constexpr const char* kCpuV2 = "cpu.max";
constexpr const char* kQuotaV1 = "cpu.cfs_quota_us";
constexpr const char* kPeriodV1 = "cpu.cfs_period_us";

// Where the group has that file and lets us write to it.
std::optional<fs::path> file_in(const std::optional<fs::path>& group, const char* name) {
  if (!group || ::access((*group / name).c_str(), W_OK) != 0) return {};
  return *group / name;
}

// 0 or an errno.
int try_to_write(const fs::path& file, const std::string& text) {
  const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) return errno;
  const ssize_t written = ::write(fd.get(), text.data(), text.size());
  return written == static_cast<ssize_t>(text.size()) ? 0 : errno;
}

Result<void> write_to(const fs::path& file, const std::string& text) {
  const int error = try_to_write(file, text);
  if (error != 0) return system_failure("write " + text + " to " + file.string(), error);
  return {};
}

std::unexpected<Error> lacks(const CgroupPlace& groups, const std::string& controller) {
  if (!groups.unified) {
    return failure(ErrorCode::kUnavailable,
                   "the subject has no control group of its own (tidemark doctor says why)");
  }
  return failure(ErrorCode::kUnavailable,
                 "no hierarchy of control groups has a " + controller +
                     " controller for the subject: run as root where one is mounted and handed "
                     "down (+" +
                     controller + " in cgroup.subtree_control of " +
                     groups.unified->parent_path().string() + ")");
}

}  // namespace

Result<void> can_limit_memory(const CgroupPlace& groups) {
  if (file_in(groups.unified, kMemoryV2) || file_in(groups.memory, kMemoryV1)) return {};
  return lacks(groups, "memory");
}

Result<void> can_limit_cpu(const CgroupPlace& groups) {
  if (file_in(groups.unified, kCpuV2) || file_in(groups.cpu, kQuotaV1)) return {};
  return lacks(groups, "cpu");
}

Result<void> limit_memory(const CgroupPlace& groups, std::optional<Bytes> most) {
  if (const auto file = file_in(groups.unified, kMemoryV2)) {
    return write_to(*file, most ? std::to_string(most->count) : "max");
  }
  const auto file = file_in(groups.memory, kMemoryV1);
  if (!file) return lacks(groups, "memory");
  const int error = try_to_write(*file, most ? std::to_string(most->count) : "-1");
  if (error == EBUSY) {
    return failure(ErrorCode::kNoSpace, "the subject uses more memory than that already");
  }
  if (error != 0) return system_failure("write to " + file->string(), error);
  return {};
}

Result<void> limit_cpu(const CgroupPlace& groups, std::optional<double> cores) {
  const std::string quota =
      cores ? std::to_string(std::lround(*cores * static_cast<double>(kPeriodUs))) : "";
  if (const auto file = file_in(groups.unified, kCpuV2)) {
    return write_to(*file, (cores ? quota : "max") + " " + std::to_string(kPeriodUs));
  }
  const auto quota_file = file_in(groups.cpu, kQuotaV1);
  const auto period_file = file_in(groups.cpu, kPeriodV1);
  if (!quota_file || !period_file) return lacks(groups, "cpu");
  if (auto set = write_to(*period_file, std::to_string(kPeriodUs)); !set) return set;
  return write_to(*quota_file, cores ? quota : "-1");
}

}  // namespace tidemark::probes
