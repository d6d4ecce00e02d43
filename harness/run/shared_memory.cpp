#include "harness/run/shared_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "probes/sampling/descriptors.hpp"
#include "probes/sampling/proc_file.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

// Of a process's map: enough for the largest browsers, some thousand lines.
constexpr std::size_t kMostOfMap = std::size_t{4} << 20U;

// Whether `text` names `path` or something in it: what follows ends the name.
bool names(std::string_view text, const std::string& path) {
  for (std::size_t at = text.find(path); at != std::string_view::npos;
       at = text.find(path, at + 1)) {
    const std::size_t end = at + path.size();
    if (end == text.size() || std::string_view("/ \n").find(text[end]) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// All that a process holds, as text with paths in it.
std::string holdings_of(const probes::ProcessSample& process) {
  std::string text;
  for (const std::string& word : process.facts.command_line) text.append(word).append(1, '\n');
  const auto map = probes::read_file_of(process.facts.id, "maps", kMostOfMap);
  if (map) text.append(*map).append(1, '\n');
  const auto descriptors = probes::read_descriptors(process.facts.id.pid);
  if (!descriptors) return text;
  for (const probes::Descriptor& each : *descriptors) text.append(each.target).append(1, '\n');
  return text;
}

}  // namespace

SharedMemory::SharedMemory(SteadyTime since, uid_t owner, fs::path directory)
    : since_(since), owner_(owner), directory_(std::move(directory)) {}

SharedMemory::SharedMemory(UniqueFd own_directory) : own_(std::move(own_directory)) {}

void SharedMemory::look(std::span<const probes::ProcessSample> members, bool thorough) {
  if (own_) return;
  std::vector<std::pair<std::string, Known*>> asked;
  std::map<fs::path, Known> there;
  for (const DirectoryEntry& entry : list_directory(directory_)) {
    if (entry.owner != owner_ || entry.made < since_) continue;
    const auto before = known_.find(entry.path);
    const bool is_new = before == known_.end() || before->second.identity != entry.identity;
    Known& now = there[entry.path];
    now = {.identity = entry.identity, .held = !is_new && before->second.held};
    if (is_new || (thorough && !now.held)) asked.emplace_back(entry.path.string(), &now);
  }
  known_ = std::move(there);  // the nodes stay where they are
  for (const probes::ProcessSample& process : members) {
    if (std::ranges::all_of(asked, [](const auto& it) { return it.second->held; })) return;
    const std::string held = holdings_of(process);
    for (auto& [path, entry] : asked) entry->held = entry->held || names(held, path);
  }
}

std::vector<LeftEntry> SharedMemory::entries() const {
  if (own_) {
    auto found = take_directory_census(fmt::format("/proc/self/fd/{}", own_.get()));
    for (LeftEntry& entry : found) entry.path = fs::path("/dev/shm") / entry.path.filename();
    return found;
  }
  std::vector<LeftEntry> found;
  for (const DirectoryEntry& entry : list_directory(directory_)) {
    const auto known = known_.find(entry.path);
    const bool ours =
        known != known_.end() && known->second.held && known->second.identity == entry.identity;
    if (ours) found.push_back(measured(entry));
  }
  return found;
}

}  // namespace tidemark::harness
