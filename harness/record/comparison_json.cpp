#include "harness/record/comparison_json.hpp"

#include "harness/record/described_json.hpp"
#include "harness/record/run_json.hpp"
#include "probes/base/replace_file.hpp"

namespace tidemark::harness {

// The keys of comparison.json, each named once.

template <typename Visitor>
void describe(Visitor& visit, RunGrowth& growth) {
  visit.required("resource", growth.resource);
  visit("per_task", growth.per_task);
  visit("leaking", growth.leaking);
}

template <typename Visitor>
void describe(Visitor& visit, ComparedRun& run) {
  visit.required("side", run.side);
  visit.required("folder", run.folder);
  visit("points", run.points);
  visit("tasks_per_cycle", run.tasks_per_cycle);
  visit("growths", run.growths);
  visit("memory_bytes", run.memory);
  visit("unfit", run.unfit);
}

template <typename Visitor>
void describe(Visitor& visit, Effect& effect) {
  visit.required("resource", effect.resource);
  visit.required("verdict", effect.verdict);
  visit("evidence", effect.evidence);
  visit("more_per_task", effect.more_per_task);
  visit("lowest", effect.lowest);
  visit("highest", effect.highest);
  visit("chance", effect.chance);
}

template <typename Visitor>
void describe(Visitor& visit, ComparisonRecord& record) {
  visit("name", record.name);
  visit("scenario", record.scenario);
  visit("scenario_file", record.scenario_file);
  visit("verdict", record.verdict);
  visit("reason", record.reason);
  visit("completed", record.completed);
  visit("candidate", record.candidate);
  visit("baseline", record.baseline);
  visit("seed", record.seed);
  visit("started_at", record.started_at);
  visit("pairs_planned", record.pairs_planned);
  visit("comparisons", record.comparisons);
  visit("permitted_error", record.error);
  visit("tolerance_bytes", record.tolerance_bytes);
  visit("effects", record.effects);
  visit.required("runs", record.runs);
  visit("notes", record.notes);
}

std::string to_json(const ComparisonRecord& record) {
  return described_json(record, kComparisonSchema);
}

Result<void> write_comparison(const std::filesystem::path& file, const ComparisonRecord& record) {
  return replace_file(file, to_json(record));
}

Result<ComparisonRecord> load_comparison(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxRunSize);
  if (!text) return std::unexpected(text.error());
  return parse_described<ComparisonRecord>(*text, file.string(), kComparisonSchema, "comparison");
}

}  // namespace tidemark::harness
