#include "cli/orphan_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using probes::Finding;
using probes::FindingKind;
using probes::Launcher;
using probes::ScratchDirectory;

constexpr std::size_t kLongLine = 400;

std::string_view title(FindingKind kind) {
  switch (kind) {
    case FindingKind::kReparentedBrowser: return "Orphaned browser";
    case FindingKind::kDriverWithoutClient: return "Driver without a client";
    case FindingKind::kDeadLauncher: return "Browser of a dead launcher";
    case FindingKind::kPipeWithoutPeer: return "Browser without a pipe peer";
    case FindingKind::kStrayPart: return "Stray part of a browser";
    case FindingKind::kZombie: return "Zombie";
    case FindingKind::kStopped: return "Stopped (not an orphan)";
    case FindingKind::kUninterruptible: break;
  }
  return "Stuck in the kernel (not an orphan)";
}

std::string joined(const std::vector<std::string>& line) {
  return fmt::format("{}", fmt::join(line, " "));
}

std::string memory_text(const Reading<Bytes>& memory) {
  if (memory) return to_string(*memory);
  return fmt::format("memory {}", to_string(memory.why()));
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void add_finding(std::string& text, const Finding& finding) {
  fmt::format_to(std::back_inserter(text), "\n{}: {} (pid {}), {} old", title(finding.kind),
                 printable(finding.name), finding.root.pid, age_text(finding.age));
  if (probes::is_orphan(finding.kind)) {
    fmt::format_to(std::back_inserter(text), ", {}, {}",
                   plural(finding.members.size(), "process", "processes"),
                   memory_text(finding.memory));
  }
  text += '\n';
  for (const std::string& sentence : finding.evidence) {
    fmt::format_to(std::back_inserter(text), "  why       {}\n", printable(sentence, kLongLine));
  }
  if (finding.launcher != Launcher::kUnknown) {
    fmt::format_to(std::back_inserter(text), "  launcher  {}\n", launcher_name(finding.launcher));
  }
  for (const auto& profile : finding.profiles) {
    fmt::format_to(std::back_inserter(text), "  profile   {}\n",
                   printable(profile.native(), kLongLine));
  }
  if (!finding.command_line.empty()) {
    fmt::format_to(std::back_inserter(text), "  command   {}\n",
                   printable(joined(finding.command_line)));
  }
  fmt::format_to(std::back_inserter(text), "  prevent   {}\n", finding.fix);
}

void add_directory(std::string& text, const ScratchDirectory& directory) {
  fmt::format_to(std::back_inserter(text), "  {:>10}  {:>8}  {:<15}  {}\n",
                 to_string(directory.bytes), age_text(directory.age),
                 launcher_name(directory.launcher), printable(directory.path.native(), kLongLine));
  if (!directory.reason.empty()) {
    fmt::format_to(std::back_inserter(text), "  {:>10}  {}\n", "",
                   printable(directory.reason, kLongLine));
  }
}

std::size_t count(const OrphanListing& listing, bool orphans) {
  return static_cast<std::size_t>(std::ranges::count_if(
      listing.findings,
      [orphans](const Finding& finding) { return probes::is_orphan(finding.kind) == orphans; }));
}

Bytes total(const std::vector<ScratchDirectory>& directories) {
  Bytes sum;
  for (const ScratchDirectory& directory : directories) sum += directory.bytes;
  return sum;
}

std::string headline(const OrphanListing& listing) {
  const std::size_t orphans = count(listing, true);
  const std::size_t others = count(listing, false);
  if (orphans + others + listing.unused.size() == 0) return "No orphans found.\n";
  std::string line = plural(orphans, "orphan", "orphans");
  if (others > 0)
    line += ", " + plural(others, "zombie or wedged process", "zombies or wedged processes");
  if (!listing.unused.empty()) {
    line += fmt::format(", {} ({})",
                        plural(listing.unused.size(), "unused directory", "unused directories"),
                        to_string(total(listing.unused)));
  }
  return line + ".\n";
}

void add_limits(std::string& text, const OrphanListing& listing) {
  if (listing.hides) {
    text +=
        "\nThis machine hides other users' processes (hidepid): what they own or hold is not "
        "known.\n";
  } else if (listing.others > 0) {
    fmt::format_to(std::back_inserter(text),
                   "\n{} of other users not judged; run this as them to see theirs.\n",
                   plural(listing.others, "process", "processes"));
  }
}

}  // namespace

std::string age_text(std::chrono::milliseconds age) {
  using std::chrono::days;
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  if (age < minutes(2)) return fmt::format("{} s", age / seconds(1));
  if (age < hours(2)) return fmt::format("{} min", age / minutes(1));
  if (age < days(2)) return fmt::format("{} h", age / hours(1));
  return fmt::format("{} days", age / days(1));
}

std::string listing_text(const OrphanListing& listing) {
  std::string text = headline(listing);
  for (const Finding& finding : listing.findings) add_finding(text, finding);
  if (!listing.unused.empty()) text += "\nDirectories that no process uses:\n";
  for (const ScratchDirectory& directory : listing.unused) add_directory(text, directory);
  if (!listing.undecided.empty() || !listing.uncertain.empty()) {
    text += "\nCould not tell, and left alone:\n";
  }
  for (const probes::Undecided& one : listing.undecided) {
    fmt::format_to(std::back_inserter(text), "  {} (pid {}): {}\n", printable(one.name),
                   one.root.pid, printable(one.reason, kLongLine));
  }
  for (const ScratchDirectory& directory : listing.uncertain) add_directory(text, directory);
  add_limits(text, listing);
  return text;
}

std::string reap_text(const probes::ReapReport& report) {
  std::string text;
  std::size_t ended = 0;
  for (const probes::ReapedTree& tree : report.trees) {
    ended += tree.ended.size();
    const std::string who =
        fmt::format("{} (pid {})", printable(tree.finding.name), tree.finding.root.pid);
    if (!tree.spared.empty()) {
      fmt::format_to(std::back_inserter(text), "Left alone: {}: {}\n", who, tree.spared);
    } else if (!tree.left.empty()) {
      fmt::format_to(std::back_inserter(text), "Could not end: {}: {} left\n", who,
                     plural(tree.left.size(), "process is", "processes are"));
    } else {
      fmt::format_to(std::back_inserter(text), "Ended: {}, {}{}\n", who,
                     plural(tree.ended.size(), "process", "processes"),
                     tree.needed_kill ? ", by SIGKILL after the grace" : "");
    }
  }
  std::size_t removed = 0;
  for (const probes::RemovedDirectory& one : report.directories) {
    if (one.kept.empty()) {
      ++removed;
    } else {
      fmt::format_to(std::back_inserter(text), "Kept: {}: {}\n",
                     printable(one.directory.path.native(), kLongLine),
                     printable(one.kept, kLongLine));
    }
  }
  fmt::format_to(std::back_inserter(text), "Came back: {}, {} of memory, {} with {} on disk.\n",
                 plural(ended, "process", "processes"), to_string(report.memory),
                 plural(removed, "directory", "directories"), to_string(report.disk));
  if (report.interrupted) text += "Interrupted: the rest was not touched.\n";
  return text;
}

}  // namespace tidemark::cli
