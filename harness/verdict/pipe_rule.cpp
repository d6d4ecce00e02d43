#include "harness/verdict/pipe_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/verdict/leftover.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kMostCulprits = 20;
constexpr std::size_t kColumns = 80;

using Writers = std::vector<PipeWriter>;

// By browser, those with more than one writer, one of whom at least should not be.
std::map<Pid, Writers> shared_at(const RestPoint& point) {
  std::map<Pid, Writers> by_browser;
  for (const PipeWriter& writer : point.pipe_writers) by_browser[writer.browser].push_back(writer);
  // A damaged recording may say of all that they launched it.
  std::erase_if(by_browser, [](const auto& entry) {
    return entry.second.size() < 2 || std::ranges::all_of(entry.second, &PipeWriter::launched);
  });
  return by_browser;
}

const RestProcess* process_at(const RestPoint& point, Pid pid) {
  const auto found = std::ranges::find(point.processes, pid, &RestProcess::pid);
  return found == point.processes.end() ? nullptr : &*found;
}

std::string shown(const RestPoint& point, Pid pid) {
  const RestProcess* process = process_at(point, pid);
  if (process == nullptr) return fmt::format("pid {}", pid);
  return fmt::format("pid {} ({})", pid, printable(process->command_line, kColumns));
}

// Who should not have it: everybody but the browser's launcher; all if none of them launched it.
std::vector<Pid> intruders(const Writers& writers) {
  std::vector<Pid> pids;
  for (const PipeWriter& writer : writers) {
    if (!writer.launched) pids.push_back(writer.writer);
  }
  return pids;
}

std::string sentence(const RestPoint& point, const std::map<Pid, Writers>& shared) {
  const auto& [browser, writers] = *shared.begin();
  const auto launcher = std::ranges::find(writers, true, &PipeWriter::launched);
  const std::vector<Pid> others = intruders(writers);
  std::string text = fmt::format("the command pipe of browser pid {} is open for writing in {}",
                                 browser, shown(point, others.front()));
  if (launcher != writers.end()) {
    text +=
        fmt::format(" too: a kill of pid {}, which started it, does not end it", launcher->writer);
  } else {
    text += fmt::format(" and {} more: a kill of one of them does not end it", others.size() - 1);
  }
  const auto browsers = std::ranges::count(point.processes, "browser", &RestProcess::role);
  if (shared.size() == 1) return text;
  return text + fmt::format("; so it is with {} of {} browsers", shared.size(),
                            std::max(browsers, static_cast<std::ptrdiff_t>(shared.size())));
}

}  // namespace

std::optional<Finding> find_shared_pipes(const Timeline& timeline, std::size_t persist) {
  const auto& judged = timeline.judged;
  if (judged.size() < persist) return std::nullopt;
  for (std::size_t i = 1; i <= persist; ++i) {
    if (shared_at(*judged[judged.size() - i]).empty()) return std::nullopt;
  }
  const RestPoint& last = *judged.back();
  const auto shared = shared_at(last);
  Finding finding{.resource = Resource::kDescriptors, .role = "browser"};
  finding.kind = FindingKind::kPipeShared;
  finding.last = static_cast<double>(shared.size());
  finding.counts.reserve(timeline.all.size());
  for (const RestPoint& point : timeline.all) {
    finding.counts.push_back(static_cast<double>(shared_at(point).size()));
  }
  finding.explanation = sentence(last, shared);
  std::set<Pid> named;
  for (const auto& [browser, writers] : shared) {
    for (const Pid pid : intruders(writers)) {
      const RestProcess* process = process_at(last, pid);
      if (process == nullptr || finding.culprits.size() == kMostCulprits) continue;
      if (named.insert(pid).second) finding.culprits.push_back(culprit_of(*process));
    }
  }
  return finding;
}

}  // namespace tidemark::harness
