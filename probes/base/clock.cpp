#include "probes/base/clock.hpp"

namespace tidemark {

SteadyTime steady_now() { return std::chrono::steady_clock::now(); }

}  // namespace tidemark
