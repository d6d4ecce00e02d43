#include "harness/verdict/retirement_wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "probes/base/bytes.hpp"

namespace tidemark::harness {
namespace {

constexpr double kFew = 1.5;
// Nearly all of the growth is in one place: the rest is noise.
constexpr double kNearlyAll = 0.95;

// To two digits: "140", "7", "0.35" is not asked for.
std::string about(double count) {
  const double magnitude = std::pow(10, std::max(0.0, std::floor(std::log10(count)) - 1));
  return fmt::format("{:.0f}", std::round(count / magnitude) * magnitude);
}

std::string amount(double bytes) {
  return to_string(Bytes{static_cast<std::uint64_t>(std::llround(bytes))});
}

std::string seconds(double time) { return fmt::format("{:.{}f} s", time, time < 1 ? 2 : 1); }

// "the browser", "each of the 4 browsers", "the subject", "the driver"
std::string what(const Retirement& retirement) {
  if (retirement.role == "subject") return "the subject";
  const std::string noun = retirement.role == "other" ? "worker process" : retirement.role;
  if (retirement.at_once == 1) return "the " + noun;
  return fmt::format("each of the {} {}{}", retirement.at_once, noun,
                     noun.ends_with('s') ? "es" : "s");
}

std::string cycles(double count) {
  if (count < 1) return "less than a cycle";
  return count < kFew ? "a cycle" : about(count) + " cycles";
}

// "after about 140 tasks (7 cycles)"
std::string when(const Retirement& retirement) {
  std::string words = retirement.after_tasks < kFew
                          ? "after every task"
                          : fmt::format("after about {} tasks ({}", about(retirement.after_tasks),
                                        cycles(retirement.after_cycles));
  if (retirement.after_tasks < kFew) return words;
  if (retirement.after_tasks > retirement.tasks_seen) words += ", more than this run saw it do";
  return words + ")";
}

std::string where(const Retirement& retirement) {
  return retirement.share < kNearlyAll ? fmt::format("{:.0f}%", retirement.share * 100)
                                       : std::string("nearly all");
}

std::string by_cost(const Retirement& retirement, double start, double task, double extra) {
  const double grown = retirement.bytes_per_task * retirement.after_tasks;
  return fmt::format(
      ": a start costs {}, a task takes {}, it grows by {} per task from {}, to {} by then; that "
      "occupies the least memory per task, {:.0f}% more than one that does not grow",
      seconds(start), seconds(task), amount(retirement.bytes_per_task),
      amount(retirement.fresh_bytes), amount(retirement.fresh_bytes + grown), extra * 100);
}

std::string by_share(const Retirement& retirement) {
  const double grown = retirement.bytes_per_task * retirement.after_tasks;
  return fmt::format(
      ", when it has grown from {} by {}, a quarter: it grows by {} per task, and {} "
      "was not measured",
      amount(retirement.fresh_bytes), amount(grown), amount(retirement.bytes_per_task),
      retirement.start_s ? "how long a task takes" : "what a start costs");
}

}  // namespace

std::string retirement_words(const Retirement& retirement) {
  const bool browser = retirement.role == "browser";
  std::string words =
      browser ? fmt::format("until then replace {} {}", what(retirement), when(retirement))
              : fmt::format(
                    "to replace the browser does not help, because {} of the growth is in "
                    "{}: until then restart {} {}",
                    where(retirement),
                    retirement.role == "other" ? "other processes" : what(retirement),
                    what(retirement), when(retirement));
  if (retirement.start_s && retirement.task_s && retirement.extra) {
    words += by_cost(retirement, *retirement.start_s, *retirement.task_s, *retirement.extra);
  } else {
    words += by_share(retirement);
  }
  if (browser && retirement.share < kNearlyAll) {
    words += fmt::format("; {:.0f}% of the growth is not in the browser, and stays",
                         (1 - retirement.share) * 100);
  }
  return words;
}

}  // namespace tidemark::harness
