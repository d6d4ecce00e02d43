#include "probes/ownership/fork_count.hpp"

#include "probes/ownership/cgroup_reader.hpp"
#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

// The line follows one of each processor and one of all interrupts.
constexpr std::size_t kLongestStat = std::size_t{1} << 20U;

}  // namespace

Reading<std::uint64_t> parse_fork_count(std::string_view text) {
  return parse_cgroup_stat(text, "processes");
}

Reading<std::uint64_t> read_fork_count(const std::filesystem::path& proc) {
  const std::filesystem::path path = proc / "stat";
  const Result<UniqueFd> fd = open_proc_file(path);
  if (!fd) {
    return fd.error().code == ErrorCode::kDenied ? Absence::kDenied : Absence::kUnsupported;
  }
  const Result<std::string> text = read_proc_file(*fd, path, kLongestStat);
  return text ? parse_fork_count(*text) : Absence::kUnsupported;
}

}  // namespace tidemark::probes
