#include "harness/scenario/planned_defect.hpp"

#include "harness/record/names.hpp"

namespace tidemark::harness {
namespace {

std::string words_of(const LeakDefect& leak) {
  std::string words(name_of(leak.kind));
  words += " of ";
  if (!leak.role.empty()) words += leak.role + " ";
  words += name_of(leak.resource);
  if (!leak.task.empty()) words += ", born during " + leak.task;
  return words;
}

std::string words_of(const ExpectationDefect& defect) {
  return "the expectation " + defect.expectation + " fails";
}

std::string words_of(const StuckDefect& /*defect*/) { return "the subject gets stuck"; }

}  // namespace

std::string in_words(const PlannedDefect& defect) {
  return std::visit([](const auto& each) { return words_of(each); }, defect);
}

}  // namespace tidemark::harness
