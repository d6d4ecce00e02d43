#include "probes/sampling/stat_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace tidemark::probes {
namespace {

// The fields behind the state that are of interest, by their number in proc(5), in order.
enum Field : std::size_t {
  kParent = 4,
  kGroup = 5,
  kSession = 6,
  kUserTime = 14,
  kSystemTime = 15,
  kThreads = 20,
  kStart = 22,
  kResident = 24,
};
constexpr std::array kWanted = {kParent,     kGroup,   kSession, kUserTime,
                                kSystemTime, kThreads, kStart,   kResident};

// Takes the number at the start of `text`, and what ends it, off. Negative ones (a priority, a
// group of -1) are of no interest and read as 0.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  const bool negative = text.starts_with('-');
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + (negative ? 1 : 0), end, number);
  if (error != std::errc() || (stop != end && *stop != ' ' && *stop != '\n')) return {};
  text.remove_prefix(std::min(text.size(), static_cast<std::size_t>(stop - text.data()) + 1));
  return negative ? 0 : number;
}

}  // namespace

std::optional<ProcessFacts> parse_stat(std::string_view text, const KernelUnits& units) {
  // The name stands in parentheses and may itself contain spaces and parentheses.
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  if (close + 4 >= text.size()) return {};
  ProcessFacts facts;
  facts.name = text.substr(open + 1, close - open - 1);
  facts.state = text[close + 2];

  if (text[close + 1] != ' ' || text[close + 3] != ' ') return {};
  std::string_view rest = text.substr(close + 4);
  std::array<std::uint64_t, kResident + 1> fields{};
  std::size_t at = kParent;
  for (const Field field : kWanted) {
    for (; at < field; ++at) {
      const std::size_t space = rest.find(' ');
      if (space == std::string_view::npos) return {};
      rest.remove_prefix(space + 1);
    }
    const auto number = take_number(rest);
    if (!number) return {};
    fields.at(field) = *number;
    ++at;
  }
  std::string_view front = text.substr(0, open);
  const auto pid = take_number(front);
  if (!pid) return {};
  facts.id = {.pid = static_cast<Pid>(*pid), .start_ticks = fields[kStart]};
  facts.parent = static_cast<Pid>(fields[kParent]);
  facts.group = static_cast<Pid>(fields[kGroup]);
  facts.session = static_cast<Pid>(fields[kSession]);
  facts.rss = units.pages(fields[kResident]);
  facts.threads = static_cast<int>(fields[kThreads]);
  facts.cpu = units.span(fields[kUserTime] + fields[kSystemTime]);
  facts.started = units.moment(facts.id.start_ticks);
  return facts;
}

}  // namespace tidemark::probes
