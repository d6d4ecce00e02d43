// Prints precision and recall of the verdicts, per vendor and per state, on the labelled responses:
// response_accuracy [RULE_FILE]. With a rule file, of the rules that --rules RULE_FILE gives.
#include <fmt/format.h>

#include "tests/support/verdict_accuracy.hpp"

namespace {

using tidemark::tests::Tally;

void print_row(std::string_view what, const Tally& tally) {
  fmt::print("{:<34}{:>7}{:>7}{:>8}{:>11.3f}{:>9.3f}\n", what, tally.right, tally.wrong,
             tally.missed, tally.precision(), tally.recall());
}

void print_heading(std::string_view what) {
  fmt::print("\n{:<34}{:>7}{:>7}{:>8}{:>11}{:>9}\n", what, "right", "wrong", "missed", "precision",
             "recall");
}

}  // namespace

int main(int argc, char** argv) {
  using namespace tidemark;
  auto rules = analyzer::RuleBook::built_in();
  if (argc > 1) {
    const auto file = analyzer::load_rule_file(argv[1]);
    auto own = file ? analyzer::RuleBook::with(*file)
                    : Result<analyzer::RuleBook>(std::unexpected(file.error()));
    if (!own) {
      fmt::print(stderr, "{}\n", own.error().message);
      return 2;
    }
    rules = std::move(*own);
  }
  const auto responses = tests::load_labelled_responses(LABELLED_RESPONSES);
  const tests::Accuracy accuracy = tests::measure(responses, rules);
  fmt::print("{} rules, {} labelled responses\n", rules.rules().size(), responses.size());
  print_heading("vendor and what it does");
  for (const auto& [key, tally] : accuracy.vendors) {
    print_row(fmt::format("{} {}", key.first, key.second), tally);
  }
  print_row("all", sum(accuracy.vendors));
  print_heading("state");
  for (const auto& [state, tally] : accuracy.states) print_row(state, tally);
  print_row("all", sum(accuracy.states));
  for (const std::string& mistake : accuracy.mistakes) fmt::print("\n{}", mistake);
  fmt::print("\n{} mistakes\n", accuracy.mistakes.size());
  return 0;
}
