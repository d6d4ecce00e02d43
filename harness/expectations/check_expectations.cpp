#include "harness/expectations/check_expectations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "harness/record/names.hpp"

namespace tidemark::harness {
namespace {

// What was found, in words, and whether that is as expected.
struct Answer {
  std::string actual;
  std::optional<bool> met = {};
};

constexpr const char* kUnknown = "not known";
constexpr const char* kStable = "stable/";  // below /expect

// The largest amount of a run, and where it was.
struct Peak {
  Amount amount;
  std::string where;
};

std::string share_text(double share) { return fmt::format("{:.4g}%", share * 100); }

// Whether the verdict on a resource is that it is stable.
Answer stability_of(Resource resource, const RunRecord& record) {
  const auto found = std::ranges::find(record.verdicts, resource, &ResourceVerdict::resource);
  Answer answer{.actual = kUnknown};
  if (found == record.verdicts.end()) return answer;
  answer.actual = name_of(found->verdict);
  if (found->verdict != Verdict::kInconclusive) answer.met = found->verdict == Verdict::kStable;
  return answer;
}

class Checker {
 public:
  explicit Checker(const RunFacts& facts) : facts_(facts) {}

  std::vector<Expectation> check(const Expectations& expected) {
    if (expected.stable) check_stable(*expected.stable);
    check_bounds(expected.at_rest, "at_rest", "at rest",
                 [this](Amount Amounts::* part) { return highest_at_rest(part); });
    check_bounds(expected.at_work, "at_work", "at work",
                 [this](Amount Amounts::* part) { return highest_at_work(part); });
    if (expected.time_to_rest) check_time_to_rest(*expected.time_to_rest);
    if (expected.in_budget) check_budget(*expected.in_budget);
    if (expected.tasks_per_second) check_throughput(*expected.tasks_per_second);
    if (expected.answered_share) check_answered(*expected.answered_share);
    if (expected.exit_code) check_exit_code(*expected.exit_code);
    if (expected.leftovers) check_leftovers(*expected.leftovers);
    return std::move(results_);
  }

 private:
  void put(const std::string& key, std::string what, std::string expected, Answer answer) {
    results_.push_back({.pointer = "/expect/" + key,
                        .what = std::move(what),
                        .expected = std::move(expected),
                        .actual = std::move(answer.actual),
                        .met = answer.met});
  }

  [[nodiscard]] bool counts(int cycle) const { return cycle > facts_.record.warm_up; }

  void check_stable(const std::vector<Resource>& resources) {
    for (std::size_t i = 0; i < resources.size(); ++i) {
      put(fmt::format("{}{}", kStable, i), std::string(name_of(resources[i])), "stable",
          stability_of(resources[i], facts_.record));
    }
  }

  [[nodiscard]] std::optional<Peak> highest_at_rest(Amount Amounts::* part) const {
    std::optional<Peak> peak;
    for (const RestPoint& point : facts_.rest_points) {
      if (!counts(point.cycle)) continue;
      const Amount amount = amounts_of(point).*part;
      const bool complete = amount.complete && (!peak || peak->amount.complete);
      if (!peak || amount.known > peak->amount.known) {
        peak = Peak{.amount = amount, .where = fmt::format(" after cycle {}", point.cycle)};
      }
      peak->amount.complete = complete;
    }
    return peak;
  }

  [[nodiscard]] std::optional<Peak> highest_at_work(Amount Amounts::* part) const {
    if (!facts_.peak) return std::nullopt;
    return Peak{.amount = *facts_.peak.*part, .where = ""};
  }

  void check_bounds(const AmountBounds& bounds, const char* key, const char* when, auto highest) {
    const auto check = [&](const char* name, const std::optional<std::uint64_t>& most,
                           Amount Amounts::* part) {
      if (!most) return;
      put(fmt::format("{}/{}", key, name), fmt::format("{} {}", name, when),
          fmt::format("at most {}", *most), within(highest(part), *most, [](std::uint64_t amount) {
            return std::to_string(amount);
          }));
    };
    check("processes", bounds.processes, &Amounts::processes);
    check("zombies", bounds.zombies, &Amounts::zombies);
    check("descriptors", bounds.descriptors, &Amounts::descriptors);
    check("threads", bounds.threads, &Amounts::threads);
    check("directories", bounds.directories, &Amounts::directories);
    if (!bounds.pss) return;
    put(fmt::format("{}/pss_mib", key), fmt::format("memory (PSS) {}", when),
        "at most " + to_string(*bounds.pss),
        within(highest(&Amounts::pss), bounds.pss->count,
               [](std::uint64_t amount) { return to_string(Bytes{amount}); }));
  }

  // What is known of an incomplete amount can only be too much already.
  static Answer within(const std::optional<Peak>& peak, std::uint64_t most, auto as_text) {
    if (!peak) return {.actual = kUnknown};
    Answer answer{.actual = (peak->amount.complete ? "" : "at least ") +
                            as_text(peak->amount.known) + peak->where};
    if (peak->amount.known > most) {
      answer.met = false;
    } else if (peak->amount.complete) {
      answer.met = true;
    }
    return answer;
  }

  void check_time_to_rest(Milliseconds most) {
    std::optional<RunTime> longest;
    int when = 0;
    std::optional<int> never;
    for (const Cycle& cycle : facts_.record.cycles) {
      if (!counts(cycle.index) || cycle.drained == RunTime{}) continue;
      if (!cycle.rested) {
        never = cycle.index;
      } else if (const RunTime took = *cycle.rested - cycle.drained; !longest || took > *longest) {
        longest = took;
        when = cycle.index;
      }
    }
    Answer answer{.actual = kUnknown};
    if (never) {
      answer = {.actual = fmt::format("never after cycle {}", *never), .met = false};
    } else if (longest) {
      answer = {.actual = fmt::format("{} ms after cycle {}",
                                      std::chrono::ceil<Milliseconds>(*longest).count(), when),
                .met = *longest <= most};
    }
    put("time_to_rest_ms", "time to rest", fmt::format("at most {} ms", most.count()),
        std::move(answer));
  }

  void check_budget(const BudgetExpectation& expected) {
    const Milliseconds longest = facts_.budget.value_or(Milliseconds(0)) + expected.slack;
    int tasks = 0;
    for (const Cycle& cycle : facts_.record.cycles) {
      if (counts(cycle.index)) tasks += cycle.tasks;
    }
    Answer answer{.actual = kUnknown};
    if (facts_.task_times && facts_.budget && tasks > 0) {
      const auto kept = std::ranges::count_if(*facts_.task_times, [&](const TaskTime& task) {
        return counts(task.cycle) && task.took <= longest;
      });
      const double share = static_cast<double>(kept) / tasks;
      answer = {.actual = fmt::format("{}: {} of {}", share_text(share), kept, tasks),
                .met = share >= expected.share};
    }
    put("in_budget", fmt::format("tasks answered within {} ms", longest.count()),
        "at least " + share_text(expected.share), std::move(answer));
  }

  void check_throughput(double least) {
    int answered = 0;
    std::chrono::duration<double> worked{};
    for (const Cycle& cycle : facts_.record.cycles) {
      if (!counts(cycle.index) || cycle.drained <= cycle.started) continue;
      answered += cycle.answered;
      worked += cycle.drained - cycle.started;
    }
    Answer answer{.actual = kUnknown};
    if (worked.count() > 0) {
      const double rate = answered / worked.count();
      answer = {.actual = fmt::format("{:.4g}", rate), .met = rate >= least};
    }
    put("tasks_per_second", "tasks answered per second of work",
        fmt::format("at least {:g}", least), std::move(answer));
  }

  void check_answered(double least) {
    Answer answer{.actual = kUnknown};
    if (facts_.tasks_fed > 0) {
      const double share = static_cast<double>(facts_.record.tasks_answered) / facts_.tasks_fed;
      answer = {.actual = fmt::format("{}: {} of {}", share_text(share),
                                      facts_.record.tasks_answered, facts_.tasks_fed),
                .met = share >= least};
    }
    put("answered_share", "tasks answered", "at least " + share_text(least), std::move(answer));
  }

  void check_exit_code(int expected) {
    Answer answer{.actual = kUnknown};
    for (const std::optional<int>& code : facts_.exit_codes) {
      answer = {.actual = code ? std::to_string(*code) : "ended by a signal",
                .met = code == expected};
      if (!*answer.met) break;
    }
    put("exit_code", "exit code of the subject", std::to_string(expected), std::move(answer));
  }

  void check_leftovers(std::uint64_t most) {
    std::optional<Peak> peak;
    for (const RestPoint& point : facts_.rest_points) {
      if (!point.after_end && !point.after_fault) continue;
      const std::uint64_t left = point.processes.size() + point.directories.size();
      if (peak && left <= peak->amount.known) continue;
      peak = Peak{.amount = {.known = left}, .where = fmt::format(" after cycle {}", point.cycle)};
    }
    put("leftovers", "processes and directories that outlive the subject",
        fmt::format("at most {}", most),
        within(peak, most, [](std::uint64_t amount) { return std::to_string(amount); }));
  }

  const RunFacts& facts_;
  std::vector<Expectation> results_;
};

}  // namespace

std::vector<Expectation> check_expectations(const Expectations& expected, const RunFacts& facts) {
  return Checker(facts).check(expected);
}

void answer_stability_again(RunRecord& record) {
  const std::string place = std::string("/expect/") + kStable;
  for (Expectation& expectation : record.expectations) {
    const auto resource = from_name<Resource>(expectation.what);
    if (!resource || !expectation.pointer.contains(place)) continue;
    Answer answer = stability_of(*resource, record);
    expectation.actual = std::move(answer.actual);
    expectation.met = answer.met;
  }
}

}  // namespace tidemark::harness
