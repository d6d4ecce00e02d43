#include "harness/verdict/other_troubles.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "harness/verdict/changed_answers_rule.hpp"
#include "harness/verdict/pipe_rule.hpp"
#include "harness/verdict/slot_rule.hpp"
#include "harness/verdict/slowing_rule.hpp"
#include "harness/verdict/unanswered_rule.hpp"

namespace tidemark::harness {

OtherTroubles find_other_troubles(const Work& work, const Timeline& timeline, std::size_t persist) {
  OtherTroubles troubles;
  const auto add = [&](std::optional<Finding> finding) {
    if (finding) troubles.findings.push_back(*std::move(finding));
  };
  add(find_unanswered(work));
  add(find_changed_answers(work, timeline.warm_up_cycles));
  std::ranges::move(find_slot_troubles(work, timeline, persist),
                    std::back_inserter(troubles.findings));
  add(find_shared_pipes(timeline, persist));
  std::ranges::move(find_slowing(work, timeline), std::back_inserter(troubles.findings));
  if (auto note = slots_not_judged(work)) troubles.notes.push_back(*std::move(note));
  return troubles;
}

}  // namespace tidemark::harness
