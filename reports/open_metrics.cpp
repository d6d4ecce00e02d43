#include "reports/open_metrics.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>

#include "probes/base/printable.hpp"
#include "probes/sampling/role.hpp"
#include "reports/watch_totals.hpp"

namespace tidemark::reports {
namespace {

using harness::RoleTotals;
using harness::WatchSample;
using probes::Role;

constexpr std::size_t kLongestTarget = 200;

struct Family {
  std::string_view name;  // of a counter without _total
  std::string_view unit;  // empty: a count
  std::string_view help;
};

class Exposition {
 public:
  Exposition(const WatchSample& sample, MetricsDialect dialect)
      : sample_(sample), roles_(sums_by_role(sample)), dialect_(dialect) {}

  // The plain dialect has no such type, and takes it for what it looks like.
  void info(const Family& family, const std::string& labels) {
    const bool open = dialect_ == MetricsDialect::kOpenMetrics;
    const std::string name = std::string(family.name) + (open ? "" : "_info");
    describe(name, open ? "info" : "gauge", family);
    text_ += fmt::format("{}_info{{{}}} 1\n", family.name, labels);
  }

  void gauge(const Family& family, const std::optional<double>& value) {
    if (!value) return;
    describe(family.name, "gauge", family);
    text_ += fmt::format("{} {}\n", family.name, *value);
  }

  void counter(const Family& family, double value) {
    describe_counter(family);
    text_ += fmt::format("{}_total {}\n", family.name, value);
  }

  void gauge_by_role(const Family& family,
                     const std::function<std::optional<double>(const WatchSums&)>& value) {
    bool described = false;
    for (const auto& [role, sums] : roles_) {
      const auto known = value(sums);
      if (!known) continue;
      if (!described) describe(family.name, "gauge", family);
      described = true;
      add(family.name, role, *known);
    }
  }

  void counter_by_role(const Family& family,
                       const std::function<double(const RoleTotals&)>& value) {
    if (sample_.roles.empty()) return;
    describe_counter(family);
    const std::string name = std::string(family.name) + "_total";
    for (const auto& [role, totals] : sample_.roles) add(name, role, value(totals));
  }

  std::string finish() { return std::move(text_) + "# EOF\n"; }

 private:
  // OpenMetrics describes a counter by its name without _total, the plain dialect by the full one.
  void describe_counter(const Family& family) {
    const bool open = dialect_ == MetricsDialect::kOpenMetrics;
    describe(std::string(family.name) + (open ? "" : "_total"), "counter", family);
  }

  void describe(std::string_view name, std::string_view type, const Family& family) {
    text_ += fmt::format("# TYPE {} {}\n", name, type);
    // To the plain dialect that line is a comment.
    if (!family.unit.empty()) text_ += fmt::format("# UNIT {} {}\n", name, family.unit);
    text_ += fmt::format("# HELP {} {}\n", name, family.help);
  }

  void add(std::string_view name, Role role, double value) {
    text_ += fmt::format("{}{{role=\"{}\"}} {}\n", name, probes::role_name(role), value);
  }

  const WatchSample& sample_;
  std::map<Role, WatchSums> roles_;
  MetricsDialect dialect_;
  std::string text_;
};

template <typename T>
std::optional<double> number(const std::optional<T>& value) {
  if (!value) return {};
  return static_cast<double>(*value);
}
std::optional<double> number(const std::optional<Bytes>& value) {
  if (!value) return {};
  return static_cast<double>(value->count);
}

double seconds(std::chrono::microseconds time) {
  return std::chrono::duration<double>(time).count();
}

void add_gauges(Exposition& text) {
  text.gauge_by_role({"tidemark_processes", "", "Watched processes, zombies included."},
                     [](const WatchSums& sums) { return static_cast<double>(sums.processes); });
  text.gauge_by_role({"tidemark_zombies", "", "Ended processes that their parent has not reaped."},
                     [](const WatchSums& sums) { return static_cast<double>(sums.zombies); });
  text.gauge_by_role({"tidemark_orphans", "", "Processes whose parent has ended."},
                     [](const WatchSums& sums) { return static_cast<double>(sums.orphans); });
  text.gauge_by_role(
      {"tidemark_stuck_processes", "", "Processes in uninterruptible sleep (state D)."},
      [](const WatchSums& sums) { return static_cast<double>(sums.stuck); });
  text.gauge_by_role({"tidemark_stopped_processes", "", "Processes stopped by a signal (state T)."},
                     [](const WatchSums& sums) { return static_cast<double>(sums.stopped); });
  text.gauge_by_role({"tidemark_resident_memory_bytes", "bytes",
                      "Sum of RSS; counts memory that processes share once for each of them."},
                     [](const WatchSums& sums) { return number(sums.rss); });
  text.gauge_by_role({"tidemark_proportional_memory_bytes", "bytes",
                      "Sum of the latest PSS figures, of as many processes as "
                      "tidemark_proportional_memory_measured_processes says."},
                     [](const WatchSums& sums) { return number(sums.pss); });
  text.gauge_by_role({"tidemark_unique_memory_bytes", "bytes",
                      "Sum of the latest USS figures: what would come back if they ended."},
                     [](const WatchSums& sums) { return number(sums.uss); });
  text.gauge_by_role(
      {"tidemark_proportional_memory_measured_processes", "", "Processes whose PSS has been read."},
      [](const WatchSums& sums) { return static_cast<double>(sums.pss_known); });
  text.gauge_by_role({"tidemark_open_descriptors", "", "Open file descriptors."},
                     [](const WatchSums& sums) { return number(sums.descriptors); });
  text.gauge_by_role({"tidemark_threads", "", "Threads."},
                     [](const WatchSums& sums) { return number(sums.threads); });
}

void add_counters(Exposition& text, const harness::WatchCost& cost) {
  text.counter_by_role({"tidemark_cpu_seconds", "seconds",
                        "User and system time since the watch began, of ended processes too."},
                       [](const RoleTotals& totals) { return seconds(totals.cpu); });
  text.counter_by_role(
      {"tidemark_process_starts", "", "Processes that were seen first since the watch began."},
      [](const RoleTotals& totals) { return static_cast<double>(totals.starts); });
  text.counter_by_role({"tidemark_process_exits", "", "Processes that went since the watch began."},
                       [](const RoleTotals& totals) { return static_cast<double>(totals.exits); });
  text.counter({"tidemark_probe_cpu_seconds", "seconds", "CPU time spent on looking at processes."},
               seconds(cost.sweep_cpu + cost.memory_cpu));
  text.counter({"tidemark_probe_memory_cpu_seconds", "seconds",
                "The part of tidemark_probe_cpu_seconds_total that reading PSS took."},
               seconds(cost.memory_cpu));
  text.counter({"tidemark_ticks", "", "Looks at the processes."}, static_cast<double>(cost.ticks));
  text.counter({"tidemark_skipped_ticks", "", "Looks left out because one took too long."},
               static_cast<double>(cost.skipped));
  text.counter({"process_cpu_seconds", "seconds", "CPU time of Tidemark itself."},
               seconds(cost.own_cpu));
}

template <typename T>
std::optional<double> number(const Reading<T>& value) {
  return number(value.maybe());
}

void add_cgroup(Exposition& text, const probes::CgroupFacts& facts) {
  text.gauge({"tidemark_cgroup_memory_bytes", "bytes",
              "Memory that the kernel charges to the cgroup, page cache included."},
             number(facts.current));
  text.gauge({"tidemark_cgroup_memory_peak_bytes", "bytes", "The most it has been charged."},
             number(facts.peak));
  text.gauge({"tidemark_cgroup_anonymous_memory_bytes", "bytes", "The part that is anonymous."},
             number(facts.anon));
  text.gauge({"tidemark_cgroup_file_memory_bytes", "bytes", "The part that caches files."},
             number(facts.file));
  text.gauge({"tidemark_cgroup_kernel_memory_bytes", "bytes", "The part that is the kernel's."},
             number(facts.kernel));
  text.gauge({"tidemark_cgroup_tasks", "", "Processes and threads in the cgroup."},
             number(facts.pids_current));
}

void add_ages(Exposition& text, const WatchSample& sample) {
  const WatchSums sums = sums_of(sample);
  std::optional<double> oldest;
  if (sums.pss) oldest = seconds(sums.oldest_pss);
  text.gauge({"tidemark_proportional_memory_age_seconds", "seconds",
              "Age of the oldest PSS figure in use."},
             oldest);
  text.gauge({"tidemark_longest_sweep_seconds", "seconds", "The longest look so far."},
             seconds(sample.cost.longest_sweep));
  text.gauge({"tidemark_longest_memory_read_seconds", "seconds",
              "The longest PSS reading so far: a watched process can have been held up so long."},
             seconds(sample.cost.longest_memory_read));
}

}  // namespace

std::string escape_label_value(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped += '\\';
    escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return escaped;
}

std::string metrics_text(const WatchSample& sample, MetricsDialect dialect,
                         std::string_view version) {
  Exposition text(sample, dialect);
  text.info({"tidemark_watch", "", "What is watched, and by which version."},
            fmt::format("target=\"{}\",version=\"{}\"",
                        escape_label_value(printable(sample.target, kLongestTarget)),
                        escape_label_value(version)));
  add_gauges(text);
  add_counters(text, sample.cost);
  add_ages(text, sample);
  if (sample.cgroup) add_cgroup(text, *sample.cgroup);
  return text.finish();
}

}  // namespace tidemark::reports
