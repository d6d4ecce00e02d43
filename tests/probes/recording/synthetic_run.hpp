// A run that never happened, for tests of the recording.
#pragma once

#include "probes/sampling/tree_sample.hpp"

namespace tidemark::probes {

inline constexpr ProcessId kSubjectId{.pid = 200, .start_ticks = 6000};
inline constexpr ProcessId kRendererId{.pid = 201, .start_ticks = 6100};

inline SteadyTime at_second(int second) { return SteadyTime(std::chrono::seconds(100 + second)); }

inline ProcessSample subject_sample() {
  return {.facts = {.id = kSubjectId,
                    .parent = 100,
                    .name = "python3",
                    .command_line = {"python3", "crawl.py", "caf\xe9", ""},
                    .state = 'S',
                    .rss = Bytes::mib(50),
                    .threads = 4,
                    .descriptors = 12,
                    .cpu = std::chrono::milliseconds(1230),
                    .started = at_second(-40)},
          .role = Role::kSubject};
}

// Withholds its descriptors, as somebody else's process does.
inline ProcessSample renderer_sample() {
  return {.facts = {.id = kRendererId,
                    .parent = 200,
                    .name = "chrome",
                    .command_line = {"/opt/google/chrome/chrome --type=renderer"},
                    .state = 'S',
                    .rss = Bytes::mib(80),
                    .threads = 9,
                    .descriptors = Absence::kDenied,
                    .cpu = std::chrono::milliseconds(500),
                    .started = at_second(-39)},
          .role = Role::kRenderer,
          .detail = {.memory = MemoryFacts{.pss = Bytes::mib(30), .uss = Bytes::mib(20)},
                     .io = Absence::kDenied,
                     .descriptor_kinds = DescriptorKinds{{"pipe", 3}, {"socket listening", 1}}}};
}

}  // namespace tidemark::probes
