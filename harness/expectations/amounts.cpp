#include "harness/expectations/amounts.hpp"

#include <algorithm>
#include <optional>

namespace tidemark::harness {
namespace {

template <typename T>
void add(Amount& amount, const std::optional<T>& value) {
  if (!value) {
    amount.complete = false;
  } else if constexpr (requires { value->count; }) {
    amount.known += value->count;
  } else {
    amount.known += static_cast<std::uint64_t>(*value);
  }
}

}  // namespace

Amounts amounts_of(const RestPoint& point) {
  Amounts amounts;
  amounts.directories.known = point.directories.size();
  for (const RestProcess& process : point.processes) {
    if (process.state == 'Z' || process.state == 'X') {
      ++amounts.zombies.known;
      continue;
    }
    ++amounts.processes.known;
    add(amounts.descriptors, process.descriptors);
    add(amounts.threads, process.threads);
    add(amounts.pss, process.pss);
  }
  return amounts;
}

Amounts amounts_of(const probes::TreeSample& sample) {
  Amounts amounts;
  for (const probes::ProcessSample& process : sample.processes) {
    if (probes::is_zombie(process.facts)) {
      ++amounts.zombies.known;
      continue;
    }
    ++amounts.processes.known;
    add(amounts.descriptors, process.facts.descriptors.maybe());
    add(amounts.threads, process.facts.threads.maybe());
  }
  return amounts;
}

void raise(Amounts& peak, const Amounts& now) {
  for (const auto part : {&Amounts::processes, &Amounts::zombies, &Amounts::descriptors,
                          &Amounts::threads, &Amounts::directories, &Amounts::pss}) {
    Amount& highest = peak.*part;
    highest.known = std::max(highest.known, (now.*part).known);
    highest.complete = highest.complete && (now.*part).complete;
  }
}

}  // namespace tidemark::harness
