// What `tidemark orphans` finds. Plain data.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/bytes.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/reading.hpp"
#include "probes/orphans/launcher.hpp"

namespace tidemark::probes {

// Orphans, zombies and wedged processes are different things with different remedies; a process
// is listed as one of them only.
enum class FindingKind : std::uint8_t {
  // Orphans: nobody owns them, they can be reaped.
  kReparentedBrowser,    // the process that started it has ended, and nobody is connected
  kDriverWithoutClient,  // chromedriver, geckodriver or a Node.js driver that nobody uses
  kDeadLauncher,         // its launcher wrote down who it is, and is dead
  kPipeWithoutPeer,      // driven over a pipe whose other end no controlling process has
  kStrayPart,            // a renderer, crash handler, ... whose browser is gone
  // Not orphans: whoever owns them must act.
  kZombie,           // ended; its parent does not collect it
  kStopped,          // state T
  kUninterruptible,  // state D: waits in the kernel
};
// "reparented-browser", ...: the spelling in JSON.
[[nodiscard]] std::string_view finding_kind_name(FindingKind kind);
[[nodiscard]] bool is_orphan(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::kReparentedBrowser;
  ProcessId root = {};
  std::vector<ProcessId> members =
      {};  // the whole tree, root included; the root alone if no orphan
  std::string name = {};
  std::vector<std::string> command_line = {};  // the browser's, where a wrapper started it
  Launcher launcher = Launcher::kUnknown;
  std::vector<std::string> evidence = {};  // sentences; may quote untrusted text
  std::string fix = {};                    // what prevents it
  std::chrono::milliseconds age{};
  Pid parent = 0;  // of a zombie: who must collect it
  // Scratch profiles its command lines name.
  std::vector<std::filesystem::path> profiles = {};
  // What ending it gives back (PSS); absent until asked, and where it is withheld.
  Reading<Bytes> memory = {};
};

// A process that looks abandoned, but the evidence could not be read.
struct Undecided {
  ProcessId root = {};
  std::string name = {};
  std::string reason = {};
};

struct OrphanFindings {
  std::vector<Finding> findings = {};
  std::vector<Undecided> undecided = {};
};

}  // namespace tidemark::probes
