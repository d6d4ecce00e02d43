#include "cli/duration.hpp"

#include <array>
#include <charconv>
#include <string>

#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

struct Unit {
  std::string_view name;
  double milliseconds;
};
constexpr std::array<Unit, 5> kUnits{
    {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}}};

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  constexpr double kLongest = 366.0 * 24 * 3600000;
  for (const Unit& known : kUnits) {
    if (fault == std::errc() && unit == known.name && number >= 0 &&
        number * known.milliseconds <= kLongest) {
      return std::chrono::milliseconds(static_cast<long long>(number * known.milliseconds));
    }
  }
  return failure(
      ErrorCode::kBadInput,
      "'" + printable(text, 40) + "' is not a duration; write for example 500ms, 20s or 3m");
}

}  // namespace tidemark::cli
