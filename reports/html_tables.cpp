#include <fmt/format.h>

#include <algorithm>

#include "probes/base/bytes.hpp"
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

using harness::Resource;

std::string figure(std::string_view label, const std::string& value, const std::string& detail) {
  return fmt::format("<div><dt>{}</dt><dd>{}{}</dd></div>\n", label, html_text(value),
                     detail.empty() ? "" : "<small>" + html_text(detail) + "</small>");
}

std::string fact(std::string_view label, const std::string& value) {
  if (value.empty()) return {};
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", label, html_text(value));
}

// The sum over all roles at each moment; absent while nothing was measured.
Values total(const RunSeries& series, Values RoleSeries::* what) {
  Values sums;
  for (const auto& role : series.roles) {
    const auto& values = role.*what;
    sums.resize(std::max(sums.size(), values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const auto value = values[i]) sums[i] = sums[i].value_or(0) + *value;
    }
  }
  return sums;
}

std::string memory_figure(const RunSeries& series) {
  const auto pss = total(series, &RoleSeries::pss);
  const auto rss = total(series, &RoleSeries::rss);
  const auto peak = [](const Values& values) {
    return amount(Resource::kMemory, std::ranges::max(values).value_or(0));
  };
  if (!pss.empty()) return figure("Memory, peak", peak(pss), "PSS at a rest point");
  return rss.empty() ? std::string()
                     : figure("Memory, peak", peak(rss), "RSS, shared pages repeated");
}

std::string process_figure(const RunSeries& series) {
  const auto processes = total(series, &RoleSeries::processes);
  if (processes.empty()) return {};
  return figure("Processes, peak",
                amount(Resource::kProcesses, std::ranges::max(processes).value_or(0)),
                fmt::format("{} in the last sample",
                            amount(Resource::kProcesses, processes.back().value_or(0))));
}

int faults_in(const harness::RunRecord& record, int cycle) {
  return static_cast<int>(std::ranges::count(
      record.faults, cycle, [](const harness::Fault& fault) { return fault.cycle; }));
}

std::string cycle_row(const harness::RunRecord& record, const harness::Cycle& cycle) {
  const bool drained = cycle.drained > cycle.started;
  std::string rest = "<span class=\"soft\">not reached</span>";
  if (cycle.rested) rest = duration_words(*cycle.rested - cycle.drained);
  return fmt::format(
      "<tr><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
      "<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
      cycle.index, duration_words(cycle.started - record.started),
      fmt::format("{} of {}", cycle.answered, cycle.tasks),
      drained ? duration_words(cycle.drained - cycle.started)
              : "<span class=\"soft\">not drained</span>",
      rest,
      fmt::format("{}{}", cycle.index <= record.warm_up ? "warm-up " : "",
                  faults_in(record, cycle.index) > 0
                      ? counted(faults_in(record, cycle.index), "fault")
                      : std::string()));
}

std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("-_./=:,@%+").contains(static_cast<char>(c));
  });
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string key_figures(const harness::RunRecord& record, const RunSeries& series) {
  const int given = tasks_given(record);
  std::string out =
      figure("Cycles", fmt::format("{} of {}", record.cycles.size(), record.cycles_planned),
             record.warm_up > 0 ? fmt::format("{} warm-up", record.warm_up) : "") +
      figure("Tasks answered", std::to_string(record.tasks_answered), fmt::format("of {}", given)) +
      figure("Faults", std::to_string(record.faults.size()), fault_kinds(record)) +
      process_figure(series) + memory_figure(series);
  return out + figure("Took", duration_words(record.ended - record.started),
                      record.completed ? "" : "stopped before the end");
}

std::string verdict_table(const harness::RunRecord& record) {
  if (record.verdicts.empty()) return "<p class=\"soft\">Nothing was judged.</p>\n";
  std::string out =
      "<div class=\"scroll\"><table "
      "class=\"rows\">\n<thead><tr><th>resource</th><th>verdict</th><th>evidence</th>"
      "<th>bound</th></tr></thead>\n<tbody>\n";
  for (const auto& resource : record.verdicts) {
    const auto word = verdict_word(resource.verdict);
    out += fmt::format(
        "<tr><th scope=\"row\">{}{}</th><td class=\"word {}\">{}</td><td class=\"wide\">{}</td>"
        "<td class=\"bound wide\">{}</td></tr>\n",
        resource_word(resource.resource),
        resource.required ? "" : " <span class=\"soft\">(advice)</span>", word, word,
        html_text(resource.evidence), html_text(bound_words(resource)));
  }
  return out + "</tbody></table></div>\n";
}

std::string expectations_section(const harness::RunRecord& record) {
  if (record.expectations.empty()) return {};
  std::string out =
      "<section aria-labelledby=\"expectations\">\n<h2 id=\"expectations\">Expectations</h2>\n"
      "<div class=\"scroll\"><table class=\"rows\">\n<thead><tr><th>what</th><th>answer</th>"
      "<th>found</th><th>expected</th><th>in the scenario</th></tr></thead>\n<tbody>\n";
  for (const auto& expectation : record.expectations) {
    const auto word = expectation_word(expectation);
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"word {}\">{}</td><td class=\"wide\">{}</td>"
        "<td class=\"wide\">{}</td><td class=\"wide\"><code>{}</code></td></tr>\n",
        html_text(expectation.what), word, word, html_text(expectation.actual),
        html_text(expectation.expected), html_text(expectation.pointer));
  }
  return out + "</tbody></table></div>\n</section>\n";
}

std::string cycle_table(const harness::RunRecord& record) {
  if (record.cycles.empty()) return "<p class=\"soft\">No cycle was begun.</p>\n";
  std::string out =
      "<div class=\"scroll\"><table class=\"narrow\">\n<thead><tr><th class=\"number\">cycle</th>"
      "<th class=\"number\">began at</th><th class=\"number\">tasks answered</th>"
      "<th class=\"number\">drained in</th><th class=\"number\">then at rest in</th><th></th></tr>"
      "</thead>\n<tbody>\n";
  for (const auto& cycle : record.cycles) out += cycle_row(record, cycle);
  return out + "</tbody></table></div>\n";
}

std::string note_list(const harness::RunRecord& record) {
  if (record.notes.empty()) return {};
  std::string out = "<ul class=\"notes\">\n";
  for (const auto& note : record.notes) out += "<li>" + html_text(note) + "</li>\n";
  return out + "</ul>";
}

std::string run_facts(const harness::RunRecord& record) {
  const auto& where = record.environment;
  std::string out = fact("Scenario", record.scenario);
  out += fact("About it", record.description);
  out += fact("Scenario file", record.scenario_file);
  if (record.set != "default") out += fact("Set of the load", record.set);
  out += fact("Combination", record.combination);
  out += fact("Seed", std::to_string(record.seed));
  out += fact("Subject is", record.subject_kind == "per_cycle"      ? "started anew each cycle"
                            : record.subject_kind == "long_running" ? "long-running"
                                                                    : record.subject_kind);
  out += fact("Subject ended", record.subject_ended);
  out += fact("Processes known by", record.ownership);
  out += fact("Network", network_words(record));
  out += fact("Rest reached in", rest_words(record));
  out += fact("Faults", faults_words(record));
  out += fact("Probes", probe_cost_words(record));
  if (where.cores > 0) {
    out += fact("Machine", fmt::format("{}, {}, {}{}", where.machine, counted(where.cores, "core"),
                                       to_string(Bytes{where.memory_bytes}),
                                       where.root ? ", run as root" : ""));
  }
  out += fact("Kernel", where.kernel);
  out += fact("Browser", where.browser);
  return out;
}

std::string command_text(const harness::RunRecord& record) {
  std::string line;
  for (const auto& word : record.command) line += (line.empty() ? "" : " ") + shell_word(word);
  return html_text(line.empty() ? "unknown" : line, 8000);
}

}  // namespace tidemark::reports
