#include "harness/verdict/leftover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

namespace tidemark::harness {
namespace {

constexpr std::size_t kMaxCulprits = 20;
constexpr std::size_t kMaxWhat = 500;  // bytes

std::string bounded(const std::string& text) {
  if (text.size() <= kMaxWhat) return text;
  std::size_t end = kMaxWhat;
  // Not in the middle of a UTF-8 character; text that is none is cut wherever.
  while (end > kMaxWhat - 4 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

// Chromium's GPU process brings a broker along if it is sandboxed, which a successor may be
// although its predecessor, which crashed, was not: one for each is a part of it.
bool is_broker(const RestProcess& process) {
  return process.role == "other" && process.command_line.ends_with(" --type=broker");
}

std::size_t brokers_due(const RestPoint& point) {
  return static_cast<std::size_t>(std::ranges::count_if(point.processes, [](const auto& process) {
    return process.role == "gpu" && !is_zombie(process);
  }));
}

Leftover leftover_of(const RestProcess& process) {
  return {.identity = identity_of(process),
          .culprit = culprit_of(process),
          .wedged = is_wedged(process)};
}

Leftover leftover_of(const RestDirectory& directory) {
  Leftover leftover{.identity = directory.path};
  leftover.culprit.what = bounded(directory.path);
  leftover.culprit.age = directory.age;
  leftover.culprit.born_during = directory.born_during;
  leftover.culprit.born_in_cycle = directory.born_in_cycle;
  return leftover;
}

}  // namespace

bool is_zombie(const RestProcess& process) { return process.state == 'Z' || process.state == 'X'; }

bool is_wedged(const RestProcess& process) {
  return process.state == 'D' || process.state == 'T' || process.state == 't';
}

std::string identity_of(const RestProcess& process) {
  return fmt::format("{}/{}", process.pid, process.start_ticks);
}

Culprit culprit_of(const RestProcess& process) {
  return {.pid = process.pid,
          .what = bounded(process.command_line),
          .age = process.age,
          .born_during = process.born_during,
          .born_in_cycle = process.born_in_cycle};
}

std::vector<Leftover> leftovers_at(const RestPoint& point, Resource resource,
                                   const std::string& role) {
  std::vector<Leftover> leftovers;
  if (resource == Resource::kDirectories) {
    for (const auto& directory : point.directories) leftovers.push_back(leftover_of(directory));
    return leftovers;
  }
  std::size_t due = brokers_due(point);
  for (const auto& process : point.processes) {
    const bool wanted = is_zombie(process) == (resource == Resource::kZombies);
    if (!wanted || process.role != role) continue;
    if (!is_zombie(process) && is_broker(process) && due > 0) {
      --due;
      continue;
    }
    leftovers.push_back(leftover_of(process));
  }
  return leftovers;
}

std::set<std::string> roles_of(const std::vector<const RestPoint*>& points, Resource resource) {
  if (resource == Resource::kDirectories) return {""};
  std::set<std::string> roles;
  for (const auto* point : points) {
    for (const auto& process : point->processes) {
      if (is_zombie(process) == (resource == Resource::kZombies)) roles.insert(process.role);
    }
  }
  return roles;
}

std::set<std::string> identities_of(const std::vector<Leftover>& leftovers) {
  std::set<std::string> identities;
  for (const auto& leftover : leftovers) identities.insert(leftover.identity);
  return identities;
}

void sort_by_age(std::vector<Leftover>& leftovers) {
  std::ranges::sort(leftovers, [](const Leftover& a, const Leftover& b) {
    return std::tuple(-a.culprit.age.count(), a.culprit.born_in_cycle,
                      std::string_view(a.identity)) < std::tuple(-b.culprit.age.count(),
                                                                 b.culprit.born_in_cycle,
                                                                 std::string_view(b.identity));
  });
}

std::vector<Culprit> culprits_of(const std::vector<Leftover>& leftovers) {
  std::vector<Culprit> culprits;
  for (const auto& leftover : leftovers) {
    if (culprits.size() == kMaxCulprits) break;
    culprits.push_back(leftover.culprit);
  }
  return culprits;
}

}  // namespace tidemark::harness
