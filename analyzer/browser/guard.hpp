// The guard: a small process of our own that outlives a killed Tidemark just long enough to end its
// browsers, stopped ones included, and to remove their profiles.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "analyzer/browser/profile_lease.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/child.hpp"

namespace tidemark::analyzer {

// A program that starts guards calls run_guard(kGuardControlFd) first thing in main when this is
// its only argument.
inline constexpr std::string_view kGuardArgument = "__guard";
inline constexpr int kGuardControlFd = 3;

// The guard's whole life; returns its exit code. Waits until its owner closes the control socket or
// dies, then ends what is still watched: within 4 s, at once if nothing is.
[[nodiscard]] int run_guard(int control_fd);

// A browser as the guard must know it.
struct GuardedBrowser {
  Pid pid = 0;     // leads its process group
  int pidfd = -1;  // the guard gets a copy
};

// The owner's end: owns the guard process. Destroying it makes the guard end what is still watched.
class GuardLink {
 public:
  // Starts this very program again as the guard.
  [[nodiscard]] static Result<GuardLink> start();

  GuardLink(GuardLink&&) noexcept = default;
  GuardLink& operator=(GuardLink&&) = delete;
  GuardLink(const GuardLink&) = delete;
  GuardLink& operator=(const GuardLink&) = delete;
  ~GuardLink();

  // From now on the guard removes what is made of `directory`, a lease's to be, unless somebody
  // else holds its lease: the name for ProfileLease::create() to announce. kGone as below.
  Result<void> expect(const std::filesystem::path& directory);
  // From now on the guard holds a copy of the lease and removes its directory, ending `browser`
  // first if there is one. A second call for the same lease replaces the first. kGone: the guard is
  // dead, start another.
  Result<void> watch(const ProfileLease& lease, const std::optional<GuardedBrowser>& browser);
  // Nothing was made, or the browser has ended and its directory is removed, or about to be by its
  // owner.
  Result<void> release(const std::filesystem::path& directory);

  // The browser has ended, but its owner could not remove the directory: the guard does as soon as
  // it can, unless somebody else holds its lease.
  Result<void> remove(const std::filesystem::path& directory);

  [[nodiscard]] Pid pid() const { return process_.pid(); }

 private:
  GuardLink(UniqueFd control, probes::Child process)
      : control_(std::move(control)), process_(std::move(process)) {}

  UniqueFd control_;
  probes::Child process_;
};

}  // namespace tidemark::analyzer
