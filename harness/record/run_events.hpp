// The kinds of events a run writes into samples.sqlite, and what their detail (a JSON object)
// holds. A run that was killed is rendered from these alone.
#pragma once

namespace tidemark::harness {

inline constexpr const char* kCycleStarted = "cycle_start";  // {"cycle": 1, "tasks": 40}
inline constexpr const char* kTaskStarted = "task_start";    // {"task": "shop.example"}
// {"task": "shop.example", "outcome": "alive"}; the outcome only where the answer tells one
inline constexpr const char* kTaskEnded = "task_end";
inline constexpr const char* kCycleDrained = "drained";  // {"cycle": 1, "answered": 40}
inline constexpr const char* kRested = "rest";           // {"cycle": 1}; absent: never rested
// Every rest point, rested or not, after its sample: {"at_us": 1, "cycle": 1, "rested": true,
// "after_end": true, "after_fault": true, "found": [directories that are there for the first time]}
inline constexpr const char* kRestPoint = "rest_point";
// {"cycle": 1, "kind": "signal", "target": "subject", "detail": "SIGUSR1"}
inline constexpr const char* kFaultStruck = "fault";
// {"cycle": 1, "kind": "pause", "target": "browser"}: the latest such fault
inline constexpr const char* kFaultUndone = "fault_undone";
inline constexpr const char* kSubjectStarted = "subject_start";  // {"pid": 4711}
inline constexpr const char* kSubjectEnded = "subject_end";      // {"status": "exit code 0"}
// {"cycle": 3, "why": "..."}: the run goes no further, because of the subject
inline constexpr const char* kGivenUp = "given_up";
// {"mode": "cgroup", "missing": ["kernel events: ..."]}: how processes are known to be the
// subject's
inline constexpr const char* kOwnershipKnown = "ownership";
// {"mode": "isolated", "remarks": ["..."]}: which network the subject is in, and what it lacks
inline constexpr const char* kNetworkKnown = "network";
// What the subject itself tells (docs/task-events.md) has this before its kind.
inline constexpr const char* kFromSubject = "subject.";
// Added to what tells of slots: the number of the connection, {"sender": 3}; and told when that
// connection has ended.
inline constexpr const char* kSender = "sender";
inline constexpr const char* kSenderEnded = "sender_end";

}  // namespace tidemark::harness
