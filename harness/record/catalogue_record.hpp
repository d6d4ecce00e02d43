// What came of a catalogue's runs: plain data, written as catalogue.json (schema
// tidemark.catalogue/1, docs/scenarios.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// Which of its scenario's subjects a run is of.
enum class SubjectVariant {
  kAsItIs,
  kSound,  // the one without the defect
};

struct CatalogueRun {
  std::string scenario{};
  SubjectVariant variant = SubjectVariant::kAsItIs;
  std::string folder{};            // below the catalogue's
  std::string must_find{};         // in words; empty: it must pass
  std::optional<int> exit_code{};  // of `tidemark run`; absent: it was not run to its end
  std::optional<Verdict> verdict{};
  std::string found{};  // what decided, or why it is not as expected; untrusted
  bool as_expected = false;
  double took_s = 0;
  std::string skipped{};  // why it cannot run on this machine; empty: it can
};

struct CatalogueRecord {
  std::string name{};
  std::string set{};         // "smoke", "default", "soak"
  std::string started_at{};  // wall clock, RFC 3339 UTC
  double took_s = 0;         // of all its parts, where it was resumed
  std::vector<CatalogueRun> runs{};
};

}  // namespace tidemark::harness
