#include "probes/orphans/finding.hpp"

#include "probes/orphans/remedy.hpp"

namespace tidemark::probes {
namespace {

std::string remedy_for_orphan(Launcher launcher) {
  switch (launcher) {
    case Launcher::kPlaywright:
      return "close the browser in a finally block; let nothing inherit the driver's pipes "
             "(close_fds in Python), and end stopped programs with SIGKILL to their whole group";
    case Launcher::kPuppeteer:
      return "launch with `pipe: true`: such a browser ends by itself when its program is killed; "
             "close it in a finally block";
    case Launcher::kSelenium:
      return "call quit() in a finally block, and start the program under a parent that kills its "
             "children (setpriv --pdeathsig KILL, a systemd unit, docker run --init): chromedriver "
             "never ends by itself";
    case Launcher::kChromeLauncher:
      return "call kill() in a finally block and on SIGTERM; for programs that may be killed use a "
             "launcher with a debugging pipe (Puppeteer with `pipe: true`)";
    case Launcher::kTidemark:
      return "none needed: the next `tidemark analyze` in that TMPDIR sweeps it; do not kill the "
             "guard together with the analyzer";
    case Launcher::kUnknown: break;
  }
  return "start the browser with --remote-debugging-pipe or a parent-death signal (setpriv "
         "--pdeathsig KILL), and close it in a finally block";
}

}  // namespace

std::string_view finding_kind_name(FindingKind kind) {
  switch (kind) {
    case FindingKind::kReparentedBrowser: return "reparented-browser";
    case FindingKind::kDriverWithoutClient: return "driver-without-client";
    case FindingKind::kDeadLauncher: return "dead-launcher";
    case FindingKind::kPipeWithoutPeer: return "pipe-without-peer";
    case FindingKind::kStrayPart: return "stray-part";
    case FindingKind::kZombie: return "zombie";
    case FindingKind::kStopped: return "stopped";
    case FindingKind::kUninterruptible: break;
  }
  return "uninterruptible";
}

bool is_orphan(FindingKind kind) {
  return kind != FindingKind::kZombie && kind != FindingKind::kStopped &&
         kind != FindingKind::kUninterruptible;
}

std::string remedy_for(FindingKind kind, Launcher launcher) {
  switch (kind) {
    case FindingKind::kZombie:
      return "the parent must collect its children (waitpid); in a container run an init that does "
             "(docker run --init, tini)";
    case FindingKind::kStopped:
      return "continue it (kill -CONT PID) or end it; find out who stopped it: a debugger, Ctrl-Z, "
             "a container that was paused";
    case FindingKind::kUninterruptible:
      return "it waits in the kernel for a disk or network file system; no signal ends it until "
             "that "
             "answers: look at `dmesg` and the mounts";
    default: return remedy_for_orphan(launcher);
  }
}

}  // namespace tidemark::probes
