#include "probes/ownership/cgroup_reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <system_error>

#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestFile = std::size_t{4} << 20U;

Result<std::string> read_whole(const fs::path& path) {
  const Result<UniqueFd> fd = open_proc_file(path);
  if (!fd) return std::unexpected(fd.error());
  return read_proc_file(*fd, path, kLongestFile);
}

Reading<std::string> text_of(const fs::path& group, const char* file) {
  Result<std::string> text = read_whole(group / file);
  if (text) return *std::move(text);
  if (text.error().code == ErrorCode::kDenied) return Absence::kDenied;
  std::error_code ignored;
  return fs::exists(group, ignored) ? Absence::kUnsupported : Absence::kGone;
}

Reading<std::uint64_t> number_of(const fs::path& group, const char* file) {
  const Reading<std::string> text = text_of(group, file);
  return text ? parse_cgroup_number(*text) : text.why();
}

Reading<std::uint64_t> stat_of(const Reading<std::string>& text, std::string_view key) {
  return text ? parse_cgroup_stat(*text, key) : text.why();
}

Reading<Bytes> bytes(const Reading<std::uint64_t>& number) {
  return number ? Reading<Bytes>(Bytes{*number}) : number.why();
}

Reading<int> count(const Reading<std::uint64_t>& number) {
  if (!number) return number.why();
  if (*number > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) {
    return Absence::kUnsupported;
  }
  return static_cast<int>(*number);
}

template <typename T>
Reading<T> either(const Reading<T>& one, const Reading<T>& other) {
  const bool told_more = other || (!one && one.why() == Absence::kNotAsked);
  return !one && told_more ? other : one;
}

void add_members(const fs::path& group, std::vector<Pid>& pids) {
  const Result<std::string> text = read_whole(group / "cgroup.procs");
  if (!text) return;
  std::ranges::copy(parse_cgroup_pids(*text), std::back_inserter(pids));
}

}  // namespace

Reading<std::uint64_t> parse_cgroup_number(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return Absence::kUnsupported;
  return number;
}

Reading<std::uint64_t> parse_cgroup_stat(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == ' ') {
      return parse_cgroup_number(line.substr(key.size() + 1));
    }
  }
  return Absence::kUnsupported;
}

std::vector<Pid> parse_cgroup_pids(std::string_view text) {
  std::vector<Pid> pids;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const Reading<int> pid = count(parse_cgroup_number(line));
    if (pid && *pid > 0) pids.push_back(*pid);
  }
  return pids;
}

CgroupFacts read_cgroup_facts(const fs::path& group) {
  CgroupFacts facts;
  facts.pids_current = count(number_of(group, "pids.current"));
  facts.pids_peak = count(number_of(group, "pids.peak"));
  if (const Reading<std::uint64_t> v1 = number_of(group, "memory.usage_in_bytes"); v1) {
    facts.version = 1;
    facts.current = bytes(v1);
    facts.peak = bytes(number_of(group, "memory.max_usage_in_bytes"));
    const Reading<std::string> stat = text_of(group, "memory.stat");
    facts.anon = bytes(stat_of(stat, "total_rss"));
    facts.file = bytes(stat_of(stat, "total_cache"));
    facts.kernel = bytes(number_of(group, "memory.kmem.usage_in_bytes"));
    return facts;
  }
  facts.current = bytes(number_of(group, "memory.current"));
  facts.peak = bytes(number_of(group, "memory.peak"));
  const Reading<std::string> stat = text_of(group, "memory.stat");
  facts.anon = bytes(stat_of(stat, "anon"));
  facts.file = bytes(stat_of(stat, "file"));
  facts.kernel = bytes(stat_of(stat, "kernel"));
  if (stat) facts.version = 2;
  return facts;
}

CgroupFacts combine(const CgroupFacts& facts, const CgroupFacts& other) {
  CgroupFacts both = facts;
  if (both.version == 0) {
    both.version = other.version;
    both.current = either(facts.current, other.current);
    both.peak = either(facts.peak, other.peak);
    both.anon = either(facts.anon, other.anon);
    both.file = either(facts.file, other.file);
    both.kernel = either(facts.kernel, other.kernel);
  }
  both.pids_current = either(facts.pids_current, other.pids_current);
  both.pids_peak = either(facts.pids_peak, other.pids_peak);
  return both;
}

Result<std::vector<Pid>> read_cgroup_members(const fs::path& group) {
  const Result<std::string> own = read_whole(group / "cgroup.procs");
  if (!own) return std::unexpected(own.error());
  std::vector<Pid> pids = parse_cgroup_pids(*own);
  std::error_code error;
  fs::recursive_directory_iterator below(group, fs::directory_options::skip_permission_denied,
                                         error);
  for (const fs::recursive_directory_iterator end; !error && below != end; below.increment(error)) {
    std::error_code ignored;
    if (below->is_directory(ignored) && !below->is_symlink(ignored)) {
      add_members(below->path(), pids);
    }
  }
  // One that moved between two groups meanwhile was met twice.
  std::ranges::sort(pids);
  pids.erase(std::ranges::unique(pids).begin(), pids.end());
  return pids;
}

Result<bool> cgroup_populated(const fs::path& group) {
  const Result<std::string> events = read_whole(group / "cgroup.events");
  if (!events) return std::unexpected(events.error());
  const Reading<std::uint64_t> populated = parse_cgroup_stat(*events, "populated");
  if (!populated) {
    return failure(ErrorCode::kUnavailable,
                   (group / "cgroup.events").string() + ": this kernel does not say 'populated'");
  }
  return *populated != 0;
}

}  // namespace tidemark::probes
