#include "harness/verdict/trouble_advice.hpp"

namespace tidemark::harness {
namespace {

constexpr const char* kSection = "docs/verdicts.md#other-troubles";

Advice advice(const char* cause, const char* fix, const char* see = kSection) {
  return {.cause = cause, .fix = fix, .see = see};
}

}  // namespace

Advice advice_on_trouble(const Finding& finding) {
  switch (finding.kind) {
    case FindingKind::kUnanswered:
      return advice(
          "an exception or a killed worker that takes its task with it, or a wait without a "
          "deadline",
          "give every wait the time that is left of the task's budget, and answer in a finally "
          "block: an error is an answer");
    case FindingKind::kAnswersChanged:
      return advice(
          "a browser or a connection that has worn out and is not replaced, knowledge that is kept "
          "from earlier tasks and does not expire, or a site that has begun to refuse",
          "replace what fails twice in a row, and let what is remembered of a site expire; the log "
          "of requests says what the sites answered");
    case FindingKind::kSlotsLost:
      return advice(
          "a slot that is given back only when the browser is closed, and a browser that died or "
          "was never closed",
          "give the slot back in a finally block of whoever took it, not in the browser's close; "
          "else the pool runs dry and everything waits",
          "docs/task-events.md");
    case FindingKind::kDoubleRelease:
      return advice(
          "a clean-up that runs twice: after a timeout and again in a finally block, or in a "
          "wrapped close() that is called twice",
          "give a slot back in one place only; use a semaphore that refuses more than it has "
          "(BoundedSemaphore in Python), else more browsers run than were meant to",
          "docs/task-events.md");
    case FindingKind::kPipeShared:
      return advice(
          "a process that was forked while the pipe was open and not close-on-exec: a worker of "
          "multiprocessing, a second browser, a daemon",
          "open the pipe close-on-exec (O_CLOEXEC), start workers with spawn and not with fork, or "
          "start them before the first browser",
          "docs/orphans.md");
    case FindingKind::kRestSlower:
      return advice(
          "closing that waits for something that is gone and runs into its timeout, or ever more "
          "to clean up",
          "look at what still runs after the last answer: `tidemark report` shows the processes "
          "and events of the last cycles");
    case FindingKind::kTasksSlower:
      return advice(
          "a browser that is never replaced, lists that are searched from their beginning, or "
          "fewer slots than there were",
          "replace browsers after a number of pages, and look at the findings on memory and slots "
          "of the same run");
    case FindingKind::kGrowth:
    case FindingKind::kPlateau:
    case FindingKind::kUnsettled:
    case FindingKind::kOrphan:
    case FindingKind::kWedged: break;
  }
  return {};
}

}  // namespace tidemark::harness
