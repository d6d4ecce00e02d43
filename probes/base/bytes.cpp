#include "probes/base/bytes.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace tidemark {

std::string to_string(Bytes bytes) {
  if (bytes.count < 1024) return fmt::format("{} B", bytes.count);
  constexpr std::array<std::string_view, 4> kUnits = {"KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes.count) / 1024;
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, kUnits.at(unit));
}

}  // namespace tidemark
