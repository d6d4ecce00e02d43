#include "probes/sampling/stat_reader.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace tidemark::probes {
namespace {

// Fields by their number in proc(5), where the state is the third and the first behind the name.
enum Field : std::size_t {
  kState = 3,
  kParent = 4,
  kGroup = 5,
  kSession = 6,
  kUserTime = 14,
  kSystemTime = 15,
  kThreads = 20,
  kStart = 22,
  kResident = 24,
  kFields = 25,
};

// A number of the line. Negative ones (a priority, a group of -1) are of no interest and read as 0.
std::optional<std::uint64_t> number_at(std::string_view word) {
  std::uint64_t number = 0;
  const char* end = word.data() + word.size();
  if (word.starts_with('-')) return 0;
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc() || stop != end) return {};
  return number;
}

}  // namespace

std::optional<ProcessFacts> parse_stat(std::string_view text, const KernelUnits& units) {
  // The name stands in parentheses and may itself contain spaces and parentheses.
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  if (close + 3 >= text.size()) return {};
  ProcessFacts facts;
  facts.name = text.substr(open + 1, close - open - 1);
  facts.state = text[close + 2];

  std::array<std::uint64_t, kFields> fields{};
  std::string_view rest = text.substr(close + 3);
  for (std::size_t field = kParent; field < kFields; ++field) {
    if (!rest.starts_with(' ')) return {};
    rest.remove_prefix(1);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \n"));
    const auto number = number_at(word);
    if (!number) return {};
    fields.at(field) = *number;
    rest.remove_prefix(word.size());
  }
  const auto pid = number_at(text.substr(0, open == 0 ? 0 : open - 1));
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
