#include "harness/run/subject_start.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

namespace tidemark::harness {
namespace {

std::vector<probes::ResourceLimit> resource_limits(const SubjectLimits& limits) {
  std::vector<probes::ResourceLimit> all;
  const auto add = [&](int resource, const std::optional<std::uint64_t>& most) {
    if (most) all.push_back({.resource = resource, .most = *most});
  };
  const auto add_bytes = [&](int resource, const std::optional<Bytes>& most) {
    if (most) all.push_back({.resource = resource, .most = most->count});
  };
  add(RLIMIT_NOFILE, limits.descriptors);
  add(RLIMIT_NPROC, limits.processes);
  add_bytes(RLIMIT_AS, limits.address_space);
  add_bytes(RLIMIT_FSIZE, limits.file_size);
  add_bytes(RLIMIT_CORE, limits.core);
  return all;
}

bool has(const std::vector<std::string>& environment, const std::string& name) {
  return std::ranges::any_of(
      environment, [&](const std::string& entry) { return entry.starts_with(name + "="); });
}

// In place of an entry of that name, if there is one.
void set(std::vector<std::string>& environment, const std::string& name,
         const std::optional<std::string>& value) {
  std::erase_if(environment,
                [&](const std::string& entry) { return entry.starts_with(name + "="); });
  if (value) environment.push_back(name + "=" + *value);
}

}  // namespace

StartSubject start_order(const RunPlan& plan, std::vector<std::string> command,
                         std::vector<std::string> environment,
                         const std::optional<SubjectUser>& user) {
  const SubjectOptions& options = plan.options;
  StartSubject order{.command = std::move(command),
                     .environment = std::move(environment),
                     .directory = options.directory,
                     .limits = resource_limits(options.limits),
                     .reap_orphans = options.init};
  if (user) {
    order.run_as = user->run_as;
    // A stage has made one already, of links to that of the user.
    if (!has(order.environment, "HOME")) set(order.environment, "HOME", user->home.string());
    set(order.environment, "USER", user->name);
    set(order.environment, "LOGNAME", user->name);
  }
  for (const EnvironmentChange& change : options.environment) {
    set(order.environment, change.name, change.value);
    if (!change.value) order.without.push_back(change.name);
  }
  // As a shell that went there would find it.
  std::string& program = order.command.front();
  if (!options.directory.empty() && program.find('/') != std::string::npos) {
    program = (options.directory / program).string();
  }
  return order;
}

}  // namespace tidemark::harness
