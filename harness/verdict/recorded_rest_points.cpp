#include "harness/verdict/recorded_rest_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/record/run_events.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

RunTime run_time(SteadyTime at) {
  return std::chrono::duration_cast<RunTime>(at.time_since_epoch());
}

std::chrono::seconds between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration_cast<std::chrono::seconds>(std::max(from, to) - from);
}

template <typename T>
T value_of(const json& object, const char* key, T otherwise) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  if constexpr (std::is_same_v<T, std::string>) {
    return found->is_string() ? found->template get<std::string>() : otherwise;
  } else if constexpr (std::is_same_v<T, bool>) {
    return found->is_boolean() ? found->template get<bool>() : otherwise;
  } else {
    return found->is_number_integer() ? found->template get<T>() : otherwise;
  }
}

struct Origin {
  std::string during;
  int cycle = 0;
  std::chrono::microseconds made{};  // on the run's time line
};

// Builds the points one after the other; what was told of a directory once holds for the rest.
class Reader {
 public:
  explicit Reader(const probes::RecordedRun& recording) {
    for (const auto& process : recording.processes) processes_[process.number] = &process;
    for (const auto& tick : recording.ticks) ticks_[run_time(tick.at)] = &tick;
    for (const auto& event : recording.events) {
      if (event.kind != kCycleStarted) continue;
      const json detail = json::parse(event.detail, nullptr, false);
      if (detail.is_object()) cycles_[event.at] = value_of(detail, "cycle", 0);
    }
  }

  [[nodiscard]] std::optional<RestPoint> point(const json& detail) {
    learn(detail);
    const auto at = RunTime(value_of(detail, "at_us", std::int64_t{0}));
    const auto tick = ticks_.find(at);
    if (tick == ticks_.end()) return std::nullopt;
    RestPoint point{.cycle = value_of(detail, "cycle", 0),
                    .at = at,
                    .rested = value_of(detail, "rested", true)};
    point.after_end = value_of(detail, "after_end", false);
    point.after_fault = value_of(detail, "after_fault", false);
    for (const auto& sample : tick->second->samples) add(point, sample, tick->second->at);
    for (const auto& holding : tick->second->holdings) add(point, holding);
    add_pipe_writers(point, *tick->second);
    return point;
  }

 private:
  void learn(const json& detail) {
    const auto found = detail.find("found");
    if (found == detail.end() || !found->is_array()) return;
    for (const json& entry : *found) {
      if (!entry.is_object()) continue;
      const std::chrono::microseconds made(value_of(entry, "made_us", std::int64_t{0}));
      origins_[value_of(entry, "path", std::string())] = {
          .during = value_of(entry, "born_during", std::string()),
          .cycle = value_of(entry, "born_in_cycle", 0),
          .made = made};
    }
  }

  void add(RestPoint& point, const probes::RecordedSample& sample, SteadyTime at) const {
    const auto found = processes_.find(sample.process);
    if (found == processes_.end()) return;
    const probes::RecordedProcess& process = *found->second;
    RestProcess rest{.pid = process.id.pid,
                     .start_ticks = process.id.start_ticks,
                     .role = std::string(probes::role_name(process.role)),
                     .command_line = process.command_line.empty()
                                         ? "[" + process.name + "]"
                                         : fmt::format("{}", fmt::join(process.command_line, " ")),
                     .state = sample.state,
                     .descriptors = sample.descriptors.maybe(),
                     .threads = sample.threads.maybe(),
                     .rss = sample.rss.maybe(),
                     .age = between(process.started, at)};
    if (const auto& memory = sample.detail.memory) {
      rest.pss = memory->pss.maybe();
      rest.uss = memory->uss.maybe();
    }
    rest.born_during = process.task.value_or("");
    rest.born_in_cycle = cycle_at(process.first_seen);
    point.processes.push_back(std::move(rest));
  }

  void add(RestPoint& point, const probes::RecordedHolding& holding) const {
    if (holding.kind != probes::Holding::Kind::kDirectory &&
        holding.kind != probes::Holding::Kind::kSharedMemory) {
      return;
    }
    RestDirectory directory{.path = holding.name, .bytes = holding.bytes.value_or(Bytes{})};
    if (const auto origin = origins_.find(holding.name); origin != origins_.end()) {
      directory.born_in_cycle = origin->second.cycle;
      directory.born_during = origin->second.during;
      directory.age =
          std::chrono::duration_cast<std::chrono::seconds>(point.at - origin->second.made);
    }
    point.directories.push_back(std::move(directory));
  }

  void add_pipe_writers(RestPoint& point, const probes::RecordedTick& tick) const {
    for (const auto& holding : tick.holdings) {
      if (holding.kind != probes::Holding::Kind::kControlPipe || !holding.holder) continue;
      const auto writer = processes_.find(*holding.holder);
      Pid browser = 0;
      std::from_chars(holding.name.data(), holding.name.data() + holding.name.size(), browser);
      if (writer == processes_.end() || browser == 0) continue;
      point.pipe_writers.push_back(
          {.browser = browser,
           .writer = writer->second->id.pid,
           .launched = parent_at(tick, browser) == writer->second->id.pid});
    }
  }

  // 0: not known.
  [[nodiscard]] Pid parent_at(const probes::RecordedTick& tick, Pid pid) const {
    for (const auto& sample : tick.samples) {
      const auto found = processes_.find(sample.process);
      if (found != processes_.end() && found->second->id.pid == pid) return sample.parent;
    }
    return 0;
  }

  // The cycle that was under way; 0 before the first.
  [[nodiscard]] int cycle_at(SteadyTime at) const {
    const auto later = cycles_.upper_bound(at);
    return later == cycles_.begin() ? 0 : std::prev(later)->second;
  }

  std::map<probes::ProcessNumber, const probes::RecordedProcess*> processes_;
  std::map<RunTime, const probes::RecordedTick*> ticks_;
  std::map<SteadyTime, int> cycles_;
  std::map<std::string, Origin> origins_;
};

}  // namespace

std::string rest_point_detail(const RestPoint& point, std::set<std::string>& told) {
  json detail{{"at_us", point.at.count()}, {"cycle", point.cycle}, {"rested", point.rested}};
  if (point.after_end) detail["after_end"] = true;
  if (point.after_fault) detail["after_fault"] = true;
  json found = json::array();
  for (const RestDirectory& directory : point.directories) {
    if (!told.insert(directory.path).second) continue;
    const RunTime made = point.at - std::chrono::duration_cast<RunTime>(directory.age);
    found.push_back({{"path", directory.path},
                     {"born_during", directory.born_during},
                     {"born_in_cycle", directory.born_in_cycle},
                     {"made_us", made.count()}});
  }
  if (!found.empty()) detail["found"] = std::move(found);
  return detail.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<RestPoint> rest_points_of(const probes::RecordedRun& recording) {
  Reader reader(recording);
  std::vector<RestPoint> points;
  for (const auto& event : recording.events) {
    if (event.kind != kRestPoint) continue;
    const json detail = json::parse(event.detail, nullptr, false);
    if (!detail.is_object()) continue;
    if (auto point = reader.point(detail)) points.push_back(*std::move(point));
  }
  return points;
}

}  // namespace tidemark::harness
