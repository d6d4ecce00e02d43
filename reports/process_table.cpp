#include "reports/process_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "probes/base/printable.hpp"
#include "reports/process_tree.hpp"
#include "reports/watch_totals.hpp"

namespace tidemark::reports {
namespace {

using harness::WatchSample;
using probes::ProcessSample;
using probes::Role;

constexpr std::size_t kLongestCommand = 400;
constexpr const char* kUnknown = "-";

constexpr std::array<std::pair<SortKey, std::string_view>, 6> kSortKeys = {{
    {SortKey::kTree, "tree"},
    {SortKey::kMemory, "memory"},
    {SortKey::kPid, "pid"},
    {SortKey::kDescriptors, "fds"},
    {SortKey::kCpu, "cpu"},
    {SortKey::kAge, "age"},
}};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// The value of `--name=` among the arguments, or within the one string that Chromium's children
// make of them.
std::optional<std::string> switch_value(const std::vector<std::string>& line,
                                        std::string_view name) {
  for (const std::string_view argument : line) {
    const std::size_t at = argument.starts_with(name) ? 0 : argument.find(" " + std::string(name));
    if (at == std::string_view::npos) continue;
    const std::string_view value = argument.substr(at + name.size() + (at == 0 ? 0 : 1));
    return std::string(line.size() == 1 ? value.substr(0, value.find(" --")) : value);
  }
  return {};
}

std::string joined(const std::vector<std::string>& line) {
  std::string text(base_name(line.front()));
  for (std::size_t i = 1; i < line.size() && text.size() < kLongestCommand; ++i) {
    text += ' ' + line[i];
  }
  return text;
}

std::string browser_words(const std::vector<std::string>& line) {
  const std::string_view first = std::string_view(line.front()).substr(0, line.front().find(" --"));
  std::string words(base_name(first));
  for (const std::string_view name : {"--user-data-dir=", "--remote-debugging-port="}) {
    if (const auto value = switch_value(line, name)) words += fmt::format(" {}{}", name, *value);
  }
  // Firefox takes it as an argument of its own, with one dash or two.
  const auto profile = std::ranges::find_if(
      line, [](const std::string& word) { return word == "-profile" || word == "--profile"; });
  if (profile != line.end() && profile + 1 != line.end()) words += " -profile " + profile[1];
  return words;
}

double memory_of(const WatchSample& sample, const ProcessSample& process) {
  const auto figure = sample.memory.find(process.facts.id);
  if (figure != sample.memory.end() && figure->second.facts && figure->second.facts->pss) {
    return static_cast<double>(figure->second.facts->pss->count);
  }
  return process.facts.rss ? static_cast<double>(process.facts.rss->count) : -1;
}

double cpu_of(const WatchSample& sample, const ProcessId& id) {
  const auto share = sample.cpu_share.find(id);
  return share == sample.cpu_share.end() ? -1 : share->second;
}

// What is sorted by, the largest first.
double rank(const WatchSample& sample, const ProcessSample& process, SortKey key) {
  switch (key) {
    case SortKey::kMemory: return memory_of(sample, process);
    case SortKey::kDescriptors:
      return process.facts.descriptors ? static_cast<double>(*process.facts.descriptors) : -1;
    case SortKey::kCpu: return cpu_of(sample, process.facts.id);
    case SortKey::kAge: return -static_cast<double>(process.facts.id.start_ticks);
    case SortKey::kTree:
    case SortKey::kPid: break;
  }
  return -process.facts.id.pid;
}

std::string pss_cell(const WatchSample& sample, const ProcessSample& process) {
  const auto figure = sample.memory.find(process.facts.id);
  if (figure == sample.memory.end()) return kUnknown;
  const auto& facts = figure->second.facts;
  if (facts && facts->pss) return short_bytes(*facts->pss);
  return !facts && facts.why() == Absence::kDenied ? "denied" : kUnknown;
}

template <typename T>
std::string count_cell(const T& value) {
  return value ? fmt::to_string(*value) : kUnknown;
}

// What a zombie still shows of memory and threads is not in use.
void add_costs(ProcessRow& row, const WatchSample& sample, const ProcessSample& process,
               const Trends& trends) {
  const probes::ProcessFacts& facts = process.facts;
  row.pss = row.rss = row.descriptors = row.threads = kUnknown;
  if (probes::is_zombie(facts)) return;
  row.pss = pss_cell(sample, process);
  row.rss = facts.rss ? short_bytes(*facts.rss) : kUnknown;
  row.descriptors = count_cell(facts.descriptors);
  row.threads = count_cell(facts.threads);
  if (row.pss != kUnknown) row.memory_trend = trends.memory(facts.id);
  row.descriptor_trend = trends.descriptors(facts.id);
}

ProcessRow row_of(const WatchSample& sample, const ProcessSample& process, const Trends& trends,
                  const std::string& branches) {
  const probes::ProcessFacts& facts = process.facts;
  ProcessRow row{.pid = fmt::to_string(facts.id.pid)};
  row.process = branches + std::string(probes::role_name(process.role));
  row.age = short_age(
      std::chrono::duration_cast<std::chrono::microseconds>(sample.tree.at - facts.started));
  row.state = printable(std::string(1, facts.state), 4);
  add_costs(row, sample, process, trends);
  const double share = cpu_of(sample, facts.id);
  row.cpu = share < 0 ? kUnknown : fmt::format("{:.1f}", share * 100);
  row.command = printable(telling_command(facts, process.role), kLongestCommand);
  row.alarming = probes::is_zombie(facts) || facts.state == 'D' || facts.state == 'T';
  return row;
}

std::string heading_of(const harness::OwnedGroup& group, const WatchSample& all) {
  WatchSample part;  // of it only what sums look at
  part.tree.at = all.tree.at;
  part.memory = all.memory;
  for (const ProcessSample& process : all.tree.processes) {
    if (group.members.contains(process.facts.id)) part.tree.processes.push_back(process);
  }
  const WatchSums sums = sums_of(part);
  std::string heading = owner_words(group.owner);
  heading += ": " + process_count(sums.processes);
  if (sums.pss && sums.pss_known == sums.processes - sums.zombies) {
    heading += ", PSS " + short_bytes(*sums.pss);
  } else if (sums.rss) {
    heading += ", RSS " + short_bytes(*sums.rss);
  }
  const auto& line = group.owner.command_line;
  if (!line.empty()) heading += "  " + printable(joined(line), kLongestCommand);
  return heading;
}

class Table {
 public:
  Table(const WatchSample& sample, const Trends& trends, SortKey key, bool unicode)
      : sample_(sample), trends_(trends), key_(key), unicode_(unicode) {}

  std::vector<ProcessRow> rows() {
    if (sample_.groups.empty()) {
      std::vector<const ProcessSample*> all;
      for (const ProcessSample& process : sample_.tree.processes) all.push_back(&process);
      add(all);
    }
    for (const harness::OwnedGroup& group : sample_.groups) {
      rows_.push_back({.heading = heading_of(group, sample_)});
      std::vector<const ProcessSample*> members;
      for (const ProcessSample& process : sample_.tree.processes) {
        if (group.members.contains(process.facts.id)) members.push_back(&process);
      }
      add(members);
    }
    return std::move(rows_);
  }

 private:
  void add(std::vector<const ProcessSample*>& processes) {
    if (key_ == SortKey::kTree) {
      for (const TreePlace& place : tree_order(processes, sample_.attached, unicode_)) {
        rows_.push_back(row_of(sample_, *place.process, trends_, place.branches));
      }
      return;
    }
    std::ranges::stable_sort(processes, std::greater(), [&](const ProcessSample* process) {
      return rank(sample_, *process, key_);
    });
    for (const ProcessSample* process : processes) {
      rows_.push_back(row_of(sample_, *process, trends_, ""));
    }
  }

  const WatchSample& sample_;
  const Trends& trends_;
  SortKey key_;
  bool unicode_;
  std::vector<ProcessRow> rows_;
};

}  // namespace

std::string_view sort_key_name(SortKey key) {
  return std::ranges::find(kSortKeys, key, &decltype(kSortKeys)::value_type::first)->second;
}

std::optional<SortKey> sort_key_from(std::string_view name) {
  const auto* const found =
      std::ranges::find(kSortKeys, name, &decltype(kSortKeys)::value_type::second);
  if (found == kSortKeys.end()) return {};
  return found->first;
}

std::string telling_command(const probes::ProcessFacts& facts, Role role) {
  const std::vector<std::string>& line = facts.command_line;
  if (line.empty()) return "[" + facts.name + "]";
  switch (role) {
    case Role::kBrowser: return browser_words(line);
    case Role::kUtility:
      // "network.mojom.NetworkService" is what it does.
      return switch_value(line, "--utility-sub-type=").value_or(facts.name);
    case Role::kRenderer: {
      if (const auto number = switch_value(line, "--renderer-client-id=")) return "#" + *number;
      return facts.name;
    }
    case Role::kGpu:
    case Role::kZygote:
    case Role::kCrashpad: return facts.name;
    case Role::kDriver:
    case Role::kGuard:
    case Role::kSubject:
    case Role::kOther: break;
  }
  return joined(line);
}

std::string owner_words(const harness::Owner& owner) {
  if (owner.nobody) return fmt::format("nobody (pid {})", owner.pid);
  if (owner.name.empty()) return fmt::format("pid {} (not visible)", owner.pid);
  return fmt::format("{} (pid {})", printable(owner.name, 20), owner.pid);
}

std::string short_bytes(Bytes bytes) {
  constexpr std::array<char, 5> kUnits = {'K', 'M', 'G', 'T', 'P'};
  double value = static_cast<double>(bytes.count) / 1024;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 || value >= 99.95 ? fmt::format("{:.0f}{}", value, kUnits[unit])
                                     : fmt::format("{:.1f}{}", value, kUnits[unit]);
}

std::string short_age(std::chrono::microseconds age) {
  // A process can be found younger than its start, which is known to a clock tick only.
  const auto seconds =
      std::max<long>(0, std::chrono::duration_cast<std::chrono::seconds>(age).count());
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  if (seconds < 86400) {
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
  return fmt::format("{}d{:02}h", seconds / 86400, seconds / 3600 % 24);
}

std::vector<ProcessRow> process_rows(const WatchSample& sample, const Trends& trends, SortKey key,
                                     bool unicode) {
  return Table(sample, trends, key, unicode).rows();
}

}  // namespace tidemark::reports
