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

bool has(const std::optional<fs::path>& group, const char* file) {
  return group && ::access((*group / file).c_str(), W_OK) == 0;
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
  if (has(groups.unified, kMemoryV2) || has(groups.memory, kMemoryV1)) return {};
  return lacks(groups, "memory");
}

Result<void> can_limit_cpu(const CgroupPlace& groups) {
  if (has(groups.unified, kCpuV2) || has(groups.cpu, kQuotaV1)) return {};
  return lacks(groups, "cpu");
}

Result<void> limit_memory(const CgroupPlace& groups, std::optional<Bytes> most) {
  if (has(groups.unified, kMemoryV2)) {
    return write_to(*groups.unified / kMemoryV2, most ? std::to_string(most->count) : "max");
  }
  if (!has(groups.memory, kMemoryV1)) return lacks(groups, "memory");
  const fs::path file = *groups.memory / kMemoryV1;
  const int error = try_to_write(file, most ? std::to_string(most->count) : "-1");
  if (error == EBUSY) {
    return failure(ErrorCode::kNoSpace, "the subject uses more memory than that already");
  }
  if (error != 0) return system_failure("write to " + file.string(), error);
  return {};
}

Result<void> limit_cpu(const CgroupPlace& groups, std::optional<double> cores) {
  const std::string quota =
      cores ? std::to_string(std::lround(*cores * static_cast<double>(kPeriodUs))) : "";
  if (has(groups.unified, kCpuV2)) {
    return write_to(*groups.unified / kCpuV2,
                    (cores ? quota : "max") + " " + std::to_string(kPeriodUs));
  }
  if (!has(groups.cpu, kQuotaV1)) return lacks(groups, "cpu");
  if (auto set = write_to(*groups.cpu / kPeriodV1, std::to_string(kPeriodUs)); !set) return set;
  return write_to(*groups.cpu / kQuotaV1, cores ? quota : "-1");
}

}  // namespace tidemark::probes
