#include "harness/verdict/retirement_wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "probes/base/bytes.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kBrowser = "browser";
constexpr std::string_view kSubject = "subject";
constexpr std::string_view kOther = "other";
// Less is one, as far as words go.
constexpr double kFew = 1.5;
// Nearly all of the growth is in one place: the rest is noise.
constexpr double kNearlyAll = 0.95;

// At least 1, to two digits: "140", "7".
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
  if (retirement.role == kSubject) return "the subject";
  const std::string noun = retirement.role == kOther ? "worker process" : retirement.role;
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
  if (retirement.after_tasks < kFew) return "after every task";
  return fmt::format(
      "after about {} tasks ({}{})", about(retirement.after_tasks), cycles(retirement.after_cycles),
      retirement.after_tasks > retirement.tasks_seen ? ", more than this run saw it do" : "");
}

std::string share_of(const Retirement& retirement) {
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
  const bool browser = retirement.role == kBrowser;
  std::string words = fmt::format("until then {} {} {}", browser ? "replace" : "restart",
                                  what(retirement), when(retirement));
  if (!browser) {
    words.insert(0, fmt::format("{} of the growth is in {}, where no new browser helps: ",
                                share_of(retirement),
                                retirement.role == kOther ? "other processes" : what(retirement)));
  }
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
