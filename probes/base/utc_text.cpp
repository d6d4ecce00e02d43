#include "probes/base/utc_text.hpp"

#include <fmt/chrono.h>

namespace tidemark {

std::string utc_text(std::chrono::system_clock::time_point at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(at)));
}

}  // namespace tidemark
