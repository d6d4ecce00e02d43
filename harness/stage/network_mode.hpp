// The two networks that a subject can be put into.
#pragma once

namespace tidemark::harness {

enum class NetworkMode {
  kMapped,    // the machine's own; the subject is told where the sites really are
  kIsolated,  // one of its own, in which the sites have their addresses and nothing else is
  kAuto,      // isolated where the machine allows it, else mapped
};

}  // namespace tidemark::harness
