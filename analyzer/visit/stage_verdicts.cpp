#include "analyzer/visit/stage_verdicts.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace tidemark::analyzer {
namespace {

// The stages that a result tells apart; the finer ones of attempts belong to the next of them.
constexpr std::array kStages{Stage::kDns, Stage::kConnect, Stage::kTls, Stage::kResponse,
                             Stage::kPage};

bool is_https(const Attempt& attempt) { return attempt.url.starts_with("https:"); }

// Whether an attempt of this kind goes through the stage at all.
bool goes_through(const Attempt& attempt, Stage stage) {
  switch (attempt.method) {
    case Method::kDns: return stage == Stage::kDns;
    case Method::kBrowser: return stage == Stage::kPage;
    case Method::kHttp: break;
  }
  return stage == Stage::kConnect || stage == Stage::kResponse ||
         (stage == Stage::kTls && is_https(attempt));
}

// Whether the attempt ended at the stage or beyond it.
bool reached(const Attempt& attempt, Stage stage) {
  if (attempt.method != Method::kHttp) return true;
  const Stage end = attempt.stage == Stage::kRequest ? Stage::kResponse : attempt.stage;
  return end >= stage;
}

bool passed(const Attempt& attempt, Stage stage) {
  if (!attempt.error) return true;
  if (attempt.method != Method::kHttp) return false;
  const Stage end = attempt.stage == Stage::kRequest ? Stage::kResponse : attempt.stage;
  return end > stage;
}

std::string name_evidence(const NameFacts& name) {
  std::string text;
  const auto add = [&](std::string_view label, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      text += fmt::format("{}{}{}", text.empty() ? "" : ", ", label, value);
    }
  };
  add("", name.addresses);
  add("CNAME ", name.cnames);
  return text;
}

std::string evidence_of(const Attempt& attempt, Stage stage, const DomainResult& result) {
  if (stage == Stage::kDns && attempt.url == result.domain && !attempt.error) {
    return name_evidence(result.name);
  }
  if (!passed(attempt, stage)) {
    // What is wrong with a certificate is clearer beside whose it is.
    const bool has_more = stage == Stage::kTls && !attempt.tls.empty();
    return has_more ? fmt::format("{}; {}", attempt.detail, attempt.tls) : attempt.detail;
  }
  if (stage == Stage::kConnect) return attempt.address;
  if (stage == Stage::kTls) return attempt.tls;
  return attempt.status ? fmt::format("{} from {}", *attempt.status, attempt.url) : std::string();
}

std::optional<StageVerdict> verdict_of(Stage stage, const DomainResult& result) {
  std::optional<StageVerdict> verdict;
  for (const Attempt& attempt : result.attempts) {
    if (!goes_through(attempt, stage) || !reached(attempt, stage)) continue;
    if (!verdict) verdict = StageVerdict{.stage = stage};
    const bool passes = passed(attempt, stage);
    if (!passes && !verdict->error) verdict->error = attempt.error;
    // The evidence is that of the first attempt that passed, else of the first.
    const bool tells_more = passes && !verdict->passed;
    if ((verdict->evidence.empty() && !verdict->passed) || tells_more) {
      verdict->evidence = evidence_of(attempt, stage, result);
    }
    verdict->passed = verdict->passed || passes;
  }
  return verdict;
}

}  // namespace

std::vector<StageVerdict> stage_verdicts(const DomainResult& result) {
  std::vector<StageVerdict> verdicts;
  verdicts.reserve(kStages.size());
  for (const Stage stage : kStages) {
    if (auto verdict = verdict_of(stage, result)) verdicts.push_back(*std::move(verdict));
  }
  return verdicts;
}

}  // namespace tidemark::analyzer
