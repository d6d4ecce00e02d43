#include "cli/run/fault_words.hpp"

#include <fmt/format.h>

#include <chrono>

#include "harness/faults/describe_fault.hpp"

namespace tidemark::cli {
namespace {

std::string seconds_of(Milliseconds time) {
  return fmt::format("{:.3g} s", std::chrono::duration<double>(time).count());
}

}  // namespace

std::string in_words(const harness::PlannedFault& fault) {
  const harness::FaultWords about = harness::describe_fault(fault);
  std::string words = fault.kind;
  if (!about.target.empty()) words += " " + about.target;
  if (!about.detail.empty()) words += " (" + about.detail + ")";
  if (fault.after.time) words += " after " + seconds_of(*fault.after.time);
  if (fault.after.domains) {
    words += fmt::format(" after {} finished domain{}", *fault.after.domains,
                         *fault.after.domains == 1 ? "" : "s");
  }
  if (fault.lasts) words += ", for " + seconds_of(*fault.lasts);
  words += fault.count == 1 ? ", once a cycle" : fmt::format(", {} times a cycle", fault.count);
  if (fault.every) words += ", every " + seconds_of(*fault.every);
  return words;
}

}  // namespace tidemark::cli
