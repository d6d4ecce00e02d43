#include "cli/run/self_test.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/run_progress.hpp"
#include "harness/selftest/self_test.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using harness::Plant;
using harness::PlantAnswer;
using harness::SelfTestReport;
using Seconds = std::chrono::duration<double>;

constexpr const char* kSchema = "tidemark.self_test/1";

const char* word_for(const PlantAnswer& answer) {
  if (answer.plant == Plant::kNothing) return answer.passed ? "stable" : "FALSE ALARM";
  return answer.passed ? "seen" : "NOT SEEN";
}

// "seen         process      3.9 s  other processes grew by ..."
void print_line(const PlantAnswer& answer) {
  fmt::print("{:<11}  {:<10}  {:>5.1f} s  {}\n", word_for(answer),
             harness::facts_of(answer.plant).name, Seconds(answer.took).count(), answer.found);
  std::fflush(stdout);
}

std::string to_json(const SelfTestReport& report, Seconds took) {
  nlohmann::ordered_json plants = nlohmann::ordered_json::array();
  for (const PlantAnswer& answer : report.answers) {
    plants.push_back({{"plant", harness::facts_of(answer.plant).name},
                      {"passed", answer.passed},
                      {"found", answer.found},
                      {"took_s", Seconds(answer.took).count()}});
  }
  const nlohmann::ordered_json whole{{"schema", kSchema},
                                     {"passed", report.passed()},
                                     {"took_s", took.count()},
                                     {"plants", std::move(plants)}};
  return whole.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void tell_failures(const SelfTestReport& report) {
  for (const PlantAnswer& answer : report.answers) {
    if (answer.passed) continue;
    fmt::print(stderr, "tidemark: the self-test failed with {} planted: {}\n",
               harness::facts_of(answer.plant).name, answer.found);
  }
  fmt::print(stderr,
             "tidemark: no verdict can be trusted on this machine until the self-test passes; "
             "`tidemark doctor` says what the machine lacks\n");
}

}  // namespace

ExitCode self_test(const SelfTestOutput& output, harness::Interrupts& interrupts) {
  const SteadyTime began = steady_now();
  const bool lines = !output.json && !output.quiet;
  const auto report = [&] {
    std::optional<RunProgressLine> line(output.quiet);
    return harness::run_self_test(
        TIDEMARK_VERSION, interrupts,
        [&](const PlantAnswer& answer) {
          // The changing line must be out of the way, and its time left is that of one run.
          line.emplace(output.quiet);
          if (lines) print_line(answer);
        },
        [&](const harness::RunProgress& progress) { line->show(progress); });
  }();
  if (!report) {
    fmt::print(stderr, "tidemark: the self-test cannot run: {}\n",
               printable(report.error().message, 2000));
    return exit_code_of(report.error().code);
  }
  if (report->end == harness::RunEnd::kInterrupted) return ExitCode::kInterrupted;
  if (report->end == harness::RunEnd::kTerminated) return ExitCode::kTerminated;
  const Seconds took = steady_now() - began;
  if (output.json) {
    fmt::print("{}", to_json(*report, took));
    std::fflush(stdout);
  }
  if (!report->passed()) {
    tell_failures(*report);
    return ExitCode::kEnvironment;
  }
  if (lines) fmt::print("The detector is awake ({:.0f} s).\n", took.count());
  return ExitCode::kPass;
}

}  // namespace tidemark::cli
