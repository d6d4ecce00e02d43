#include "harness/record/catalogue_json.hpp"

#include "harness/record/described_json.hpp"
#include "harness/record/run_json.hpp"
#include "probes/base/replace_file.hpp"

namespace tidemark::harness {

// The keys of catalogue.json, each named once.

template <typename Visitor>
void describe(Visitor& visit, CatalogueRun& run) {
  visit.required("scenario", run.scenario);
  visit.required("variant", run.variant);
  visit.required("folder", run.folder);
  visit("must_find", run.must_find);
  visit("exit_code", run.exit_code);
  visit("verdict", run.verdict);
  visit("found", run.found);
  visit("as_expected", run.as_expected);
  visit("took_s", run.took_s);
  visit("skipped", run.skipped);
}

template <typename Visitor>
void describe(Visitor& visit, CatalogueRecord& record) {
  visit("name", record.name);
  visit.required("set", record.set);
  visit("started_at", record.started_at);
  visit("took_s", record.took_s);
  visit.required("runs", record.runs);
}

std::string to_json(const CatalogueRecord& record) {
  return described_json(record, kCatalogueSchema);
}

Result<void> write_catalogue(const std::filesystem::path& file, const CatalogueRecord& record) {
  return replace_file(file, to_json(record));
}

Result<CatalogueRecord> load_catalogue(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxRunSize);
  if (!text) return std::unexpected(text.error());
  return parse_described<CatalogueRecord>(*text, file.string(), kCatalogueSchema,
                                          "catalogue's record");
}

}  // namespace tidemark::harness
