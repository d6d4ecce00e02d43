#include "harness/record/run_json.hpp"

#include "harness/record/describe_record.hpp"
#include "harness/record/described_json.hpp"
#include "probes/base/replace_file.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::harness {

std::string to_json(const RunRecord& record) { return described_json(record, kRunSchema); }

Result<RunRecord> parse_run(std::string_view text, std::string_view name) {
  return parse_described<RunRecord>(text, name, kRunSchema, "run record");
}

Result<void> write_run(const std::filesystem::path& file, const RunRecord& record) {
  return replace_file(file, to_json(record));
}

Result<RunRecord> load_run(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxRunSize);
  if (!text) return std::unexpected(text.error());
  return parse_run(*text, file.string());
}

}  // namespace tidemark::harness
