#include "reports/run_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "probes/base/printable.hpp"
#include "reports/mute_wording.hpp"
#include "reports/wording.hpp"
#include "reports/wrapped.hpp"

namespace tidemark::reports {
namespace {

using harness::Verdict;

constexpr std::size_t kCulpritsShown = 3;
constexpr std::size_t kSentence = 600;  // columns of one explanation or note

class Summary {
 public:
  Summary(const harness::RunRecord& record, const SummaryStyle& style)
      : record_(record), style_(style), width_(std::max<std::size_t>(style.width, 60)) {}

  std::string write() {
    verdict();
    resources();
    expectations();
    findings();
    mutes();
    run();
    notes();
    if (!style_.report_path.empty()) {
      out_ += "\nReport: " + printable(style_.report_path, 4096) + "\n";
    }
    return std::move(out_);
  }

 private:
  // Verdicts that decide are upper case, so that they stand out without colour.
  [[nodiscard]] std::string shown(Verdict verdict, bool decides, std::size_t pad) const {
    std::string word(verdict_word(verdict));
    const std::string space(pad > word.size() ? pad - word.size() : 0, ' ');
    if (!decides) return word + space;
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::toupper(c); });
    if (!style_.colour) return word + space;
    const int colour = verdict == Verdict::kStable ? 32 : verdict == Verdict::kLeaking ? 31 : 33;
    return fmt::format("\x1b[1;{}m{}\x1b[0m{}", colour, word, space);
  }

  // The finding that decides is often the reason word for word.
  [[nodiscard]] bool said_above(const std::string& sentence) const {
    return sentence == record_.reason || sentence + "." == record_.reason;
  }

  void verdict() {
    out_ += shown(record_.verdict, true, 0) + "  " + printable(record_.name, 80);
    if (record_.scenario != record_.name && !record_.scenario.empty()) {
      out_ += " (" + printable(record_.scenario, 80) + ")";
    }
    if (!record_.completed) {
      out_ += fmt::format("  incomplete: {} of {} cycles", record_.cycles.size(),
                          record_.cycles_planned);
    }
    if (const auto failed = failed_words(record_); !failed.empty()) out_ += "  " + failed;
    out_ += '\n';
    if (!record_.reason.empty())
      out_ += wrapped("", printable(record_.reason, kSentence), width_, 0);
  }

  void resources() {
    if (record_.verdicts.empty()) return;
    out_ += '\n';
    for (const auto& resource : record_.verdicts) {
      auto text = said_above(resource.evidence) ? std::string("see above")
                                                : printable(resource.evidence, kSentence);
      if (!resource.required) text.insert(0, "(advice) ");
      if (const auto bound = bound_words(resource); !bound.empty()) text += "; " + bound;
      const auto head = fmt::format("  {:<12} {}  ", resource_word(resource.resource),
                                    shown(resource.verdict, resource.required, 12));
      out_ += wrapped(head, text, width_, 29);
    }
  }

  void expectations() {
    if (record_.expectations.empty()) return;
    out_ += "\nExpectations\n";
    for (const auto& expectation : record_.expectations) {
      const auto text =
          fmt::format("{}: {}, expected {} ({})", printable(expectation.what, 100),
                      printable(expectation.actual, 200), printable(expectation.expected, 100),
                      printable(expectation.pointer, 100));
      out_ += wrapped(fmt::format("  {:<9}", expectation_word(expectation)), text, width_, 11);
    }
  }

  void findings() {
    findings("\nLeftovers\n", false);
    findings("\nOther troubles\n", true);
  }

  // Leaks first; other troubles are listed by themselves, so that nobody takes them for leaks.
  void findings(std::string_view heading, bool other) {
    for (const bool leak : {true, false}) {
      for (const auto& finding : record_.findings) {
        if (finding.leak != leak || is_other_trouble(finding.kind) != other) continue;
        out_ += std::exchange(heading, {});
        add(finding);
      }
    }
  }

  void add(const harness::Finding& finding) {
    const auto remark = finding_remark(finding);
    out_ += wrapped("  ",
                    fmt::format("{}{}: {}", finding_subject(finding),
                                remark.empty() ? "" : " (" + remark + ")", finding_growth(finding)),
                    width_, 2);
    if (!finding.explanation.empty() && !said_above(finding.explanation)) {
      out_ += wrapped("    ", printable(finding.explanation, kSentence), width_, 4);
    }
    add(finding.advice);
    add_muting(finding);
    const auto shown = std::min(finding.culprits.size(), kCulpritsShown);
    for (std::size_t i = 0; i < shown; ++i) add(finding.culprits[i]);
    if (shown < finding.culprits.size()) {
      out_ +=
          fmt::format("    and {} more, listed in the report\n", finding.culprits.size() - shown);
    }
  }

  void add(const harness::Advice& advice) {
    const std::pair<std::string_view, const std::string&> lines[] = {
        {"usually:", advice.cause}, {"do:", advice.fix}, {"see:", advice.see}};
    for (const auto& [label, text] : lines) {
      if (text.empty()) continue;
      out_ += wrapped(fmt::format("    {:<9}", label), printable(text, kSentence), width_, 13);
    }
  }

  void add_muting(const harness::Finding& finding) {
    if (const auto words = muted_words(finding); !words.empty()) {
      out_ += wrapped("    muted:   ", words, width_, 13);
    }
    // In one line however wide, because it is there to be copied.
    if (const auto line = mute_line(finding, record_); !line.empty()) {
      out_ += "    mute:    " + printable(line, kSentence) + '\n';
    }
  }

  void mutes() {
    if (record_.mutes.empty()) return;
    out_ += "\nMutes, from " + printable(record_.mutes_file, 200) + "\n";
    for (const auto& mute : record_.mutes) {
      const auto text =
          fmt::format("{} ({})", mute_words(mute, record_), printable(mute.reason, kSentence));
      out_ += wrapped(fmt::format("  {:<14}", printable(mute.fingerprint, 40)), text, width_, 16);
    }
  }

  void add(const harness::Culprit& culprit) {
    std::string line = culprit.pid == 0 ? "    directory" : fmt::format("    pid {}", culprit.pid);
    line += ", " + duration_words(culprit.age) + " old";
    if (culprit.born_in_cycle > 0) line += fmt::format(", from cycle {}", culprit.born_in_cycle);
    if (!culprit.born_during.empty()) line += ", born during " + printable(culprit.born_during, 60);
    out_ += line + "\n      " + short_culprit(culprit, width_ - 6) + '\n';
  }

  void fact(std::string_view label, const std::string& text) {
    if (text.empty()) return;
    out_ += wrapped(fmt::format("  {:<9}", label), text, width_, 11);
  }

  void run() {
    out_ += "\nRun\n";
    if (record_.set != "default") fact("set", printable(record_.set, 20));
    fact("variant", printable(record_.combination, 100));
    fact("cycles", cycles_words(record_));
    fact("tasks", fmt::format("{} of {} answered", record_.tasks_answered, tasks_given(record_)));
    fact("faults", faults_words(record_));
    fact("rest", rest_words(record_));
    fact("subject", printable(record_.subject_ended, kSentence));
    fact("network", network_words(record_));
    fact("took", duration_words(record_.ended - record_.started));
    fact("probes", probe_cost_words(record_));
  }

  void notes() {
    if (record_.notes.empty()) return;
    out_ += "\nNotes\n";
    for (const auto& note : record_.notes) {
      out_ += wrapped("  - ", printable(note, kSentence), width_, 4);
    }
  }

  const harness::RunRecord& record_;
  const SummaryStyle& style_;
  std::size_t width_;
  std::string out_{};
};

}  // namespace

std::string run_summary(const harness::RunRecord& record, const SummaryStyle& style) {
  return Summary(record, style).write();
}

}  // namespace tidemark::reports
