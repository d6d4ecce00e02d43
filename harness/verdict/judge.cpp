#include "harness/verdict/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/verdict/advice.hpp"
#include "harness/verdict/amount_rule.hpp"
#include "harness/verdict/count_rule.hpp"
#include "harness/verdict/evidence.hpp"
#include "harness/verdict/memory_rule.hpp"
#include "harness/verdict/muting.hpp"
#include "harness/verdict/other_troubles.hpp"
#include "harness/verdict/outliving_rule.hpp"
#include "harness/verdict/retirement.hpp"
#include "harness/verdict/timeline.hpp"

namespace tidemark::harness {
namespace {

constexpr std::array kExact = {Resource::kProcesses, Resource::kZombies, Resource::kDescriptors,
                               Resource::kThreads, Resource::kDirectories};

bool has_identity(Resource resource) {
  return resource != Resource::kDescriptors && resource != Resource::kThreads &&
         resource != Resource::kMemory;
}

// What the rest points say about one resource, by every rule that applies.
Evidence gather(const Timeline& timeline, Resource resource, std::size_t persist) {
  Evidence evidence;
  if (has_identity(resource)) evidence = judge_outliving(timeline, resource, persist);
  if (timeline.evidence() < persist + 1) return evidence;
  if (!timeline.long_running) {
    evidence.limit_clean_points(timeline.evidence());
  } else if (has_identity(resource)) {
    evidence.add(judge_counts(timeline, resource, persist));
  } else {
    evidence.add(judge_amounts(timeline, resource, persist));
  }
  if (resource == Resource::kProcesses && timeline.long_running) {
    evidence.add(find_wedged(timeline, persist));
  }
  return evidence;
}

class Judge {
 public:
  Judge(const std::vector<RestPoint>& points, const JudgeOptions& options)
      : options_(options),
        persist_(static_cast<std::size_t>(std::max(1, options.persist))),
        timeline_(sort_points(points, std::max(0, options.warm_up))),
        muting_(options.muting) {}

  Judgement run() {
    for (const auto resource : kExact) judge_resource(resource);
    judge_memory();
    put_leaks_first();
    add_other_troubles();
    add_advice(judgement_.findings);
    conclude();
    note_unrested();
    judgement_.mutes = muting_.records();
    return std::move(judgement_);
  }

 private:
  [[nodiscard]] bool requires_it(Resource resource) const {
    return resource != Resource::kThreads &&
           std::ranges::find(options_.required, resource) != options_.required.end();
  }

  void judge_resource(Resource resource) {
    Evidence evidence = gather(timeline_, resource, persist_);
    ResourceVerdict answer{.resource = resource, .required = requires_it(resource)};
    excuse(evidence, answer);
    const auto leak = std::ranges::find_if(evidence.findings, counts);
    if (leak != evidence.findings.end()) {
      answer.verdict = Verdict::kLeaking;
      answer.evidence = leak->explanation;
    } else {
      if (!evidence.undecided.empty()) {
        answer.evidence = evidence.undecided.front();
      } else if (!evidence.clean_points) {
        answer.evidence = unknown(evidence);
      } else {
        clear(answer, *evidence.clean_points);
      }
      answer.evidence.insert(0, apart_from(answer.muted));
    }
    judgement_.verdicts.push_back(std::move(answer));
    std::ranges::move(evidence.findings, std::back_inserter(judgement_.findings));
  }

  // Takes out of the evidence what muted findings would decide.
  void excuse(Evidence& evidence, ResourceVerdict& answer) {
    muting_.apply(evidence.findings);
    const auto leaks = std::ranges::count_if(evidence.findings,
                                             [](const Finding& it) { return it.leak && it.muted; });
    const auto excused = std::erase_if(evidence.undecided, [&](const std::string& why) {
      return is_excused(evidence.findings, why);
    });
    answer.muted = static_cast<int>(leaks) + static_cast<int>(excused);
  }

  // No leak, and some rest points that would have shown one.
  void clear(ResourceVerdict& answer, std::size_t points) const {
    if (points == 0) {
      answer.evidence = "no rest point is free of an excess: run more cycles";
      return;
    }
    if (const auto failing = unfit()) {
      answer.evidence = "no leak was seen, but " + *failing;
      return;
    }
    answer.verdict = Verdict::kStable;
    // Nothing in n cycles: with 95% confidence fewer than 3/n of them leak.
    answer.bound_per_cycle = std::min(1.0, 3.0 / static_cast<double>(points));
    answer.evidence =
        timeline_.long_running
            ? fmt::format("no lasting excess over the warmed-up count at {} rest points", points)
            : fmt::format("nothing outlived the subject in {} cycles", points);
  }

  [[nodiscard]] std::string unknown(const Evidence& evidence) const {
    if (!evidence.findings.empty() && enough()) return evidence.findings.front().explanation;
    if (timeline_.all.empty()) return "no rest point was recorded";
    return fmt::format("{} rest point{} after warm-up, too few to tell: run at least {} cycles",
                       timeline_.evidence(), timeline_.evidence() == 1 ? "" : "s",
                       std::max(0, options_.warm_up) + static_cast<int>(persist_) + 1);
  }
  [[nodiscard]] bool enough() const { return timeline_.evidence() > persist_; }

  void judge_memory() {
    auto found = harness::judge_memory(timeline_, {.tasks_per_cycle = tasks_per_cycle(),
                                                   .tests = options_.memory_tests,
                                                   .planned = planned_points()});
    ResourceVerdict& answer = found.verdict;
    answer.required = requires_it(Resource::kMemory);
    const auto failing = unfit();
    if (answer.verdict == Verdict::kStable && failing) {
      answer = {.resource = Resource::kMemory,
                .required = answer.required,
                .evidence = "no growth was seen, but " + *failing};
    }
    if (found.finding) excuse_memory(*found.finding, answer);
    // A leak that decides nothing is advice.
    if (found.finding && !answer.required) found.finding->leak = false;
    if (found.finding && found.finding->kind == FindingKind::kGrowth) {
      found.finding->retirement =
          retirement_of(timeline_, {.bytes_per_cycle = found.finding->per_cycle,
                                    .tasks_per_cycle = tasks_per_cycle(),
                                    .work = options_.work,
                                    .browser_starts = options_.browser_starts});
    }
    judgement_.verdicts.push_back(std::move(answer));
    if (found.finding) judgement_.findings.push_back(std::move(*found.finding));
  }

  [[nodiscard]] std::size_t planned_points() const {
    return static_cast<std::size_t>(std::max(0, options_.cycles_planned - options_.warm_up));
  }

  // There is one reading of memory for the whole tree: without it nothing is left to judge.
  void excuse_memory(Finding& finding, ResourceVerdict& answer) {
    muting_.apply({&finding, 1});
    if (!finding.muted || answer.verdict == Verdict::kStable) return;
    answer.verdict = Verdict::kInconclusive;
    answer.muted = 1;
    answer.evidence = "muted, so nothing is judged: " + answer.evidence;
  }

  [[nodiscard]] double tasks_per_cycle() const {
    int cycles = 0;
    for (const auto& point : timeline_.all) {
      // The point after a long-running subject's end has the number of a cycle that never was.
      if (!timeline_.long_running || !point.after_end) cycles = std::max(cycles, point.cycle);
    }
    return cycles == 0 ? 0 : options_.tasks_fed / static_cast<double>(cycles);
  }

  // Why the run can prove nothing good, whatever its counts.
  [[nodiscard]] std::optional<std::string> unfit() const {
    if (!options_.completed) return "the run ended before its last planned cycle";
    if (options_.tasks_fed == 0) return "the subject was given no work";
    if (options_.tasks_answered < options_.tasks_fed) {
      return fmt::format("the subject answered only {} of {} tasks", options_.tasks_answered,
                         options_.tasks_fed);
    }
    return std::nullopt;
  }

  // Muted ones behind those that count.
  void put_leaks_first() {
    const auto rank = [](const Finding& it) { return counts(it) ? 0 : it.leak ? 1 : 2; };
    std::vector<Finding> ordered;
    ordered.reserve(judgement_.findings.size());
    for (int wanted = 0; wanted <= 2; ++wanted) {
      for (auto& finding : judgement_.findings) {
        if (rank(finding) == wanted) ordered.push_back(std::move(finding));
      }
    }
    judgement_.findings = std::move(ordered);
  }

  void add_other_troubles() {
    OtherTroubles troubles = find_other_troubles(options_.work, timeline_, persist_);
    muting_.apply(troubles.findings);
    std::ranges::move(troubles.findings, std::back_inserter(judgement_.findings));
    std::ranges::move(troubles.notes, std::back_inserter(judgement_.notes));
  }

  void conclude() {
    const auto first = [&](Verdict verdict) {
      return std::ranges::find_if(judgement_.verdicts, [&](const ResourceVerdict& it) {
        return it.required && it.verdict == verdict && !is_silenced(it);
      });
    };
    const auto none = judgement_.verdicts.end();
    if (const auto leaking = first(Verdict::kLeaking); leaking != none) {
      judgement_.verdict = Verdict::kLeaking;
      judgement_.reason = leaking->evidence;
    } else if (const auto failing = unfit()) {
      judgement_.reason = *failing;
    } else if (const auto unclear = first(Verdict::kInconclusive); unclear != none) {
      judgement_.reason = unclear->evidence;
    } else if (const auto stable = first(Verdict::kStable); stable != none) {
      judgement_.verdict = Verdict::kStable;
      judgement_.reason = stable_reason();
    } else if (std::ranges::any_of(judgement_.verdicts, is_silenced)) {
      judgement_.reason = "all that is required is muted, so nothing decides";
    } else {
      judgement_.reason = "no resource is required, so nothing decides";
    }
  }

  // A required resource of which nothing is left to judge.
  [[nodiscard]] static bool is_silenced(const ResourceVerdict& it) {
    return it.required && it.resource == Resource::kMemory && it.muted > 0;
  }

  [[nodiscard]] std::string stable_reason() const {
    double bound = 0;
    int muted = 0;
    for (const auto& it : judgement_.verdicts) {
      if (!it.required) continue;
      bound = std::max(bound, it.bound_per_cycle.value_or(0));
      muted += it.muted;
    }
    std::string reason = apart_from(muted);
    reason += timeline_.long_running
                  ? fmt::format("nothing keeps growing over {} cycles after warm-up",
                                timeline_.judged.size())
                  : fmt::format("nothing outlived the subject in {} cycles after warm-up",
                                timeline_.evidence());
    if (bound < 1) {
      reason += fmt::format("; with 95% confidence fewer than {:.2g}% of cycles leak", bound * 100);
    }
    return reason;
  }

  void note_unrested() {
    std::string cycles;
    int count = 0;
    for (const auto& point : timeline_.all) {
      if (point.rested) continue;
      cycles += fmt::format("{}{}", count == 0 ? "" : ", ", point.cycle);
      ++count;
    }
    if (count == 0) return;
    judgement_.notes.push_back(fmt::format(
        "{} of {} rest points were taken before the subject had come to rest (after cycle {})",
        count, timeline_.all.size(), cycles));
  }

  const JudgeOptions& options_;
  std::size_t persist_;
  Timeline timeline_;
  Muting muting_;
  Judgement judgement_;
};

}  // namespace

Judgement judge(const std::vector<RestPoint>& points, const JudgeOptions& options) {
  return Judge(points, options).run();
}

}  // namespace tidemark::harness
