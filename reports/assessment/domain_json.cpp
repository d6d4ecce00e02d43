#include "analyzer/result/assessed_json.hpp"
#include "reports/assessment/domain_files.hpp"

namespace tidemark::reports {

std::string domains_jsonl(const analyzer::Assessment& assessment) {
  std::string text;
  for (const analyzer::AssessedDomain& domain : assessment.domains) {
    text += analyzer::to_json_line(domain);
    text += '\n';
  }
  return text;
}

}  // namespace tidemark::reports
