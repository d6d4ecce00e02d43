// A browser's private directory, and the lock that proves its owner alive.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "probes/base/clock.hpp"
#include "probes/base/process_id.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/command.hpp"

namespace tidemark::analyzer {

inline constexpr std::string_view kProfilePrefix = "tidemark-profile-";
// The name before the lease is locked: a sweep leaves it alone while it is young.
inline constexpr std::string_view kNewProfilePrefix = "tidemark-new-";
inline constexpr std::string_view kLeaseFile = "lease";

// What a lease file says, for whoever finds it after its owner's death.
struct LeaseRecord {
  std::string boot_id;
  ProcessId owner;
  std::optional<ProcessId> browser = {};
};

// kProtocol if `text` is no lease (a crash may have cut it short).
[[nodiscard]] Result<LeaseRecord> parse_lease(std::string_view text);

// kBadInput if the root is too long for the socket that Chromium makes below its TMPDIR.
Result<void> check_scratch_root(const std::filesystem::path& scratch_root);

// Owns `<scratch_root>/tidemark-profile-XXXXXX` (mode 0700) with everything a browser writes:
// `profile`, `tmp` and `home`. The lease file in it is locked (flock) as long as this object, or
// the guard that was given a copy of the descriptor, lives; nothing else may inherit that
// descriptor. The destructor removes the directory: end the browser first.
class ProfileLease {
 public:
  // Told where the directory will be before anything of it is made, so that whoever removes it
  // should we be killed can know of it in time. Its failure ends the creation.
  using Announce = std::function<Result<void>(const std::filesystem::path& directory)>;

  // Fails as check_scratch_root() does.
  [[nodiscard]] static Result<ProfileLease> create(const std::filesystem::path& scratch_root,
                                                   const Announce& announce = {});

  ProfileLease(ProfileLease&& other) noexcept;
  ProfileLease& operator=(ProfileLease&& other) = delete;
  ProfileLease(const ProfileLease&) = delete;
  ProfileLease& operator=(const ProfileLease&) = delete;
  ~ProfileLease();

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] std::filesystem::path profile() const { return directory_ / "profile"; }
  [[nodiscard]] std::filesystem::path tmp() const { return directory_ / "tmp"; }
  [[nodiscard]] std::filesystem::path home() const { return directory_ / "home"; }
  // The locked lease file, to be shared with the guard only.
  [[nodiscard]] int lock_fd() const { return lock_.get(); }

  // Gives what a browser writes to that user, who may then pass through the directory but neither
  // list nor change it.
  Result<void> hand_over(const probes::RunAs& user);
  // Writes down which process uses the directory, for the sweep.
  Result<void> record_browser(const ProcessId& browser);

 private:
  ProfileLease(std::filesystem::path directory, UniqueFd lock, LeaseRecord record);

  std::filesystem::path directory_;  // empty once moved from
  UniqueFd lock_;
  LeaseRecord record_;
};

// The name under which `directory` is made, before its lease is locked.
[[nodiscard]] std::filesystem::path unfinished_directory(const std::filesystem::path& directory);

// Removes a leased directory, the lease file last, so that it never looks ownerless while it is not
// empty. Tries again until `deadline` while something still writes into it. Never follows symbolic
// links.
Result<void> remove_leased_directory(const std::filesystem::path& directory, Deadline deadline);

}  // namespace tidemark::analyzer
