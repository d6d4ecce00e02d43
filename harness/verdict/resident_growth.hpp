// Whether memory that grows by PSS is resident as well.
#pragma once

#include <span>

namespace tidemark::harness {

// PSS divides a shared page among its users, whoever they are: it moves when programs elsewhere
// that use the same files start and end, and on a machine where ever fewer of them run it grows.
// What a process has resident (RSS) does not mind them, and a leak raises it by no less than PSS.
// So the mean of `rss` over the last third of the values must be above that over the first by at
// least half of `growth` (per value, by PSS), as far as its own noise lets that be seen. Fewer than
// three values say nothing against it.
[[nodiscard]] bool is_resident(std::span<const double> rss, double growth);

}  // namespace tidemark::harness
