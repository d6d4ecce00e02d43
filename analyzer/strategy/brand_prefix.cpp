#include "analyzer/strategy/brand_prefix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analyzer/strategy/fixed_times.hpp"

namespace tidemark::analyzer {
namespace {

constexpr const char* kKind = "error_words";
constexpr std::string_view kSubject = "host:";
constexpr std::chrono::days kKept{30};  // the seed's lifetime of a record
constexpr const char* kSkipped = "skipped: known bot protection pattern";
constexpr std::array<std::string_view, 5> kWords{"403", "forbidden", "cloudflare", "bot protection",
                                                 "certificate"};

bool is_pattern(std::string_view words) {
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return words.find(word) != std::string_view::npos; });
}

bool is_certificate_error(ErrorClass error) {
  return error == ErrorClass::kTlsExpired || error == ErrorClass::kTlsUntrusted ||
         error == ErrorClass::kTlsNameMismatch;
}

// What the seed would have noted as the error, in lower case; empty for none.
std::string words_for(const DomainResult& result) {
  std::string words;
  for (const Attempt& attempt : result.attempts) {
    if (attempt.status == 403) {
      words += "403 forbidden; ";
    } else if (attempt.status && *attempt.status >= 400) {
      words += fmt::format("{}; ", *attempt.status);
    }
    if (attempt.error && is_certificate_error(*attempt.error)) words += "certificate error; ";
  }
  if (!result.vendor.empty()) words += result.vendor + " bot protection; ";
  return words;
}

class BrandPrefix final : public Strategy {
 public:
  BrandPrefix(std::chrono::milliseconds total, FactBook& facts)
      : times_(budget_strategy(total)), facts_(facts) {}

  std::string_view name() const override { return "budget+brand-prefix"; }
  Allowance usual() const override { return times_->usual(); }
  std::optional<Skip> skip(const std::string& domain, Moment now) override;
  Admission admit(const Candidate& candidate, Moment now) override {
    return times_->admit(candidate, now);
  }
  void silent(const Candidate&, Moment) override {}
  Admission admit_browser(const Candidate& candidate, const DomainResult& so_far,
                          Moment now) override {
    return times_->admit_browser(candidate, so_far, now);
  }
  void learn(const Candidate& candidate, const DomainResult& result, Moment now) override {
    if (std::string words = words_for(result); !words.empty()) {
      note(candidate.domain, std::move(words), now);
    }
  }

 private:
  void note(const std::string& domain, std::string words, Moment now) {
    facts_.put({.subject = std::string(kSubject) + domain,
                .kind = kKind,
                .samples = 1,
                .evidence = std::move(words),
                .learnt_at = now.calendar,
                .expires_at = now.calendar + kKept});
  }

  std::unique_ptr<Strategy> times_;
  FactBook& facts_;
};

std::optional<Skip> BrandPrefix::skip(const std::string& domain, Moment now) {
  const std::string start = std::string(kSubject) + domain.substr(0, domain.find('.'));
  const auto records = facts_.starting_with(start, kKind, now.calendar);
  const auto known = std::ranges::find_if(
      records, [](const LearntFact* record) { return is_pattern(record->evidence); });
  if (known == records.end()) return std::nullopt;
  const std::string from = (*known)->subject.substr(kSubject.size());
  Skip skip{.state = State::kFailed,
            .inference = {.from = from, .evidence = "name starts alike: " + (*known)->evidence}};
  note(domain, kSkipped, now);
  return skip;
}

}  // namespace

std::unique_ptr<Strategy> brand_prefix_strategy(std::chrono::milliseconds total, FactBook& facts) {
  return std::make_unique<BrandPrefix>(total, facts);
}

}  // namespace tidemark::analyzer
