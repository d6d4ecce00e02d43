#include "reports/chart_data.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "reports/downsample.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

using nlohmann::json;

struct NamedValues {
  std::string name;
  const Values* values;
};

double milliseconds_kept(double seconds) { return std::round(seconds * 1000) / 1000; }

double since_start(harness::RunTime at, const harness::RunRecord& record) {
  return milliseconds_kept(std::chrono::duration<double>(at - record.started).count());
}

bool ever_positive(const Values& values) {
  return std::ranges::any_of(values, [](const auto& value) { return value && *value > 0; });
}

json chart(const std::vector<double>& seconds, const std::vector<NamedValues>& series) {
  std::vector<const Values*> all;
  all.reserve(series.size());
  for (const auto& one : series) all.push_back(one.values);
  const auto points = points_to_draw(all, seconds.size(), kMaxPoints);

  json x = json::array();
  for (const auto point : points) x.push_back(milliseconds_kept(seconds[point]));
  json drawn = json::array();
  for (const auto& one : series) {
    json values = json::array();
    for (const auto point : points) {
      const auto& value = (*one.values)[point];
      values.push_back(value ? json(*value) : json(nullptr));
    }
    drawn.push_back({{"name", printable(one.name, 60)}, {"values", std::move(values)}});
  }
  return {{"x", std::move(x)}, {"series", std::move(drawn)}};
}

json role_chart(const RunSeries& series, const std::vector<double>& seconds,
                Values RoleSeries::* what) {
  std::vector<NamedValues> roles;
  for (const auto& role : series.roles) {
    if (ever_positive(role.*what)) roles.push_back({role.role, &(role.*what)});
  }
  if (what == &RoleSeries::processes && ever_positive(series.zombies)) {
    roles.push_back({"zombie", &series.zombies});
  }
  return chart(seconds, roles);
}

json task_chart(const RunSeries& series) {
  std::vector<double> seconds;
  Values started;
  Values done;
  for (const auto& point : series.tasks) {
    seconds.push_back(point.seconds);
    started.emplace_back(point.started);
    done.emplace_back(point.done);
  }
  if (seconds.empty()) return chart({}, {});
  return chart(seconds, {{"given", &started}, {"answered", &done}});
}

}  // namespace

std::string chart_data(const harness::RunRecord& record, const RunSeries& series) {
  json cycles = json::array();
  json rests = json::array();
  for (const auto& cycle : record.cycles) {
    const auto end = std::max(cycle.rested.value_or(cycle.drained), cycle.started);
    cycles.push_back({{"index", cycle.index},
                      {"from", since_start(cycle.started, record)},
                      {"to", since_start(end, record)},
                      {"warm_up", cycle.index <= record.warm_up}});
    if (cycle.rested) rests.push_back(since_start(*cycle.rested, record));
  }
  json faults = json::array();
  for (const auto& fault : record.faults) {
    std::string what = fault_words(fault);
    if (fault.lasted) what += " for " + duration_words(*fault.lasted);
    faults.push_back({{"at", since_start(fault.at, record)}, {"what", std::move(what)}});
  }
  const double last = series.seconds.empty() ? 0 : series.seconds.back();
  const json data = {
      {"end", std::max(last, since_start(record.ended, record))},
      {"charts",
       {{"processes", role_chart(series, series.seconds, &RoleSeries::processes)},
        {"rss", role_chart(series, series.seconds, &RoleSeries::rss)},
        {"pss", role_chart(series, series.memory_seconds, &RoleSeries::pss)},
        {"descriptors", role_chart(series, series.seconds, &RoleSeries::descriptors)},
        {"tasks", task_chart(series)}}},
      {"cycles", std::move(cycles)},
      {"rests", std::move(rests)},
      {"faults", std::move(faults)}};
  return data.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace tidemark::reports
